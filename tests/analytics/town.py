"""A small town for tests of derive: sites, devices and readings, in as few words as possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from devices.properties import DEFINITIONS, Kind, Property
from store import blocks, partitions
from store.messages import Batch, Message
from store.passages import Passages
from store.pool import Connection
from store.rows import NO_DURATION, Observations
from store.writer import write

QUARTER_US = 900_000_000
#: channel, time, value (None: the device does not know), duration [s]; states have none
Reading = tuple[int, datetime, float | None, int | None]


def utc(text: str) -> datetime:
    """Return an instant from `2026-10-25 01:00`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Town:
    """What a test says about its town; `owner` may write everything."""

    owner: Connection
    run: int = 0

    async def site(self, site: str, kind: str = "cross_section", **facts: str | float) -> None:
        """Make a site in Berlin's zone, with facts that always hold."""
        await self.owner.execute(
            "insert into site (id, name, kind) values (%s, %s, %s)", (site, site, kind)
        )
        for fact, value in facts.items():
            await self.owner.execute(
                "insert into fact (site, kind, value, valid) "
                "values (%s, %s, to_jsonb(%s::text), tstzrange(null, null))"
                if isinstance(value, str)
                else "insert into fact (site, kind, value, valid) "
                "values (%s, %s, to_jsonb(%s::float8), tstzrange(null, null))",
                (site, fact, value),
            )

    async def channel(
        self, name: str, observed: Property, *, hold_max_s: int = 0, device: str = "d1"
    ) -> int:
        """Make a channel of an accepted device."""
        await self.owner.execute(
            "insert into device (id, model, accepted_at) values (%s, 'import', '2000-01-01Z') "
            "on conflict do nothing",
            (device,),
        )
        return await self._number(
            "insert into channel (device, name, property, hold_max_s) "
            "values (%s, %s, %s, %s) returning id",
            (device, name, observed, hold_max_s),
        )

    async def datastream(
        self,
        site: str,
        observed: Property,
        source_id: str,
        *,
        direction: str = "none",
        role: str = "part",
        nominal_s: int | None = None,
    ) -> int:
        """Make a datastream; counts are of bicycles."""
        counted = DEFINITIONS[observed].kind in {Kind.INTERVAL, Kind.TOTAL, Kind.PASSAGE}
        return await self._number(
            "insert into datastream (site, property, direction, mode, role, source_id, "
            "nominal_interval_s) values (%s, %s, %s, %s, %s, %s, %s) returning id",
            (
                site,
                observed,
                direction,
                "bicycle" if counted else None,
                role,
                source_id,
                nominal_s,
            ),
        )

    async def deploy(
        self,
        channel: int,
        datastream: int,
        since: datetime | None = None,
        until: datetime | None = None,
        factor: float = 1.0,
    ) -> None:
        """Let a channel speak for a datastream."""
        await self.owner.execute(
            "insert into deployment (channel, datastream, valid, factor) "
            "values (%s, %s, tstzrange(%s, %s), %s)",
            (channel, datastream, since, until, factor),
        )

    async def counter(
        self,
        site: str,
        name: str,
        *,
        since: datetime,
        direction: str = "none",
        nominal_s: int = 900,
    ) -> int:
        """Make a deployed counter; return its channel."""
        channel = await self.channel(name, Property.COUNT)
        stream = await self.datastream(
            site, Property.COUNT, name, direction=direction, nominal_s=nominal_s
        )
        await self.deploy(channel, stream, since)
        return channel

    async def total(self, site: str, name: str, *, since: datetime, direction: str = "none") -> int:
        """Make a deployed running counter of 16 bits, of a model that is shipped."""
        channel = await self.channel(name, Property.COUNT_TOTAL, device=f"d-{name}")
        await self.owner.execute(
            "update device set model = 'nwave-ncc405' where id = %s", (f"d-{name}",)
        )
        await self.owner.execute("update channel set name = 'vehicles' where id = %s", (channel,))
        stream = await self.datastream(site, Property.COUNT_TOTAL, name, direction=direction)
        await self.deploy(channel, stream, since)
        return channel

    async def state(
        self, site: str, name: str, observed: Property, *, since: datetime, hold_max_s: int
    ) -> int:
        """Make a deployed channel of a held state; return it."""
        channel = await self.channel(name, observed, hold_max_s=hold_max_s)
        stream = await self.datastream(site, observed, name)
        await self.deploy(channel, stream, since)
        return channel

    async def store(
        self, readings: Sequence[Reading], conn: Connection | None = None, *, now: datetime
    ) -> None:
        """Store readings in one batch through the writer, as ingest does."""
        if not readings:
            return
        writer = conn or self.owner
        rows = _rows(readings)
        months = partitions.months_of(rows.time_us) | {f"{now:%Y-%m}-01"}
        await partitions.ensure_partitions(writer, sorted(months))
        if not self.run:
            self.run = await blocks.open_run(writer, "live", {}, now=now)
        async with writer.transaction():
            await write(writer, _batch(self.run, rows, now), now=now)

    async def pass_by(self, channel: int, times: Sequence[datetime], *, now: datetime) -> None:
        """Store single vehicles."""
        rows = _rows([(channel, time, 0.0, None) for time in times])
        months = partitions.months_of(rows.time_us) | {f"{now:%Y-%m}-01"}
        await partitions.ensure_partitions(self.owner, sorted(months))
        if not self.run:
            self.run = await blocks.open_run(self.owner, "live", {}, now=now)
        passed = Passages(
            channel=rows.channel,
            time_us=rows.time_us,
            n=np.arange(len(times), dtype=np.int32),
            speed_km_h=np.full(len(times), 30, dtype=np.float32),
            length_m=np.full(len(times), np.nan, dtype=np.float32),
            vehicle_class=np.full(len(times), -1, dtype=np.int16),
            quality=np.ones(len(times), dtype=np.int16),
        )
        async with self.owner.transaction():
            await write(self.owner, _batch(self.run, _rows([]), now, passed), now=now)

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        return await (await self.owner.execute(query.encode())).fetchall()

    async def numbers(self, indicator: str, bucket: str = "day") -> dict[str, tuple[Any, ...]]:
        """Return (value, n_expected, n_valid, flag) by variant or direction, and start."""
        cursor = await self.owner.execute(
            "select trim(direction || variant || ' ' || start), value, n_expected, n_valid, flag "
            "from indicator where indicator = %s and bucket = %s",
            (indicator, bucket),
        )
        return {key: tuple(rest) for key, *rest in await cursor.fetchall()}

    async def derived(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return everything that invariant 5 speaks of."""
        return {
            "day_state": await self.rows(
                "select datastream, utc_day, state, speeds, spread, method_version "
                "from day_state order by 1, 2"
            ),
            "indicator": await self.rows(
                "select site, indicator, mode, direction, variant, bucket, start, value, "
                "n_expected, n_valid, coverage, flag, method_version "
                "from indicator order by 1, 2, 3, 4, 5, 6, 7"
            ),
            "stay": await self.rows(
                "select datastream, begin_at, end_at, occupied, arrived, departed, resumed, "
                "merged, dropped, method_version from stay order by 1, 2"
            ),
        }

    async def wipe(self) -> None:
        """Forget every reading and everything derived, but not the registry."""
        await self.owner.execute(
            "truncate observation, passage, conflict, latest, dirty, day_state, indicator, "
            "indicator_revision, derive_clock, stay"
        )

    async def _number(self, query: str, values: tuple[Any, ...]) -> int:
        row = await (await self.owner.execute(query.encode(), values)).fetchone()
        assert row is not None
        return int(row[0])


def every_quarter(channel: int, begin: datetime, values: Sequence[float]) -> list[Reading]:
    """Return quarter-hour counts from `begin` on."""
    step = timedelta(minutes=15)
    return [(channel, begin + k * step, value, 900) for k, value in enumerate(values)]


def _rows(readings: Sequence[Reading]) -> Observations:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return Observations(
        channel=np.array([r[0] for r in readings], dtype=np.int32),
        time_us=np.array(
            [(r[1] - epoch) // timedelta(microseconds=1) for r in readings], dtype=np.int64
        ),
        duration_ms=np.array(
            [NO_DURATION if r[3] is None else r[3] * 1000 for r in readings], dtype=np.int32
        ),
        result=np.array([np.nan if r[2] is None else r[2] for r in readings], dtype=np.float64),
        quality=np.ones(len(readings), dtype=np.int16),
    )


def _batch(run: int, rows: Observations, now: datetime, passed: Passages | None = None) -> Batch:
    none = Passages(
        channel=np.zeros(0, dtype=np.int32),
        time_us=np.zeros(0, dtype=np.int64),
        n=np.zeros(0, dtype=np.int32),
        speed_km_h=np.zeros(0, dtype=np.float32),
        length_m=np.zeros(0, dtype=np.float32),
        vehicle_class=np.zeros(0, dtype=np.int16),
        quality=np.zeros(0, dtype=np.int16),
    )
    vehicles = none if passed is None else passed
    return Batch(
        source="native",
        run=run,
        messages=[
            Message(
                topic="mobility/v1/telgte/d1/up",
                device="d1",
                received=now,
                payload=b"{}",
                payload_length=2,
            )
        ],
        observations=rows,
        observation_message=np.zeros(len(rows), dtype=np.int32),
        passages=vehicles,
        passage_message=np.zeros(len(vehicles), dtype=np.int32),
        frames=[],
        set_aside=[],
    )
