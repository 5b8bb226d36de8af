"""A town for the page's tests, as of this moment: the browser's clock is the real one.

* `emsweg`: bicycles, 3 and 2 in every quarter hour of the last nine weeks.
* `planwiese`: a car park with 100 spaces, 40 free for a day, the newest value a moment old.
* `domplatz`: two sensed bays, one occupied.
* `promenade`: a recording of two days in 2024; its last quarter is missing.
* `muehle`: an air station that said something a moment ago.
* `neu`: a counter that has never said anything.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from analytics.derive import derive_once
from store import blocks
from store.pool import connect
from store.registry import NewChannel, number_channels
from store.rows import NO_DURATION
from tests.api.town import Row, Town, store

QUARTER: Final = timedelta(minutes=15)
QUARTER_MS: Final = 900_000
RECORDED: Final = datetime(2024, 10, 20, 22, 0, tzinfo=UTC)  # local midnight of the 21st

REGISTRY: Final = """
insert into site (id, name, kind, geometry, direction_a, direction_b, attribution) values
  ('emsweg', 'Emsweg', 'cycle_track', '{"type": "Point", "coordinates": [7.785, 51.983]}',
   'stadteinwärts', 'stadtauswärts', null),
  ('planwiese', 'Planwiese', 'car_park', '{"type": "Polygon", "coordinates": [[[7.782, 51.984],
   [7.783, 51.984], [7.783, 51.985], [7.782, 51.984]]]}', null, null, null),
  ('domplatz', 'Domplatz', 'parking_zone', '{"type": "Point", "coordinates": [7.788, 51.982]}',
   null, null, null),
  ('promenade', 'Promenade', 'cycle_track', null, null, null,
   'Datenquelle: Stadt Münster, dl-de/by-2-0'),
  ('muehle', 'Wassermühle', 'station', '{"type": "Point", "coordinates": [7.789, 51.983]}',
   null, null, null),
  ('neu', 'Neue Zählstelle', 'cycle_track', '{"type": "Point", "coordinates": [7.78, 51.98]}',
   null, null, null);
insert into site_alias (alias, site) values ('100031297', 'promenade');
insert into fact (site, kind, value, valid)
values ('planwiese', 'capacity', '100', '[2020-01-01Z,)');
insert into device (id, model, registered_at, accepted_at)
select id, model, '2020-01-01Z', '2020-01-01Z' from (values
  ('counter-1', 'wegwarte-bicycle-counter-1'), ('barrier-1', 'wegwarte-barrier-1'),
  ('bay-1', 'wegwarte-bay-1'), ('bay-2', 'wegwarte-bay-1'), ('import-promenade', 'import'),
  ('air-1', 'wegwarte-environment-1'), ('counter-9', 'wegwarte-bicycle-counter-1')
) as d (id, model);
insert into datastream (site, property, direction, mode, bay, source_id, nominal_interval_s) values
  ('emsweg', 'count', 'a', 'bicycle', null, 'bicycles-a', 900),
  ('emsweg', 'count', 'b', 'bicycle', null, 'bicycles-b', 900),
  ('planwiese', 'free_spaces', 'none', null, null, 'free', null),
  ('domplatz', 'bay_state', 'none', null, '1', 'bay-1', null),
  ('domplatz', 'bay_state', 'none', null, '2', 'bay-2', null),
  ('promenade', 'count', 'both', 'bicycle', null, 'promenade', 900),
  ('muehle', 'air_temperature', 'none', null, null, 'temperature', null),
  ('neu', 'count', 'both', 'bicycle', null, 'neu', 900);
"""
CHANNELS: Final = (
    ("counter-1", "bicycles-a", "count", 0, "bicycles-a"),
    ("counter-1", "bicycles-b", "count", 0, "bicycles-b"),
    ("barrier-1", "free", "free_spaces", 3_600, "free"),
    ("bay-1", "bay", "bay_state", 90_000, "bay-1"),
    ("bay-2", "bay", "bay_state", 90_000, "bay-2"),
    ("import-promenade", "count", "count", 0, "promenade"),
    ("air-1", "temperature", "air_temperature", 0, "temperature"),
    ("counter-9", "bicycles-a", "count", 0, "neu"),
)
DEPLOY: Final = """
insert into deployment (channel, datastream, valid)
select c.id, d.id, case when d.site = 'promenade'
  then tstzrange('2024-10-20 22:00Z', '2024-10-22 22:00Z') else tstzrange(%s, null) end
from channel as c join datastream as d on d.source_id = %s
where c.device = %s and c.name = %s
"""


def quarter_of(now: datetime) -> datetime:
    """Return the start of the running quarter hour."""
    return now - timedelta(
        minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond
    )


async def register(dsn: str, *, since: datetime) -> dict[tuple[str, str], int]:
    """Enter sites and devices; return the number of each channel."""
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
            await conn.execute(DEPLOY.encode(), (since, source_id, device, name))
    return numbers


async def build(dsn: str, *, now: datetime) -> Town:
    """Fill an empty migrated database with the history of the town."""
    numbers = await register(dsn, since=quarter_of(now) - timedelta(weeks=9))
    async with connect(dsn) as conn:
        run = await blocks.open_run(conn, "live", {}, now=now)
        town = Town(dsn=dsn, channels=numbers, run=run)
        await store(conn, town, _history(town, now), received=now - timedelta(seconds=30))
        recorded = _recording(town)
        await store(conn, town, recorded, received=now, device="import-promenade")
        await derive_once(conn, now)
    return town


def _history(town: Town, now: datetime) -> list[Row]:
    running = quarter_of(now)
    rows: list[Row] = []
    for number in range(1, 9 * 7 * 96 + 1):
        time = running - number * QUARTER
        rows.append((town.channels["counter-1", "bicycles-a"], time, 3.0, QUARTER_MS))
        rows.append((town.channels["counter-1", "bicycles-b"], time, 2.0, QUARTER_MS))
        if number <= 96:
            rows.append((town.channels["barrier-1", "free"], time, 40.0, NO_DURATION))
    moment = (now - timedelta(seconds=40)).replace(microsecond=0)
    rows.append((town.channels["barrier-1", "free"], moment, 40.0, NO_DURATION))
    rows.append((town.channels["bay-1", "bay"], moment, 1.0, NO_DURATION))
    rows.append((town.channels["bay-2", "bay"], moment, 0.0, NO_DURATION))
    rows.append((town.channels["air-1", "temperature"], moment, 8.4, NO_DURATION))
    return rows


def _recording(town: Town) -> list[Row]:
    channel = town.channels["import-promenade", "count"]
    return [(channel, RECORDED + n * QUARTER, 10.0, QUARTER_MS) for n in range(2 * 96 - 1)]
