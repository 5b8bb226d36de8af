"""`wegwarte device swap`: another device took the place."""

from datetime import datetime
from typing import Annotated, Any

import typer

from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import At, Author, now
from cli.registry.telling import Done, tell
from cli.registry.whereabouts import in_words, or_registered
from store import rejected
from store.inventory import swap as swapping
from store.pool import Connection


@with_options
def swap(
    old: Annotated[str, typer.Argument(help="The device that was in the place.")],
    new: Annotated[
        str,
        typer.Argument(help="The one that took its place; an unknown DevEUI or id is registered."),
    ],
    at: At = None,
    model: Annotated[
        str | None, typer.Option(help="Model of a new one that is not registered; else the old's.")
    ] = None,
    factor: Annotated[float, typer.Option(help="Calibration of the new one.")] = 1.0,
    replay: Annotated[
        bool, typer.Option("--replay", help="Read again what was kept of the new one.")
    ] = False,
    *,
    author: Author,
) -> None:
    """Let another device answer for a place from a moment on; readings stay where they are."""

    async def doing(conn: Connection, found: dict[str, Any], moment: datetime) -> Done:
        other, is_new = await or_registered(conn, new, model or found["model"], installed_at=moment)
        done = await swapping.swap(conn, found, other, at=moment, now=now(), factor=factor)
        said = {
            "old": found["id"],
            "new": other["id"],
            "at": moment,
            "accepted_at": done.accepted_at,
            "aliases": done.aliases,
            "datastreams": [span.datastream for span in done.spans],
        }
        lines = []
        if is_new:
            lines.append(f"{other['id']} was not registered; it is now, as a {other['model']}")
        lines += [
            f"{other['id']} answers instead of {found['id']} from {shown.cell(moment)} on, for "
            + await in_words(conn, done.spans)
        ]
        if done.accepted_at > moment:
            lines.append(f"its readings count from {shown.cell(done.accepted_at)} on")
        if replay:
            said["replayed"] = await rejected.replay(
                conn, cause=None, device=other["id"], now=now()
            )
            lines.append(f"{said['replayed']} messages of it wait to be read again")
        if done.aliases:
            lines.append(f"it is called {', '.join(done.aliases)} at the network server")
        return said, lines

    tell(author, old, at, doing)
