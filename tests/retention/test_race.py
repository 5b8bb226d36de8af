"""Who writes while a month is sealed: each reading is in the archive or set aside, never lost."""

import asyncio
import csv
import gzip
from datetime import datetime, timedelta

import pytest

from cli import archiving
from store.pool import Connection, connect
from tests.analytics.town import utc
from tests.patience import PATIENCE_S
from tests.retention.city import LATE, MARCH, NOW, City

pytestmark = [pytest.mark.database, pytest.mark.timeout(300)]


async def blocked(conn: Connection) -> None:
    """Wait until somebody waits for a lock of a month."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            row = await (
                await conn.execute(
                    "select count(*) from pg_locks where locktype = 'advisory' and not granted"
                )
            ).fetchone()
            if row is not None and row[0]:
                return
            await asyncio.sleep(0.01)


def archived(city: City) -> set[str]:
    """Return when the counter's readings in the archive were measured."""
    path = city.root / "2025-03" / "observation.csv.gz"
    with gzip.open(path, "rt", newline="") as text:
        return {row["time"] for row in csv.DictReader(text) if row["channel"] == "in"}


async def test_sealing_waits_for_a_writer_that_came_first_and_takes_its_reading(
    plain_city: City,
) -> None:
    async with connect(plain_city.dsn) as writer, connect(plain_city.dsn) as other:
        async with writer.transaction():
            await plain_city.town.store(plain_city.late(LATE[0]), writer, now=NOW)
            sealing = asyncio.create_task(plain_city.seal())
            await blocked(other)
        await sealing

    assert "2025-03-10 08:00:00+00" in archived(plain_city)
    assert await plain_city.town.rows("select * from refused_late") == []


async def test_a_writer_that_comes_while_a_month_is_closing_is_refused(plain_city: City) -> None:
    class Late:
        """Sends a late reading as soon as the month is being written."""

        def __init__(self) -> None:
            self.sent: list[asyncio.Task[None]] = []

        def stage(self, what: str, rows: int = 0) -> None:
            if "writing" in what:
                assert rows > 0
                self.sent.append(asyncio.create_task(send()))

        def advance(self, rows: int) -> None:
            pass

    async def send() -> None:
        async with connect(plain_city.dsn) as writer:
            await plain_city.town.store(plain_city.late(LATE[0]), writer, now=NOW)

    task, late = plain_city.task(), Late()
    await archiving.create(
        archiving.Task(
            conn=task.conn,
            root=task.root,
            program=task.program,
            clock=task.clock,
            derive=task.derive,
            progress=late,
        ),
        MARCH,
    )
    await asyncio.gather(*late.sent)

    assert "2025-03-10 08:00:00+00" not in archived(plain_city)
    (row,) = await plain_city.town.rows("select channel, time from refused_late")
    assert row == (plain_city.counter, LATE[0])


async def test_of_many_readings_that_come_meanwhile_none_is_lost(plain_city: City) -> None:
    sent: list[datetime] = []
    under_way, done = asyncio.Event(), asyncio.Event()

    async def write(offset_s: int) -> None:
        async with connect(plain_city.dsn, "wegwarte_ingest") as writer:
            for number in range(100_000):
                time = utc("2025-03-15 00:00") + timedelta(seconds=offset_s + 2 * number)
                await plain_city.town.store([(plain_city.counter, time, 1.0, 900)], writer, now=NOW)
                sent.append(time)
                if len(sent) == 10:
                    under_way.set()
                if done.is_set():
                    return

    writers = [asyncio.create_task(write(offset)) for offset in (1, 2)]
    await asyncio.wait_for(under_way.wait(), PATIENCE_S)
    await plain_city.seal()
    done.set()
    await asyncio.gather(*writers)

    kept = {f"{time:%Y-%m-%d %H:%M:%S}+00" for time in sent}
    taken = archived(plain_city) & kept
    refused = await plain_city.town.rows("select time from refused_late")
    late = {f"{time:%Y-%m-%d %H:%M:%S}+00" for (time,) in refused}
    assert taken | late == kept
    assert taken.isdisjoint(late)
    assert taken
    assert late
