"""`wegwarte quality`: what the tests have found in the data, and what a person says of it."""

from typing import Annotated, Any, Final

import typer

from cli.amounts import amount
from cli.failure import FailedError
from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import Author, Reader, act, moment_of, now
from store import findings
from store.findings import Decision
from store.inventory import places
from store.inventory.rows import Row
from store.pool import Connection

app = typer.Typer(no_args_is_help=True)
_LIST_MAX: Final = 10_000
Key = Annotated[
    str, typer.Argument(help="Key of the finding, or how it begins; `wegwarte quality list`.")
]


@app.callback()
def about() -> None:
    """Look for faults in the data, list what was found, and decide about it."""


@app.command("list")
@with_options
def list_(
    site: Annotated[str | None, typer.Argument(help="Id or alias: only of this site.")] = None,
    from_: Annotated[
        str | None, typer.Option("--from", help="What lasted at this time or later.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", help="What began before this time.")] = None,
    decided: Annotated[
        bool, typer.Option("--decided", help="What somebody has decided about as well.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="That, and what is not found any more.")
    ] = False,
    *,
    reader: Reader,
) -> None:
    """List what waits for a decision, oldest first."""

    async def listed(conn: Connection) -> list[dict[str, Any]]:
        place = None if site is None else await places.site(conn, site, now=now())
        zone = "UTC" if place is None else place["time_zone"]
        found = await findings.read(
            conn,
            site=None if place is None else place["id"],
            since=None if from_ is None else moment_of(from_, zone, present=now()),
            until=None if to is None else moment_of(to, zone, present=now()),
            limit=_LIST_MAX,
            states=findings.EVERY if every else findings.SHOWN if decided else ("open",),
        )
        return [_said(one) for one in found]

    columns = "key site source_id test flag start end state message"
    rows = reader.ask(listed)
    if not reader.as_json:
        rows = [{**one, "key": one["key"][:10]} for one in rows]
    shown.show(rows, columns, as_json=reader.as_json, none="no finding waits for a decision")


@app.command()
@with_options
def run(
    site: Annotated[str | None, typer.Argument(help="Id or alias: only this site.")] = None,
    recent: Annotated[
        bool, typer.Option("--recent", help="Only 13 months and what has changed, as every night.")
    ] = False,
    *,
    reader: Reader,
) -> None:
    """Look for faults in all that is stored, up to the last midnight, without waiting for night."""
    from analytics.derive.findings import Looked, look

    async def looking(conn: Connection) -> Looked:
        if site is None:
            only = [one.id for one in await findings.runs(conn)]
        else:
            only = [(await places.site(conn, site, now=now()))["id"]]
        return await look(conn, now(), only, whole=not recent)

    done = reader.ask(looking)
    if site is not None and not done.sites:
        busy = "another process looks at it" if done.claimed else "nothing of it is derived yet"
        raise FailedError(f"{site} was not looked at: {busy}")
    seen, found = amount(done.sites, "site"), amount(done.found, "finding")
    line = f"{seen} looked at: {found}, {done.added} new"
    said = {"sites": done.sites, "found": done.found, "new": done.added, "gone": done.gone}
    shown.told(said, [f"{line}, {done.gone} gone"], None, as_json=reader.as_json)


@app.command()
@with_options
def confirm(key: Key, *, author: Author) -> None:
    """Call a finding a fault: its time is marked anomalous and is in no number any more."""
    _decide(key, "confirmed", author)


@app.command()
@with_options
def real(key: Key, *, author: Author) -> None:
    """Say that it happened: its time is marked atypical: it counts, and teaches nothing."""
    _decide(key, "real", author)


@app.command()
@with_options
def dismiss(key: Key, *, author: Author) -> None:
    """Say that nothing is wrong: the finding does not come again."""
    _decide(key, "dismissed", author)


@app.command()
@with_options
def reopen(key: Key, *, author: Author) -> None:
    """Take a decision back, and the mark that it made: the numbers become what they were."""
    _decide(key, "open", author)


def _decide(key: str, decision: Decision, author: Author) -> None:
    async def deciding(conn: Connection) -> Row:
        return await findings.decide(conn, key, decision, why=author.why, now=now())

    said, effect = act(author, deciding, moment=now())
    line = f"finding {said['id'][:10]} ({said['test']} at {said['site']}) is {decision}"
    if said["judgement"] is not None:
        line += f" by mark {said['judgement']}; `wegwarte quality reopen {key}` takes it back"
    shown.told(said, [line], effect, as_json=author.as_json)


def _said(one: findings.Finding) -> dict[str, Any]:
    return {
        "key": one.id,
        "site": one.site,
        "datastream": one.datastream,
        "source_id": one.source_id,
        "test": one.test,
        "flag": one.flag,
        "start": one.begin_at,
        "end": one.end_at,
        "evidence": one.evidence,
        "message": one.message_en,
        "message_de": one.message_de,
        "state": one.state,
        "known_at": one.known_at,
        "first_seen": one.first_seen,
        "last_seen": one.last_seen,
        "decided_by": one.decided_by,
        "decided_at": one.decided_at,
        "decided_why": one.decided_why,
        "mark": one.judgement,
    }
