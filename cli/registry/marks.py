"""`wegwarte mark`, `wegwarte unmark`: a person's word on a site or datastream for a time."""

from enum import StrEnum
from typing import Annotated, Any, cast

import typer

from cli.failure import FailedError
from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import Author, Reader, act, moment_of, now
from store.inventory import judgements, places
from store.pool import Connection


class Word(StrEnum):
    """What can be said."""

    ANOMALOUS = "anomalous"
    OUT_OF_SERVICE = "out-of-service"
    CALIBRATED = "calibrated"
    ATYPICAL = "atypical"


@with_options
def command(
    what: Annotated[
        str, typer.Argument(help="Id or alias of a site, or the number of a datastream; or `list`.")
    ],
    word: Annotated[Word | None, typer.Argument(help="What is said of it.")] = None,
    from_: Annotated[
        str | None, typer.Option("--from", help="From when on; without it since ever.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="Up to when; without it until further notice.")
    ] = None,
    factor: Annotated[
        float | None, typer.Option(help="Of `calibrated`: the true number for one counted.")
    ] = None,
    site: Annotated[str | None, typer.Option(help="Of `list`: only this site.")] = None,
    withdrawn: Annotated[
        bool, typer.Option("--withdrawn", help="Of `list`: withdrawn ones as well.")
    ] = False,
    *,
    author: Author,
) -> None:
    """Call a time anomalous, out of service, calibrated or atypical; `mark list` lists the words.

    What is anomalous or out of service is in no number; out of service, nothing is expected. What
    is atypical is true and left out of profiles and forecasts. No reading is changed.
    """
    if what == "list":
        _list(site, author, withdrawn=withdrawn)
        return
    if word is None:
        raise FailedError(f"say what {what} is: {', '.join(Word)}")

    async def marking(conn: Connection) -> dict[str, Any]:
        place, datastream = await _meant(conn, what)
        zone = place["time_zone"]
        since = None if from_ is None else moment_of(from_, zone, present=now())
        until = None if to is None else moment_of(to, zone, present=now())
        number = await judgements.judge(
            conn,
            site=place["id"] if datastream is None else None,
            datastream=datastream,
            kind=cast(judgements.Kind, word.replace("-", "_")),
            since=since,
            until=until,
            factor=factor,
            reason=author.why,
            now=now(),
        )
        return {
            "mark": number,
            "site": place["id"],
            "datastream": datastream,
            "kind": word,
            "from": since,
            "to": until,
        }

    said, effect = act(author, marking, moment=now())
    line = f"mark {said['mark']}: {what} is {word}; `wegwarte unmark {said['mark']}` withdraws it"
    shown.told(said, [line], effect, as_json=author.as_json)


async def _meant(conn: Connection, what: str) -> tuple[dict[str, Any], int | None]:
    """Return the site that is meant, and the datastream where its number is given."""
    if await places.sites(conn, now=now(), site=what, retired=True) or not what.isdecimal():
        return await places.site(conn, what, now=now()), None
    stream = await places.datastream(conn, int(what))
    return await places.site(conn, stream["site"], now=now()), int(what)


def _list(site: str | None, reader: Reader, *, withdrawn: bool) -> None:
    async def listed(conn: Connection) -> list[dict[str, Any]]:
        known = None if site is None else (await places.site(conn, site, now=now()))["id"]
        return await judgements.judgements(conn, site=known, withdrawn=withdrawn)

    columns = "id site datastream kind factor since until reason who withdrawn_at"
    shown.show(reader.ask(listed), columns, as_json=reader.as_json, none="nothing is marked")
