"""A street and a car park in spring 2025, seen from autumn, for tests of what is sealed."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from analytics.derive import derive_once
from cli import archiving
from devices.properties import Property
from store import audit
from store.archive import Month
from store.pool import Connection, connect
from tests.analytics.town import Reading, Town, every_quarter, utc
from tests.api.conftest import serve

NOW: Final = utc("2025-09-20 12:00")
BEGIN: Final = utc("2025-02-27 00:00")
END: Final = utc("2025-04-03 00:00")
MARCH: Final = date(2025, 3, 1)
#: In March, and left out of what is stored at first: they come late.
LATE: Final = (utc("2025-03-10 08:00"), utc("2025-03-31 21:45"), utc("2025-03-10 08:15"))


@dataclass
class Quiet:
    """Hears progress and says nothing."""

    stages: list[tuple[str, int]] = field(default_factory=list)

    def stage(self, what: str, rows: int = 0) -> None:
        self.stages.append((what, rows))

    def advance(self, rows: int) -> None:
        assert rows >= 0


@dataclass
class City:
    """The town, its channels, and a folder for archives."""

    dsn: str
    root: Path
    town: Town = field(init=False)
    open: AsyncExitStack = field(default_factory=AsyncExitStack)
    counter: int = 0
    free: int = 0
    gate: int = 0
    lane: int = 0
    bay: int = 0
    at_first: set[tuple[Any, ...]] = field(default_factory=set)

    @property
    def conn(self) -> Connection:
        return self.town.owner

    async def connect(self) -> None:
        conn = await self.open.enter_async_context(connect(self.dsn, statement_timeout_ms=0))
        # All connections to TimescaleDB share one session here: the last one's role lingers.
        await conn.execute("reset role")
        await conn.execute("deallocate all")
        if hasattr(self, "town"):
            self.town.owner = conn
        else:
            self.town = Town(conn)

    async def ask(self, *addresses: str, now: datetime = NOW) -> list[dict[str, Any]]:
        """Ask the API; meanwhile nobody else is connected, for TimescaleDB has no room here."""
        await self.open.aclose()
        answers = []
        async with serve(self.dsn, now=now, database_connections_max=1) as client:
            for address in addresses:
                answer = await client.get(address)
                assert answer.status_code == 200, answer.text
                answers.append(answer.json())
        await self.connect()
        return answers

    async def build(self) -> None:
        """Connect, register and store everything but what comes late; derive it."""
        await self.connect()
        await self.town.site("promenade")
        await self.town.site("theater", "car_park", capacity=50.0)
        await self.town.site("gate")
        await self.town.site("lane")
        self.counter = await self.town.counter("promenade", "in", since=BEGIN, direction="a")
        self.free = await self.town.state(
            "theater", "free", Property.FREE_SPACES, since=BEGIN, hold_max_s=200_000
        )
        self.gate = await self.town.total("gate", "total", since=BEGIN, direction="a")
        self.lane = await self.town.channel("cars", Property.PASSAGE, device="radar")
        await self.town.site("row", "parking_zone")
        self.bay = await self.town.state(
            "row", "bay", Property.BAY_STATE, since=BEGIN, hold_max_s=90_000
        )
        lane = await self.town.datastream("lane", Property.PASSAGE, "cars", direction="a")
        await self.town.deploy(self.lane, lane, BEGIN)
        await self.town.store(self.history(), now=NOW)
        await self.town.pass_by(
            self.lane, [BEGIN + timedelta(minutes=37 * n) for n in range(1300)], now=NOW
        )
        await self.derive()
        self.at_first = await self.unaccounted()

    async def unaccounted(self) -> set[tuple[Any, ...]]:
        """Return what the audit finds: the batches of the town name one device for all channels."""
        found = await audit.differences(self.conn)
        return {(one.what, one.device, one.hour, one.ledger - one.counted) for one in found}

    def history(self) -> list[Reading]:
        """Return what was read: the car park and the gate speak rarely, also about midnight."""
        quarters = int((END - BEGIN) / timedelta(minutes=15))
        counts = every_quarter(self.counter, BEGIN, [float(n % 7) for n in range(quarters)])
        free: list[Reading] = [
            (self.free, BEGIN + timedelta(hours=31 * n), float(10 + n % 20), None)
            for n in range(27)
        ]
        gate: list[Reading] = [
            (self.gate, BEGIN + timedelta(hours=17 * n, minutes=3), float(100 * n), None)
            for n in range(49)
        ]
        bay: list[Reading] = [
            (self.bay, BEGIN + timedelta(hours=5 * n, minutes=20), float(n % 2), None)
            for n in range(160)
        ]
        return [r for r in counts if r[1] not in LATE] + free + gate + bay

    def late(self, *times: datetime) -> list[Reading]:
        """Return late readings of the counter."""
        return [(self.counter, time, 50.0, 900) for time in times]

    async def derive(self, now: datetime = NOW) -> Mapping[str, str]:
        work = await derive_once(self.conn, now)
        return work.problems

    def task(self, now: datetime = NOW) -> archiving.Task:
        return archiving.Task(
            conn=self.conn,
            root=self.root,
            program="0.0-test",
            clock=lambda: now,
            derive=self.derive,
            progress=Quiet(),
        )

    async def seal(self, month: date = MARCH) -> Month:
        return await archiving.create(self.task(), month)

    async def restore(self, month: date = MARCH) -> int:
        return await archiving.restore(self.task(), month)

    async def raw(self) -> list[tuple[Any, ...]]:
        """Return all raw rows of March."""
        return await self.town.rows(
            "select channel, time, 0, duration_ms, result, quality, block from observation "
            "where time >= '2025-03-01Z' and time < '2025-04-01Z' union all "
            "select channel, time, n, null, speed_km_h, quality, block from passage "
            "where time >= '2025-03-01Z' and time < '2025-04-01Z' order by 1, 2, 3"
        )

    async def numbers(self) -> list[tuple[Any, ...]]:
        """Return every stored number that begins in March, but occupancies' values."""
        return await self.town.rows(
            "select site, indicator, mode, direction, variant, bucket, start, value, n_expected, "
            "n_valid, coverage, flag, method_version from indicator "
            "where start >= '2025-03-01' and start < '2025-04-01' and bucket <> 'year' "
            "order by 1, 2, 3, 4, 5, 6, 7"
        )

    async def stays(self) -> list[tuple[Any, ...]]:
        """Return every stretch of the bay."""
        return await self.town.rows("select * from stay order by datastream, begin_at")

    async def states(self) -> list[tuple[Any, ...]]:
        """Return every state of March."""
        return await self.town.rows(
            "select datastream, utc_day, state, speeds, method_version from day_state "
            "where utc_day between '2025-03-01' and '2025-03-31' order by 1, 2"
        )
