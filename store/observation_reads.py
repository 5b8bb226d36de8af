"""Readings of a datastream in a window, page by page, through the deployments valid in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A stored reading.

    Parameters
    ----------
    time
        When it was measured; of a count the start of its interval.
    value
        With the calibration factor of the deployment; None: the source said it does not know.
    raw
        As the device said it.
    commissioning
        Measured before its device was accepted: in no indicator.
    """

    time: datetime
    duration_ms: int | None
    value: float | None
    raw: float | None
    quality: int
    device: str
    channel: str
    commissioning: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One stored vehicle; `n` tells vehicles of one instant apart."""

    time: datetime
    n: int
    speed_km_h: float | None
    length_m: float | None
    vehicle_class: int | None
    quality: int
    device: str
    channel: str
    commissioning: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which readings are asked for: at most `limit` of `[since, until)`, those after the key."""

    datastream: int
    since: datetime
    until: datetime
    limit: int
    after: datetime | None = None
    after_n: int = 0

    def parameters(self) -> Mapping[str, object]:
        """Return what the queries of this module take."""
        return {name: getattr(self, name) for name in Page.__slots__}


async def observations(conn: AsyncConnection[Any], page: Page) -> list[Observation]:
    """Return a page of observations, oldest first."""
    async with conn.cursor(row_factory=class_row(Observation)) as cursor:
        await cursor.execute(load("read_observations"), page.parameters())
        return await cursor.fetchall()


async def observations_version(conn: AsyncConnection[Any], page: Page) -> str:
    """Return what differs whenever the page does."""
    row = await (
        await conn.execute(load("read_observations_version"), page.parameters())
    ).fetchone()
    return str(row)


async def passages(conn: AsyncConnection[Any], page: Page) -> list[Passage]:
    """Return a page of passages, oldest first."""
    async with conn.cursor(row_factory=class_row(Passage)) as cursor:
        await cursor.execute(load("read_passages"), page.parameters())
        return await cursor.fetchall()


async def passages_version(conn: AsyncConnection[Any], page: Page) -> str:
    """Return what differs whenever the page does."""
    row = await (await conn.execute(load("read_passages_version"), page.parameters())).fetchone()
    return str(row)
