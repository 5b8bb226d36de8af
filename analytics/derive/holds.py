"""Day states of held states: bays, free spaces, whether a site is open."""

from collections.abc import Mapping

from analytics import held
from analytics.derive.days import Days
from analytics.derive.stretches import (
    Run,
    RunKey,
    as_readings,
    by_run,
    runs_of,
    stretches_of,
)
from analytics.intervals import Readings
from analytics.quarters import DAY_MS
from analytics.site import Site
from analytics.spans import Span, common
from devices.properties import OperatingState, Property
from store import raw
from store.day_states import Key
from store.pool import Connection

_Known = Mapping[RunKey, Mapping[int, Readings]]


async def compute(
    conn: Connection, site: Site, days: Days, until_ms: int
) -> dict[Key, bytes | None]:
    """Compute held states, which are known up to `until_ms`; what is closed is in none of them."""
    if not days:
        return {}
    every = set().union(*days.values())
    doors = {s.id for s in site.sources if s.observed is Property.OPERATING_STATE}
    door_runs = runs_of(site, dict.fromkeys(doors, every))
    runs = runs_of(site, days)
    closed = _closed(door_runs, await _read(conn, door_runs), until_ms)
    known = await _read(conn, runs)
    found: dict[Key, bytes | None] = {}
    for run in runs:
        segments = _segments(run, known, until_ms)
        laid = held.quarters(
            *run.quarters,
            segments,
            run.source.deployed(),
            [] if run.source.id in doors else closed,
        )
        ends = held.ends(run.first_day, run.last_day + 1 - run.first_day, segments)
        found |= run.packed(laid, ends)
    return found


async def _read(conn: Connection, runs: list[Run]) -> _Known:
    """Read the runs, each from as far back as a reading holds."""
    stretches = stretches_of(runs)
    asked = [s.asked(s.deployment.hold_max_ms) for s in stretches]
    return by_run(stretches, [as_readings(r) for r in await raw.readings(conn, asked)])


def _segments(run: Run, known: _Known, until_ms: int) -> held.Segments:
    readings = known.get(run.key, {})
    return held.segments(
        [
            held.Holding(span=span, readings=readings[d.channel], hold_max_ms=d.hold_max_ms)
            for d, span, _factor in run.source.counted()
            if d.channel in readings
        ],
        until_ms,
    )


def _closed(runs: list[Run], known: _Known, until_ms: int) -> list[Span]:
    """Return when the site said it was closed, in the runs: beyond them it was not read."""
    return [
        span
        for run in runs
        for span in common(
            held.spans_of(_segments(run, known, until_ms), float(OperatingState.CLOSED)),
            [Span(run.first_day * DAY_MS, (run.last_day + 1) * DAY_MS)],
        )
    ]
