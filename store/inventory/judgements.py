"""A person's word on a site or datastream for a time, and measures a town has taken.

Raw values are never changed; a withdrawn word keeps its row and gives the old numbers back.
"""

from datetime import date, datetime
from typing import Any, Final, Literal

from psycopg import AsyncConnection

from store.inventory import deployments, places
from store.inventory.deployments import Span
from store.inventory.errors import RegistryError, UnknownError
from store.inventory.rows import Row, changed, made, row, rows

Kind = Literal["anomalous", "out_of_service", "calibrated", "atypical"]
#: Kinds that change numbers; an atypical time is true, and left out of profiles and forecasts.
_COUNTS: Final = frozenset({"anomalous", "out_of_service", "calibrated"})


async def judge(
    conn: AsyncConnection[Any],
    *,
    site: str | None,
    datastream: int | None,
    kind: Kind,
    since: datetime | None,
    until: datetime | None,
    factor: float | None,
    reason: str,
    now: datetime,
) -> int:
    """Say something of a site or of one datastream for a time; return the word's number.

    Parameters
    ----------
    factor
        Of `calibrated`: the true number for one counted; else None.

    Raises
    ------
    RegistryError
        A factor is missing or has no place, or the time is none.
    """
    if (kind == "calibrated") != (factor is not None):
        raise RegistryError("`calibrated` needs --factor, and nothing else takes one")
    if factor is not None and not 0 < factor < 1000:
        raise RegistryError(f"a factor of {factor:g} cannot be: it lies between 0 and 1000")
    if since is not None and until is not None and until <= since:
        raise RegistryError(f"the end {until:%Y-%m-%d %H:%M}Z is not after the beginning")
    added = await made(
        conn,
        "registry_judgement_add",
        site=site,
        datastream=datastream,
        kind=kind,
        factor=factor,
        since=since,
        until=until,
        reason=reason,
    )
    await _mark(conn, site, datastream, kind, since, until, now)
    return int(added["id"])


async def withdraw(conn: AsyncConnection[Any], number: int, *, now: datetime) -> Row:
    """Withdraw a word; return what it was.

    Raises
    ------
    UnknownError
        There is none of this number, or it was withdrawn before.
    """
    found = await row(conn, "registry_judgement_withdraw", judgement=number, now=now)
    if found is None:
        raise UnknownError(f"there is no mark {number}; `wegwarte mark list` shows them")
    await _mark(
        conn, found["site"], found["datastream"], found["kind"], found["since"], found["until"], now
    )
    return found


async def judgements(conn: AsyncConnection[Any], *, site: str | None, withdrawn: bool) -> list[Row]:
    """Return words, oldest first, of one site or of all."""
    return await rows(conn, "registry_judgements", site=site, withdrawn=withdrawn)


async def _mark(
    conn: AsyncConnection[Any],
    site: str | None,
    datastream: int | None,
    kind: str,
    since: datetime | None,
    until: datetime | None,
    now: datetime,
) -> None:
    if kind not in _COUNTS:
        return
    numbers = [] if datastream is None else [datastream]
    if site is not None:
        numbers = [one["id"] for one in await places.datastreams(conn, site=site, retired=True)]
    for number in numbers:
        span = Span(datastream=number, since=since, until=until)
        await deployments.mark(conn, span, now=now, cause=kind)


async def add_measure(
    conn: AsyncConnection[Any],
    *,
    site: str | None,
    group: str | None,
    name: str,
    from_date: date,
    to_date: date | None,
    remarks: str,
) -> int:
    """Write down what a town did at a site or group, from a local date on; return its number."""
    if to_date is not None and to_date <= from_date:
        raise RegistryError(f"the end {to_date} is not after the beginning {from_date}")
    added = await made(
        conn,
        "registry_measure_add",
        site=site,
        site_group=group,
        name=name,
        from_date=from_date,
        to_date=to_date,
        remarks=remarks,
    )
    return int(added["id"])


async def measures(conn: AsyncConnection[Any], *, withdrawn: bool = False) -> list[Row]:
    """Return measures, oldest first."""
    return await rows(conn, "registry_measures", withdrawn=withdrawn)


async def withdraw_measure(conn: AsyncConnection[Any], number: int, *, now: datetime) -> None:
    """Withdraw a measure, or raise `UnknownError`."""
    if not await changed(conn, "registry_measure_withdraw", measure=number, now=now):
        raise UnknownError(f"there is no measure {number}; `wegwarte measure list` shows them")
