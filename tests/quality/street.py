"""A street with two directions that are counted, and three more counters, before and in a fault."""

from datetime import datetime, timedelta

import numpy as np

from analytics.derive import derive_once
from store.pool import connect
from tests.analytics.quality import streets
from tests.analytics.town import Town, every_quarter, utc

BEGIN = utc("2024-01-01 00:00")  #: the first day of `streets.town()`
DAYS = 80
FAULT = BEGIN + timedelta(days=72, hours=9)  #: direction `in` dies at nine in the morning of UTC


def counts(
    *, dead_from: datetime | None = FAULT, dead_to: datetime | None = None, days: int = DAYS
) -> dict[str, np.ndarray]:
    """Return counts by quarter; one direction counts nothing from `dead_from` to `dead_to`."""
    values = {name: track.value for name, track in streets.town(days).items()}
    if dead_from is not None:
        values["in"] = values["in"].copy()
        end = None if dead_to is None else (dead_to - BEGIN) // timedelta(minutes=15)
        values["in"][(dead_from - BEGIN) // timedelta(minutes=15) : end] = 0
    return values


async def build(dsn: str, *, until: datetime, dead_from: datetime | None = FAULT) -> None:
    """Register the street and store what had been counted until then, and derive it."""
    async with connect(dsn) as conn:
        town = Town(conn)
        ways = {"in": ("street", "a"), "out": ("street", "b"), "bridge": ("bridge", "none")}
        ways |= {name: (name, "none") for name in ("park", "ring")}
        for site in ("street", "bridge", "park", "ring"):
            await town.site(site, "cycle_track")
        count = (until - BEGIN) // timedelta(minutes=15)
        for name, value in counts(dead_from=dead_from).items():
            if name in ways:
                site, direction = ways[name]
                channel = await town.counter(site, name, since=BEGIN, direction=direction)
                readings = every_quarter(channel, BEGIN, value[:count].tolist())
                await town.store(readings, now=until)
        await derive_once(conn, until)


async def go_on(
    dsn: str, *, since: datetime, until: datetime, dead_to: datetime | None = None
) -> None:
    """Store what was counted on from one time to another, and derive it."""
    async with connect(dsn) as conn:
        town = Town(conn)
        channels = dict(await town.rows("select name, id from channel"))
        first, last = ((at - BEGIN) // timedelta(minutes=15) for at in (since, until))
        for name, value in counts(dead_to=dead_to).items():
            if name in channels:
                readings = every_quarter(channels[name], since, value[first:last].tolist())
                await town.store(readings, now=until)
        await derive_once(conn, until)
