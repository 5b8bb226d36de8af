"""Say what holds of a site, and let what follows from everything that is said hold.

The caller owns the transaction. Marks are left to him too: each change returns the times of which
another value holds than before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from store.fact_history import Piece, Said, Time, differing, pieces
from store.queries import load

#: Hours of the week that begin on one day may end on the next. [days]
_BEYOND_DAYS: Final = {"regulated_hours": 1, "opening_hours": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Of which something is said: a kind of fact about a site, or about a property there."""

    site: str
    kind: str
    property: str = ""

    def parameters(self) -> dict[str, object]:
        """Return it as queries take it."""
        return {"site": self.site, "kind": self.kind, "property": self.property}


@dataclass(frozen=True, slots=True, kw_only=True)
class Word(Time):
    """What is to be said of a matter; see `store.fact_history.Said`."""

    value: float | str
    source: str
    recorded: bool = False


async def said(conn: AsyncConnection[Any], matter: Matter) -> list[Said]:
    """Return what is said of a matter, held until the transaction ends."""
    await conn.execute(load("fact_lock"), {"site": matter.site})
    await conn.execute(load("fact_adopt"), matter.parameters())
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(load("fact_said_read"), matter.parameters())
        return [Said(**row) for row in await cursor.fetchall()]


async def change(
    conn: AsyncConnection[Any], matter: Matter, *, drop: Iterable[Said], add: Iterable[Word]
) -> list[Time]:
    """Say some things and take others back; return when another value holds than before."""
    before = await standing(conn, matter)
    gone = [one.id for one in drop]
    # What held by it goes by hand, and not with it, so that the history tells it like the rest.
    for one in before:
        if one.said in gone:
            await conn.execute(load("fact_piece_drop"), {"id": one.id})
    if gone:
        await conn.execute(load("fact_said_drop"), {"id": gone})
    for word in add:
        await conn.execute(
            load("fact_said_add"),
            {
                **matter.parameters(),
                "value": Jsonb(word.value),
                "since": word.since,
                "until": word.until,
                "recorded": word.recorded,
                "source": word.source,
            },
        )
    after = pieces(await said(conn, matter))
    await _settle(conn, [one for one in before if one.said not in gone], after)
    return differing(before, after)


async def standing(conn: AsyncConnection[Any], matter: Matter) -> list[Piece]:
    """Return what holds of a matter, oldest first."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(load("fact_pieces"), matter.parameters())
        return [Piece(**row) for row in await cursor.fetchall()]


async def mark(conn: AsyncConnection[Any], matter: Matter, times: Sequence[Time]) -> None:
    """Mark the days with a state on which another value holds."""
    for time in times:
        await conn.execute(
            load("fact_mark"),
            {
                "site": matter.site,
                "cause": matter.kind,
                "since": time.since,
                "until": time.until,
                "beyond_days": _BEYOND_DAYS.get(matter.kind, 0),
            },
        )


async def _settle(
    conn: AsyncConnection[Any], before: Sequence[Piece], after: Sequence[Piece]
) -> None:
    """Bring what holds from one state to another; rows that stay are not touched."""
    there = {(one.said, one.since): one for one in before}
    wanted = {(one.said, one.since): one for one in after}
    for key, one in there.items():
        if key not in wanted:
            await conn.execute(load("fact_piece_drop"), {"id": one.id})
    others = [(one, wanted[key]) for key, one in there.items() if key in wanted]
    # Those that end earlier make room for those that end later.
    others.sort(key=lambda pair: _later(*pair))
    for old, new in others:
        if old.until != new.until:
            await conn.execute(load("fact_piece_end"), {"id": old.id, "until": new.until})
    for key, one in wanted.items():
        if key not in there:
            await conn.execute(
                load("fact_piece_add"), {"said": one.said, "since": one.since, "until": one.until}
            )


def _later(old: Piece, new: Piece) -> bool:
    return new.end - old.end > timedelta(0)
