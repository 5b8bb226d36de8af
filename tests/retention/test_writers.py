"""Import, undo and redecode know sealed months: they leave them alone and say what to do."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analytics.derive import derive_once
from cli import archiving
from devices.properties import Property
from ingest import batch, place
from ingest.checks import Limits
from ingest.javascript.decoders import Decoders
from ingest.readers import Readers
from ingest.recordings.undoing import undo
from ingest.redecode import run as redecoding
from ingest.redecode.run import Wish
from ingest.source import Delivery
from store import audit, blocks, partitions, rejected
from store.import_undo import UndoError
from store.messages import Batch, Message
from store.pool import Connection, connect
from store.rows import Observations
from store.writer import write
from tests.analytics.town import Town, utc
from tests.api.town import NO_PASSAGES
from tests.ingest.recordings.samples import bikes, day
from tests.ingest.recordings.test_import import NOW, observations, store
from tests.retention.city import Quiet

pytestmark = [pytest.mark.database, pytest.mark.timeout(300)]
MAY = date(2024, 5, 1)


def task(conn: Connection, root: Path, now: datetime) -> archiving.Task:
    async def derive() -> dict[str, str]:
        return (await derive_once(conn, now)).problems

    return archiving.Task(
        conn=conn,
        root=root,
        program="0.0-test",
        clock=lambda: now,
        derive=derive,
        progress=Quiet(),
    )


async def balanced(conn: Connection) -> tuple[Any, ...]:
    assert await audit.differences(conn) == []
    row = await (
        await conn.execute("select sum(readings_read), sum(stored), sum(rejected) from ledger")
    ).fetchone()
    assert row is not None
    return tuple(int(one) for one in row)


async def test_an_import_leaves_sealed_months_alone_and_says_so_of_each_file(
    database: str, tmp_path: Path
) -> None:
    may = bikes(tmp_path / "a", "2024-05.csv", day("2024-05-10", "5", "3", "2"))
    more = day("2024-05-10", "9", "6", "3") + day("2024-06-10", "5", "3", "2")
    revised = bikes(tmp_path / "b", "revised.csv", more)
    async with connect(database, statement_timeout_ms=0) as conn:
        first = await store(database, [may])
        await archiving.create(task(conn, tmp_path / "archive", NOW), MAY)
        sealed = await observations(conn)

        second = await store(database, [revised], who="planner")
        assert (second.archived, second.stored, second.corrected) == (288, 288, 0)
        assert second.notes == [
            "revised.csv: 288 readings of 2024-05 were not stored, its raw readings lie in the "
            "archive: wegwarte archive restore 2024-05, then import the file again"
        ]
        assert [row for row in await observations(conn) if row[2].month == 5] == sealed
        assert await balanced(conn) == (3 * 288, 2 * 288, 288)

        async with connect(database, "wegwarte_ingest", statement_timeout_ms=0) as ingest:
            with pytest.raises(UndoError, match="wegwarte archive restore 2024-05"):
                await undo(ingest, first.run, now=NOW)

        await archiving.restore(task(conn, tmp_path / "archive", NOW), MAY)
        third = await store(database, [revised], who="planner")
        assert (third.archived, third.corrected, third.duplicate) == (0, 288, 288)
        await balanced(conn)
        refused = await conn.execute("select * from refused_late")
        assert await refused.fetchall() == []


async def test_redecode_leaves_sealed_months_alone_and_says_so(
    database: str, tmp_path: Path
) -> None:
    now = utc("2025-09-20 12:00")
    async with connect(database, statement_timeout_ms=0) as conn:
        town = Town(conn)
        await town.site("promenade")
        channel = await town.channel("bicycles-a", Property.COUNT, device="counter-1")
        await conn.execute("update device set model = 'wegwarte-bicycle-counter-1'")
        stream = await town.datastream("promenade", Property.COUNT, "in", direction="a")
        await town.deploy(channel, stream, utc("2025-01-01 00:00"))
        for number, time in enumerate(("2025-03-10 08:00", "2025-05-10 08:00")):
            await misread(conn, channel, utc(time), number, now)
        await derive_once(conn, now)
        await archiving.create(task(conn, tmp_path / "archive", now), date(2025, 3, 1))

        async with Decoders(processes=1) as decoders:
            limits = Limits(municipality="telgte", payload_max_bytes=10_000, future_max_s=300)
            wish = Wish(
                model="wegwarte-bicycle-counter-1", since=utc("2025-01-01 00:00"), who="planner"
            )
            readers = Readers(limits, decoders)
            days = [one async for one in redecoding.run(conn, readers, wish, now=now)]

        assert [(one.replaced, one.archived) for one in days] == [(1, {"2025-03": 1})]
        stored = await town.rows("select time, result from observation order by time")
        assert stored == [(utc("2025-03-10 08:00"), 99.0), (utc("2025-05-10 08:00"), 7.0)]
        assert await audit.differences(conn) == []


async def test_what_was_refused_is_replayed_after_restoring_and_counts(
    database: str, tmp_path: Path
) -> None:
    now, late = utc("2025-09-20 12:00"), utc("2025-03-10 09:00")
    async with connect(database, statement_timeout_ms=0) as conn:
        town = Town(conn)
        await town.site("promenade")
        channel = await town.channel("bicycles-a", Property.COUNT, device="counter-1")
        await conn.execute("update device set model = 'wegwarte-bicycle-counter-1'")
        stream = await town.datastream("promenade", Property.COUNT, "in", direction="a")
        await town.deploy(channel, stream, utc("2025-01-01 00:00"))
        await misread(conn, channel, utc("2025-03-10 08:00"), 0, now)
        await archiving.create(task(conn, tmp_path / "archive", now), date(2025, 3, 1))
        await misread(conn, channel, late, 1, now)
        await archiving.restore(task(conn, tmp_path / "archive", now), date(2025, 3, 1))

        put = await rejected.replay(conn, cause="beyond_raw_horizon", device=None, now=now)
        ((topic, payload),) = await town.rows("select topic, payload from inbox")
        assert (put, topic) == (1, "mobility/v1/telgte/counter-1/up")
        await read(conn, topic, bytes(payload), now)
        await derive_once(conn, now)

        assert (await town.numbers("volume"))["2025-03-10"][0] == 99 + 7
        assert await audit.differences(conn) == []


async def read(conn: Connection, topic: str, payload: bytes, now: datetime) -> None:
    """Read a message and store it, as ingest does."""
    async with Decoders(processes=1) as decoders:
        limits = Limits(municipality="telgte", payload_max_bytes=10_000, future_max_s=300)
        readers = Readers(limits, decoders)
        await readers.replace(conn)
        delivery = Delivery(
            source="replay",
            topic=topic,
            payload=payload,
            payload_length=len(payload),
            received=now,
            first_received=now,
            ticket=0,
        )
        messages = [readers.begin(delivery)]
        if messages[0].retry is not None:
            await readers.update(conn, {messages[0].retry})
            messages = [readers.begin(delivery)]
        await readers.finish(messages)
    await place.number(conn, messages)
    run = await blocks.open_run(conn, "live", {}, now=now)
    async with conn.transaction():
        await write(conn, batch.build(messages, run=run), now=now)


async def misread(
    conn: Connection, channel: int, time: datetime, number: int, now: datetime
) -> None:
    """Store a message whose reading an old decoder took for 99."""
    reading = {
        "channel": "bicycles-a",
        "time": f"{time:%Y-%m-%dT%H:%M:%SZ}",
        "duration_s": 900,
        "value": 7,
    }
    payload = json.dumps({"v": 1, "boot": "a", "seq": number, "readings": [reading]}).encode()
    rows = Observations(
        channel=np.array([channel], dtype=np.int32),
        time_us=np.array([int(time.timestamp()) * 1_000_000], dtype=np.int64),
        duration_ms=np.array([900_000], dtype=np.int32),
        result=np.array([99.0]),
        quality=np.array([1], dtype=np.int16),
    )
    message = Message("mobility/v1/telgte/counter-1/up", "counter-1", now, payload, len(payload))
    months = partitions.months_of(rows.time_us) | {f"{now:%Y-%m}-01"}
    await partitions.ensure_partitions(conn, sorted(months))
    run = await blocks.open_run(conn, "live", {}, now=now)
    async with conn.transaction():
        await write(
            conn,
            Batch(
                source="native",
                run=run,
                messages=[message],
                observations=rows,
                observation_message=np.zeros(1, dtype=np.int32),
                passages=NO_PASSAGES,
                passage_message=np.zeros(0, dtype=np.int32),
                frames=[],
                set_aside=[],
            ),
            now=now,
        )
