"""By which version of each method everything was made that is stored of it.

Kept so that a start of derive does not look at every number there is. Who writes by another
version than was said, as an older program beside a newer one does, takes the word back: the next
start looks again. A start that says it waits for those who write, so that none goes unseen.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from psycopg import AsyncConnection

from store.queries import load

#: Beside these, methods are indicators.
DAY_STATE: Final = "day_state"
STAY: Final = "stay"


async def told(conn: AsyncConnection[Any]) -> dict[str, int]:
    """Return the version of each method of which only that is stored, or marked to be."""
    return dict(await (await conn.execute(load("derive_formulas"))).fetchall())


async def hold(conn: AsyncConnection[Any]) -> None:
    """Wait for those who write; until the transaction ends nobody commits what is computed."""
    await conn.execute(load("derive_formulas_hold"))


async def put(conn: AsyncConnection[Any], versions: Mapping[str, int], *, now: datetime) -> None:
    """Say by which versions everything is made, in the transaction that marks what is not."""
    await conn.execute(load("derive_formulas_put"), {**_columns(versions), "now": now})


async def written(conn: AsyncConnection[Any], versions: Mapping[str, int]) -> None:
    """Hear what this transaction has written: where that differs from the rest, nothing is said.

    Called by whatever writes, so that no road can forget it.
    """
    await conn.execute(load("derive_formulas_mixed"), _columns(versions))


async def forget(conn: AsyncConnection[Any]) -> None:
    """Take every word back: months that were sealed are open again, made by whatever version."""
    await conn.execute(load("derive_formulas_forget"))


def _columns(versions: Mapping[str, int]) -> dict[str, list[str] | list[int]]:
    return {"method": list(versions), "version": list(versions.values())}
