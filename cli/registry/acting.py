"""One change of the registry: one signed transaction, or a rehearsal of it that is rolled back."""

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final, TypeVar
from zoneinfo import ZoneInfo

import typer

from cli.failure import FailedError
from cli.options import AsJson, Data, DatabaseUrl, Options
from cli.registry.preview import Effect, effect_of
from store.faults import AgainError
from store.inventory import authorship
from store.inventory.errors import RegistryError
from store.pool import Connection, connect
from store.unreachable import UnreachableError

T = TypeVar("T")
#: Marking years of readings takes longer than a question may. [ms]
_CHANGE_MAX_MS: Final = 300_000
#: Derive may be at work at the very sites: so often a rehearsal is begun again.
REHEARSALS_MAX: Final = 10
REHEARSE_EVERY_S: Final = 1.0

Who = Annotated[
    str | None,
    typer.Option("--who", envvar="WEGWARTE_WHO", help="Who says so; without it your login name."),
]
Why = Annotated[str, typer.Option("--why", help="Why, for the history.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Change nothing; show which numbers would change.")
]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        help="When it happened: 2026-11-03T14:20 (local time of the site), …Z or …+01:00; "
        "without it now.",
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader(Options):
    """Who asks which database, and in which form it is told."""

    data: Data = None
    database_url: DatabaseUrl = None
    as_json: AsJson = False

    def ask(self, query: Callable[[Connection], Awaitable[T]]) -> T:
        """Ask the registry something."""
        return ask(self.data, self.database_url, query)


@dataclass(frozen=True, slots=True, kw_only=True)
class Author(Reader):
    """Who changes what is in which database, and why."""

    who: Who = None
    why: Why = ""
    dry_run: DryRun = False


def now() -> datetime:
    """Return the present."""
    return datetime.now(UTC)  # noqa: TID251 - the rim


def ask(data: Data, database_url: DatabaseUrl, query: Callable[[Connection], Awaitable[T]]) -> T:
    """Ask the registry something."""

    async def asking(url: str) -> T:
        async with connect(url) as conn:
            return await query(conn)

    return _run(data, database_url, asking)


def act(
    author: Author, change: Callable[[Connection], Awaitable[T]], *, moment: datetime
) -> tuple[T, Effect | None]:
    """Change the registry in one transaction; a rehearsal also tells which numbers would change."""

    async def acting(url: str) -> tuple[T, Effect | None]:
        async with (
            connect(url, statement_timeout_ms=_CHANGE_MAX_MS) as conn,
            conn.transaction(force_rollback=author.dry_run),
        ):
            if author.dry_run:
                return await effect_of(conn, change, moment=moment)
            await authorship.sign(conn, who=author.who or getpass.getuser(), why=author.why)
            return await change(conn), None

    async def rehearsing(url: str) -> tuple[T, Effect | None]:
        for attempt in range(REHEARSALS_MAX):
            try:
                return await acting(url)
            except AgainError:  # derive was at the same days; a moment later it is done
                if attempt == REHEARSALS_MAX - 1:
                    raise
            await asyncio.sleep(REHEARSE_EVERY_S)
        raise AssertionError("the last attempt returns or raises")

    return _run(author.data, author.database_url, rehearsing if author.dry_run else acting)


def moment_of(text: str | None, zone: str, *, present: datetime) -> datetime:
    """Return an instant from what was typed; without a zone it is the site's local time.

    Raises
    ------
    FailedError
        It is no time, or one that the clock change has twice or never.
    """
    if text is None:
        return present
    try:
        said = datetime.fromisoformat(text.strip())
    except ValueError as why:
        raise FailedError(
            f"{text!r} is no time: write 2026-11-03T14:20, or 2026-11-03T13:20Z"
        ) from why
    if said.tzinfo is not None:
        return said.astimezone(UTC)
    first, second = (said.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        raise FailedError(
            f"{text} is twice or never in {zone}: write it with its offset, as {text}+01:00"
        )
    return first.astimezone(UTC)


def _run(data: Data, database_url: DatabaseUrl, doing: Callable[[str], Awaitable[T]]) -> T:
    from cli import running

    async def done() -> T:
        return await doing(running.database_url(data, database_url))

    try:
        return asyncio.run(done())
    except UnreachableError as why:
        raise FailedError(f"cannot reach the database: {str(why).strip()}") from why
    except AgainError as why:
        raise FailedError(f"{why}, and goes on being: try the rehearsal again later") from why
    except RegistryError as why:
        raise FailedError(str(why)) from why
