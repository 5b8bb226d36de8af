"""A street of six bays with known stays, for tests of parking through store, derive and HTTP.

On 23 to 27 October 2026 six vehicles come to each bay, at 06:30Z and every 90 minutes: for an hour
to the bays 0 to 2, for half an hour to the others. Between them each bay is free.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import httpx2

from analytics.derive import derive_once
from devices.properties import Property
from store import closures
from store.enrol import FactKind
from store.inventory import facts
from store.pool import Connection, connect
from tests.analytics.town import Reading, Town, utc
from tests.api.conftest import serve

NOW: Final = utc("2026-11-20 10:00")
SINCE: Final = utc("2026-10-20 00:00")
DAYS: Final = [utc(f"2026-10-{day} 00:00") for day in range(23, 28)]
BAYS: Final = 6
HOURS: Final = "daily 08:00-18:00"


def stays_of(channel: int, bay: int) -> list[Reading]:
    """Return the states of a bay, reported when they change."""
    minutes = 60 if bay < 3 else 30
    rows: list[Reading] = [(channel, SINCE, 0.0, None)]
    rows += [(channel, SINCE + timedelta(days=k), 0.0, None) for k in range(1, 12)]
    for day in DAYS:
        for visit in range(6):
            begin = day + timedelta(hours=6, minutes=30 + 90 * visit)
            rows.append((channel, begin, 1.0, None))
            rows.append((channel, begin + timedelta(minutes=minutes), 0.0, None))
    return rows


@dataclass
class Street:
    """The town, who derives it, and what of it is asked over HTTP."""

    dsn: str
    town: Town
    deriver: Connection
    client: httpx2.AsyncClient
    channels: list[int]

    async def derive(self) -> None:
        """Work off every mark."""
        work = await derive_once(self.deriver, NOW)
        assert work.problems == {}

    async def weeks_before(self) -> None:
        """Let the bays have been there, and free, in the four weeks before."""
        await self.town.owner.execute(
            "update deployment set valid = tstzrange(%s, null)", (SINCE - timedelta(days=28),)
        )
        readings: list[Reading] = [
            (channel, SINCE - timedelta(days=k), 0.0, None)
            for channel in self.channels
            for k in range(1, 29)
        ]
        await self.town.store(readings, now=NOW)
        await self.derive()

    async def say(self, kind: FactKind, value: float | str, *, site: str = "lane") -> None:
        """Let a fact hold since ever."""
        async with self.town.owner.transaction():
            await facts.say(self.town.owner, site, kind, value, since=None, source="test")
        await self.derive()

    async def close(self, every: str, spaces: int | None, *, site: str = "lane") -> None:
        """Close spaces of a site on 24 October and later."""
        async with self.town.owner.transaction():
            await closures.close(
                self.town.owner,
                site,
                every=every,
                spaces=spaces,
                from_date=date(2026, 10, 24),
                to_date=None,
                except_dates=[],
                reason="market",
            )
        await self.derive()

    async def answer(self, indicator: str, *, site: str = "lane", **params: str) -> dict[str, Any]:
        """Return what is said of an indicator."""
        asked = params if "from" in params else {"period": "2026-10-24", **params}
        got = await self.client.get(f"/api/v1/sites/{site}/indicators/{indicator}", params=asked)
        assert got.status_code == 200, got.text
        said: dict[str, Any] = got.json()
        return said

    async def value(self, indicator: str, *, site: str = "lane", **params: str) -> dict[str, Any]:
        """Return the first value with what is said beside it."""
        first: dict[str, Any] = (await self.answer(indicator, site=site, **params))["values"][0]
        return first


@asynccontextmanager
async def street(database: str) -> AsyncIterator[Street]:
    """Build the street, derive it and serve it."""
    async with (
        connect(database) as owner,
        connect(database, "wegwarte_derive") as deriver,
        serve(database, now=NOW) as client,
    ):
        town = Town(owner)
        await town.site("lane", "parking_zone", regulated_hours=HOURS)
        channels = [
            await town.state("lane", f"bay{k}", Property.BAY_STATE, since=SINCE, hold_max_s=90_000)
            for k in range(BAYS)
        ]
        for bay, channel in enumerate(channels):
            await town.store(stays_of(channel, bay), now=NOW)
        found = Street(database, town, deriver, client, channels)
        await found.derive()
        yield found


async def car_park(of: Street, site: str, free: list[tuple[datetime, float]]) -> int:
    """Add a car park of a hundred spaces that tells how many are free; return its channel."""
    await of.town.site(site, "car_park", capacity=100.0)
    channel = await of.town.state(
        site, f"free-{site}", Property.FREE_SPACES, since=utc("2026-01-01 00:00"), hold_max_s=3_600
    )
    await of.town.store([(channel, at, value, None) for at, value in free], now=NOW)
    await of.derive()
    return channel


def every_half_hour(begin: datetime, end: datetime, value: float) -> list[tuple[datetime, float]]:
    """Return the same report again and again."""
    count = (end - begin) // timedelta(minutes=30)
    return [(begin + k * timedelta(minutes=30), value) for k in range(count)]
