"""A database with facts and calibrations goes on as it was, and as if all had been said today."""

import pytest

from store import facts_said
from store.enrol import NewDatastream, add_datastream
from store.fact_history import pieces
from store.facts_said import Matter
from store.migrate import known, migrate
from store.pool import Connection
from tests.store.test_migrate import conn, empty

pytestmark = pytest.mark.database

__all__ = ["conn", "empty"]
BEFORE = 80
SITES = b"""
insert into site (id, name, kind, time_zone) values
  ('theater', 'Theater', 'car_park', 'Europe/Berlin'),
  ('delhi', 'Delhi', 'cross_section', 'Asia/Kolkata')
"""
FACTS = b"""
insert into fact (site, kind, value, valid, source) values
  ('theater', 'capacity', '748', '(,2024-11-01Z)', 'import:muenster-parking'),
  ('theater', 'capacity', '700', '[2024-11-01Z,2025-01-01Z)', 'import:muenster-parking'),
  ('theater', 'capacity', '500', '[2025-01-01Z,2025-06-01Z)', 'counted'),
  ('theater', 'capacity', '720', '[2025-07-01Z,)', 'import:muenster-parking'),
  ('theater', 'opening_hours', '"Mo-Sa 06-22"', '(,)', 'fleet telgte'),
  ('delhi', 'speed_limit', '50', '(,2025-01-01Z)', 'wegwarte site fact'),
  ('delhi', 'speed_limit', '30', '[2025-01-01Z,)', 'wegwarte site fact')
"""
HELD = b"select id, site, kind, value::text, valid::text, source from fact order by id"
CHANGES = b"select count(*) from audit"
SAID = b"""
insert into judgement (datastream, kind, factor, valid) values
  (%(datastream)s, 'calibrated', 1.5, '[2026-06-01Z,2026-06-10Z)'),
  (%(datastream)s, 'calibrated', 2.0, '[2026-06-05T12:00Z,2026-06-20Z)'),
  (%(datastream)s, 'calibrated', 2.0, '[2026-06-15Z,2026-06-25Z)')
"""
DAYS = b"""
insert into day_state (datastream, utc_day, state, method_version, computed_at)
select %(datastream)s, day::date, '', 1, '2026-07-01Z'
from generate_series('2026-06-01'::date, '2026-06-30'::date, interval '1 day') as day
"""
MARKED = b"""
select cause, min(utc_day)::text, max(utc_day)::text, count(*)
from dirty where datastream = %(datastream)s group by 1
"""


async def test_what_held_holds_and_follows_from_what_was_said(conn: Connection) -> None:
    await migrate(conn, migrations=[one for one in known() if one.number <= BEFORE])
    await conn.execute(SITES)
    await conn.execute(FACTS)
    held = await (await conn.execute(HELD)).fetchall()
    changes = await (await conn.execute(CHANGES)).fetchall()

    await migrate(conn)

    assert await (await conn.execute(HELD)).fetchall() == held
    assert await (await conn.execute(CHANGES)).fetchall() == changes
    for site, kind in {(site, kind) for _, site, kind, *_ in held}:
        matter = Matter(site=site, kind=kind)
        async with conn.transaction():
            said = await facts_said.said(conn, matter)
            standing = await facts_said.standing(conn, matter)
            assert [(one.said, one.since, one.until) for one in pieces(said)] == [
                (one.said, one.since, one.until) for one in standing
            ]
            recorded = {one.source for one in said if one.recorded}
            assert recorded <= {"import:muenster-parking", "fleet telgte"}
            assert await facts_said.change(conn, matter, drop=[], add=[]) == []
    assert await (await conn.execute(HELD)).fetchall() == held


async def test_days_that_mean_something_else_now_are_derived_again_once(conn: Connection) -> None:
    await migrate(conn, migrations=[one for one in known() if one.number <= BEFORE])
    await conn.execute(SITES)
    streams = [
        await add_datastream(conn, NewDatastream(site=site, property="count", source_id="c"))
        for site in ("theater", "delhi")
    ]
    for stream in streams:
        await conn.execute(DAYS, {"datastream": stream})
    await conn.execute(SAID, {"datastream": streams[0]})

    await migrate(conn)
    await migrate(conn)

    found = [
        await (await conn.execute(MARKED, {"datastream": stream})).fetchall() for stream in streams
    ]
    # Where the third goes on with the factor of the second, nothing differs.
    assert found[0] == [("calibrated", "2026-06-05", "2026-06-09", 5)]
    assert found[1] == [("time zone", "2026-06-01", "2026-06-30", 30)]
