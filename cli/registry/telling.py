"""Do something with a device at a moment, and print what was done."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from cli.registry import shown
from cli.registry.acting import Author, act, moment_of, now
from cli.registry.whereabouts import zone_of
from store.inventory import fleet
from store.pool import Connection

#: What was done, for programs and in lines.
Done = tuple[dict[str, Any], list[str]]


def tell(
    author: Author,
    device: str,
    at: str | None,
    doing: Callable[[Connection, dict[str, Any], datetime], Awaitable[Done]],
) -> None:
    """Do something with a device at a moment of its site's local time, and print what was done."""

    async def found_and_done(conn: Connection) -> Done:
        found = await fleet.device(conn, device, now=now())
        moment = moment_of(at, await zone_of(conn, found), present=now())
        return await doing(conn, found, moment)

    (said, lines), effect = act(author, found_and_done, moment=now())
    shown.told(said, lines, effect, as_json=author.as_json)
