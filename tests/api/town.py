"""A small town for tests: written by the real writer, derived by the real derive.

* `promenade`: bicycles, directions a and b, 3 and 2 in every quarter hour of 23 to 26 October 2026
  (the clocks go back on the 25th); of b the last two quarters of the 25th are missing.
* `bahnhof`: a car park with 100 spaces, 40 free all the time from 24 to 26 October.
* `domplatz`: two sensed bays, one occupied; not public.
* `kiosk`: a site whose name a spreadsheet would take for a formula; nothing arrives there.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from analytics.derive import derive_once
from store import blocks, partitions
from store.messages import Batch, Message, Written
from store.passages import Passages
from store.pool import Connection, connect
from store.registry import NewChannel, number_channels
from store.rows import NO_DURATION, Observations
from store.writer import write

NOW: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FIRST: Final = datetime(2026, 10, 22, 22, 0, tzinfo=UTC)  # local midnight of the 23rd
QUARTER: Final = timedelta(minutes=15)
QUARTERS: Final = 96 + 96 + 100 + 96
GAP: Final = range(96 + 96 + 98, 96 + 96 + 100)  # the last two quarters of the 25th

REGISTRY: Final = """
insert into site (id, name, kind, geometry, direction_a, direction_b, public, attribution) values
  ('promenade', 'Promenade', 'cycle_track', '{"type": "Point", "coordinates": [7.62, 51.96]}',
   'stadteinwärts', 'stadtauswärts', true, 'dl-de/by-2-0'),
  ('bahnhof', 'Parkhaus Bahnhof', 'car_park', null, null, null, true, null),
  ('domplatz', 'Domplatz', 'parking_zone', null, null, null, false, null),
  ('kiosk', '=HYPERLINK("http://evil")', 'station', null, null, null, true, null);
insert into site_alias (alias, site) values ('100031297', 'promenade');
insert into fact (site, kind, value, valid) values ('bahnhof', 'capacity', '100', '[2020-01-01Z,)');
insert into device (id, model, registered_at, accepted_at)
select id, model, '2026-01-01Z', '2026-01-01Z' from (values
  ('counter-1', 'wegwarte-bicycle-counter-1'), ('barrier-1', 'wegwarte-barrier-1'),
  ('bay-1', 'wegwarte-bay-1'), ('bay-2', 'wegwarte-bay-1')) as d (id, model);
insert into datastream (site, property, direction, mode, bay, source_id, nominal_interval_s) values
  ('promenade', 'count', 'a', 'bicycle', null, '101', 900),
  ('promenade', 'count', 'b', 'bicycle', null, '102', 900),
  ('bahnhof', 'free_spaces', 'none', null, null, 'free', null),
  ('domplatz', 'bay_state', 'none', null, '1', 'bay-1', null),
  ('domplatz', 'bay_state', 'none', null, '2', 'bay-2', null);
"""
CHANNELS: Final = (
    ("counter-1", "bicycles-a", "count", 0, "101"),
    ("counter-1", "bicycles-b", "count", 0, "102"),
    ("barrier-1", "free", "free_spaces", 3_600, "free"),
    ("bay-1", "bay", "bay_state", 90_000, "bay-1"),
    ("bay-2", "bay", "bay_state", 90_000, "bay-2"),
)
DEPLOY: Final = """
insert into deployment (channel, datastream, valid)
select c.id, d.id, '[2026-01-01Z,)'
from channel as c join datastream as d on d.source_id = %s
where c.device = %s and c.name = %s
"""

Row = tuple[int, datetime, float, int]  # channel, time, value, duration in ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Where the town is, and the number of each of its channels."""

    dsn: str
    channels: dict[tuple[str, str], int]
    run: int


async def build(dsn: str) -> Town:
    """Fill an empty migrated database."""
    async with connect(dsn) as conn:
        await conn.execute(REGISTRY.encode())
        numbers = await number_channels(
            conn,
            [
                NewChannel(device=device, name=name, property=observed, hold_max_s=hold)
                for device, name, observed, hold, _ in CHANNELS
            ],
        )
        for device, name, _, _, source_id in CHANNELS:
            await conn.execute(DEPLOY.encode(), (source_id, device, name))
        run = await blocks.open_run(conn, "live", {}, now=NOW)
        town = Town(dsn=dsn, channels=numbers, run=run)
        await store(conn, town, history(town), received=NOW - timedelta(hours=1))
        await derive_once(conn, NOW)
    return town


def history(town: Town) -> list[Row]:
    """Return what the sensors said in October."""
    rows: list[Row] = []
    for number in range(QUARTERS):
        time = FIRST + number * QUARTER
        rows.append((town.channels["counter-1", "bicycles-a"], time, 3.0, 900_000))
        if number not in GAP:
            rows.append((town.channels["counter-1", "bicycles-b"], time, 2.0, 900_000))
        if number >= 96:
            rows.append((town.channels["barrier-1", "free"], time, 40.0, NO_DURATION))
            rows.append((town.channels["bay-1", "bay"], time, 1.0, NO_DURATION))
            rows.append((town.channels["bay-2", "bay"], time, 0.0, NO_DURATION))
    return rows


async def store(
    conn: Connection, town: Town, rows: list[Row], *, received: datetime, device: str = "counter-1"
) -> Written:
    """Write rows as one batch of one message."""
    observed = Observations(
        channel=np.array([r[0] for r in rows], dtype=np.int32),
        time_us=np.array([int(r[1].timestamp()) * 1_000_000 for r in rows], dtype=np.int64),
        duration_ms=np.array([r[3] for r in rows], dtype=np.int32),
        result=np.array([r[2] for r in rows], dtype=np.float64),
        quality=np.ones(len(rows), dtype=np.int16),
    )
    batch = Batch(
        source="native",
        run=town.run,
        messages=[
            Message(
                topic=f"mobility/v1/telgte/{device}/up",
                device=device,
                received=received,
                payload=b"{}",
                payload_length=2,
            )
        ],
        observations=observed,
        observation_message=np.zeros(len(rows), dtype=np.int32),
        passages=NO_PASSAGES,
        passage_message=np.zeros(0, dtype=np.int32),
        frames=[],
        set_aside=[],
    )
    months = partitions.months_of(observed.time_us) | {f"{received:%Y-%m}-01"}
    await partitions.ensure_partitions(conn, sorted(months))
    async with conn.transaction():
        return await write(conn, batch, now=received)


NO_PASSAGES: Final = Passages(
    channel=np.zeros(0, dtype=np.int32),
    time_us=np.zeros(0, dtype=np.int64),
    n=np.zeros(0, dtype=np.int32),
    speed_km_h=np.zeros(0, dtype=np.float32),
    length_m=np.zeros(0, dtype=np.float32),
    vehicle_class=np.zeros(0, dtype=np.int16),
    quality=np.zeros(0, dtype=np.int16),
)
