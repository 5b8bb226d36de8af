"""Facts of a site with validity: capacity, hours, speed limit, how long one may park.

Every indicator uses the fact that holds at its time, so a new one does not change the past.
"""

from datetime import date, datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from store import closures
from store.enrol import FactKind
from store.inventory.errors import RegistryError
from store.inventory.rows import Row, changed, rows

NUMBERS = frozenset({"capacity", "speed_limit", "max_stay", "stay_grace", "road_capacity"})


async def facts(conn: AsyncConnection[Any], site: str) -> list[Row]:
    """Return every fact there was of a site."""
    return await rows(conn, "registry_facts", site=site)


async def say(
    conn: AsyncConnection[Any],
    site: str,
    kind: FactKind,
    value: float | str,
    *,
    since: datetime | None,
    from_date: date | None,
    source: str,
) -> None:
    """Let a fact hold from a moment on; what held until then ends, what was to come later goes.

    Parameters
    ----------
    since, from_date
        The beginning, as an instant and as the local date from which days are computed again;
        None: ever.

    Raises
    ------
    RegistryError
        A number where words belong, or the other way round.
    """
    if (kind in NUMBERS) != isinstance(value, float):
        raise RegistryError(f"{kind} is {'a number' if kind in NUMBERS else 'hours of the week'}")
    if isinstance(value, float) and value < 0:
        raise RegistryError(f"{kind} cannot be {value:g}")
    said = {"site": site, "kind": kind, "since": since}
    await changed(conn, "registry_fact_drop", **said)
    await changed(conn, "registry_fact_end", **said)
    await changed(conn, "registry_fact_add", **said, value=Jsonb(value), source=source)
    await closures.mark_site(conn, site, from_date, None, cause=kind)
