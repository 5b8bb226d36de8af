"""Holidays that a town, or one of its places, keeps beside those of its Land."""

from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from psycopg import AsyncConnection

from store.inventory.errors import RegistryError, UnknownError
from store.inventory.rows import Row, changed, made, rows

Kind = Literal["public", "school"]
#: No holidays are longer. [days]
LENGTH_MAX: Final = 100
#: None is asked about later than that.
YEAR_MAX: Final = 2200


async def add(
    conn: AsyncConnection[Any],
    *,
    site: str | None,
    kind: Kind,
    name: str,
    from_date: date,
    to_date: date | None,
    yearly: bool,
) -> int:
    """Write down a holiday; return its number.

    Parameters
    ----------
    site
        None: every site keeps it.
    to_date
        The first date that is none; None: it is one day.
    yearly
        On the same dates of every later year, too.

    Raises
    ------
    RegistryError
        It has no day, or more than a hundred, or lies in a far future.
    """
    if from_date.year >= YEAR_MAX:
        raise RegistryError(f"a holiday on {from_date} cannot be meant")
    to_date = to_date or from_date + timedelta(days=1)
    if to_date <= from_date:
        raise RegistryError(f"the end {to_date} is not after the beginning {from_date}")
    if (to_date - from_date).days > LENGTH_MAX:
        raise RegistryError(f"holidays of {(to_date - from_date).days} days cannot be meant")
    if not name.strip():
        raise RegistryError("what is the holiday called?")
    added = await made(
        conn,
        "registry_local_day_add",
        site=site,
        kind=kind,
        name=name.strip(),
        from_date=from_date,
        to_date=to_date,
        yearly=yearly,
    )
    return int(added["id"])


async def listed(
    conn: AsyncConnection[Any], *, site: str | None = None, withdrawn: bool = False
) -> list[Row]:
    """Return local holidays, oldest first; of one site those of the whole town with them."""
    return await rows(conn, "registry_local_days", site=site, withdrawn=withdrawn)


async def withdraw(conn: AsyncConnection[Any], number: int, *, now: datetime) -> None:
    """Withdraw a holiday, or raise `UnknownError`."""
    if not await changed(conn, "registry_local_day_withdraw", number=number, now=now):
        raise UnknownError(f"there is no holiday {number}; `wegwarte holiday list` shows them")
