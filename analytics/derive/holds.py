"""Day states of held states: bays, free spaces, whether a site is open."""

from collections.abc import Mapping

from analytics import held
from analytics.derive.days import Days
from analytics.derive.reader import Reader
from analytics.derive.stretches import (
    Run,
    RunKey,
    Stretch,
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

_Known = Mapping[RunKey, Mapping[int, Readings]]


def ahead(site: Site, days: Days) -> list[raw.Stretch]:
    """Return what `compute` reads."""
    return [_asked(s) for s in stretches_of([*_door_runs(site, days), *runs_of(site, days)])]


async def compute(reader: Reader, site: Site, days: Days, until_ms: int) -> dict[Key, bytes | None]:
    """Compute held states, which are known up to `until_ms`; what is closed is in none of them."""
    if not days:
        return {}
    door_runs = _door_runs(site, days)
    doors = _doors(site)
    runs = runs_of(site, days)
    closed = _closed(door_runs, await _read(reader, door_runs), until_ms)
    known = await _read(reader, runs)
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


def _doors(site: Site) -> set[int]:
    return {s.id for s in site.sources if s.observed is Property.OPERATING_STATE}


def _door_runs(site: Site, days: Days) -> list[Run]:
    """Return the runs of what says whether the site is open, on all the days."""
    return runs_of(site, dict.fromkeys(_doors(site), set().union(*days.values())))


def _asked(stretch: Stretch) -> raw.Stretch:
    """Return what to read: the days, from as far back as a reading holds."""
    return stretch.asked(stretch.deployment.hold_max_ms)


async def _read(reader: Reader, runs: list[Run]) -> _Known:
    stretches = stretches_of(runs)
    found = await reader.readings([_asked(s) for s in stretches])
    return by_run(stretches, [as_readings(one) for one in found])


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
