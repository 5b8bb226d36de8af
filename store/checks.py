"""Spot checks: what a person saw on site, beside what the sensor said at that moment.

A check of a bay is compared whenever it is asked for, so that readings which came late count, and
against debounced states. Where the sensor was silent there is nothing to compare.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from store.inventory.errors import UnknownError
from store.inventory.rows import Row, changed, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What somebody saw at a moment.

    Parameters
    ----------
    datastream, occupied
        The bay, and whether a vehicle stood there; None: the whole site was looked at.
    present, detected
        Of the whole site: vehicles or bays looked at, and how many the sensor had right.
    """

    site: str
    time: datetime
    datastream: int | None = None
    occupied: bool | None = None
    present: int | None = None
    detected: int | None = None
    observer: str = ""
    remarks: str = ""


async def enter(conn: AsyncConnection[Any], one: Check, *, now: datetime) -> None:
    """Enter a check; what was entered for the same moment and place before is withdrawn."""
    place = {"site": one.site, "time": one.time, "datastream": one.datastream}
    await changed(conn, "checks_withdraw", **place, check=None, now=now)
    await changed(
        conn,
        "checks_add",
        **place,
        occupied=one.occupied,
        present=one.present,
        detected=one.detected,
        observer=one.observer,
        remarks=one.remarks,
    )


async def listed(conn: AsyncConnection[Any], site: str | None = None) -> list[Row]:
    """Return the checks of a site, or of all, in order of time.

    `sensed` is what the sensor of a bay said then, None where it said nothing; `model` is that of
    the device, '' where several models have a part in the check.
    """
    return await rows(conn, "checks_list", site=site)


async def withdraw(conn: AsyncConnection[Any], site: str, number: int, *, now: datetime) -> None:
    """Withdraw a check, or raise `UnknownError`."""
    gone = await changed(
        conn, "checks_withdraw", site=site, check=number, time=None, datastream=None, now=now
    )
    if not gone:
        raise UnknownError(f"{site} has no check {number}; `wegwarte check {site}` lists them")


def compared(found: list[Row]) -> list[tuple[Row, int, int]]:
    """Return each check with how much the sensor had right, and of how much.

    What the sensor of a bay did not know is left out: its silence is told by the coverage.
    """
    told = []
    for row in found:
        if row["present"] is not None:
            told.append((row, int(row["detected"]), int(row["present"])))
        elif row["sensed"] is not None:
            told.append((row, int(row["sensed"] == row["occupied"]), 1))
    return told
