"""`wegwarte conflicts`: two values came for one time, and a person says which one stands."""

from typing import Annotated, Any, Final

import typer

from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import Author, Reader, act, now
from store import disputes
from store.disputes import Decision
from store.inventory import places
from store.pool import Connection

app = typer.Typer(no_args_is_help=True)
_LIST_MAX: Final = 10_000
Numbers = Annotated[list[int], typer.Argument(help="Numbers of conflicts: `conflicts list`.")]


@app.callback()
def about() -> None:
    """Show times for which two values came, and decide which one stands."""


@app.command("list")
@with_options
def list_(
    site: Annotated[str | None, typer.Argument(help="Id or alias: only of this site.")] = None,
    *,
    reader: Reader,
) -> None:
    """List what waits for a decision; until then the value that came first stands."""

    async def listed(conn: Connection) -> list[dict[str, Any]]:
        place = None if site is None else await places.site(conn, site, now=now())
        only = None if place is None else place["id"]
        return await disputes.waiting(conn, site=only, limit=_LIST_MAX)

    columns = "id site source_id time stored stored_source other other_source seen"
    rows = reader.ask(listed)
    shown.show(rows, columns, as_json=reader.as_json, none="no conflict waits for a decision")


@app.command()
@with_options
def accept(numbers: Numbers, *, author: Author) -> None:
    """Let the other value stand; the stored one is kept in the history of the reading."""
    _decide(numbers, "accepted", author)


@app.command()
@with_options
def keep(numbers: Numbers, *, author: Author) -> None:
    """Let the stored value stand."""
    _decide(numbers, "kept", author)


def _decide(numbers: list[int], decision: Decision, author: Author) -> None:
    async def deciding(conn: Connection) -> int:
        for number in numbers:
            await disputes.decide(conn, number, decision, now=now())
        return len(numbers)

    count, effect = act(author, deciding, moment=now())
    value = "the other value stands" if decision == "accepted" else "the stored value stands"
    said = {"decided": count, "decision": decision}
    shown.told(said, [f"{count} conflicts decided: {value}"], effect, as_json=author.as_json)
