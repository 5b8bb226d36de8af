"""Day states of interval counts."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from analytics import intervals
from analytics.derive.days import Days
from analytics.derive.stretches import Stretch, as_readings, by_run, runs_of, stretches_of
from analytics.quarters import DAY_MS, no_ends
from analytics.site import Site
from devices.reading import DURATION_MAX_MS
from store import raw
from store.day_states import Key
from store.pool import Connection

_HOUR_MS: Final = 3_600_000
#: How far before a day short intervals are read: one that reaches in, and one that overlaps it.
_SHORT_BEFORE_MS: Final = 2 * _HOUR_MS
_LONG_BEFORE_MS: Final = DURATION_MAX_MS + DAY_MS


async def compute(conn: Connection, site: Site, dirty: Days) -> dict[Key, bytes | None]:
    """Compute the states of interval counts on dirty days and on those their readings reach."""
    days = {key: set(value) for key, value in dirty.items()}
    stretches = stretches_of(runs_of(site, days))
    read = await _read(conn, stretches)
    beyond = _spilled(days, stretches, read)
    if beyond:  # rare: a reading that begins on a dirty day reaches past midnight
        for datastream, more in beyond.items():
            days[datastream] |= more
        stretches = stretches_of(runs_of(site, days))
        read = await _read(conn, stretches)
    known = by_run(stretches, read)
    found: dict[Key, bytes | None] = {}
    for run in runs_of(site, days):
        readings = known.get(run.key, {})
        parts = [
            intervals.Deployed(span=span, readings=readings[d.channel], factor=factor)
            for d, span, factor in run.source.counted()
            if d.channel in readings
        ]
        laid = intervals.quarters(*run.quarters, parts, run.source.deployed())
        found |= run.packed(laid, no_ends(run.last_day + 1 - run.first_day))
    return found


async def _read(conn: Connection, stretches: Sequence[Stretch]) -> list[intervals.Readings]:
    """Read counts with what may overlap them from before.

    Whether a long reading that reaches into the days was itself overlapped is decided by readings
    before it: only then more is read.
    """
    asked = [s.asked(_SHORT_BEFORE_MS, _LONG_BEFORE_MS) for s in stretches]
    read = [as_readings(found) for found in await raw.readings(conn, asked)]
    for at, (stretch, readings) in enumerate(zip(stretches, read, strict=True)):
        begin = stretch.span.from_ms
        reaching = readings.start_ms[
            (readings.start_ms < begin - _HOUR_MS)
            & (readings.start_ms + readings.duration_ms > begin)
        ]
        if len(reaching):
            before = begin - int(reaching.min()) + _SHORT_BEFORE_MS
            wider = stretch.asked(before, before + _LONG_BEFORE_MS)
            read[at] = as_readings((await raw.readings(conn, [wider]))[0])
    return read


def _spilled(days: Days, stretches: Sequence[Stretch], read: Sequence[intervals.Readings]) -> Days:
    """Return the days that readings of dirty days reach into and that are not dirty themselves.

    A reading that came late may overlap one that was counted and reaches into the next day.
    """
    found: Days = {}
    for stretch, readings in zip(stretches, read, strict=True):
        first = readings.start_ms // DAY_MS
        last = (readings.start_ms + np.maximum(readings.duration_ms, 1) - 1) // DAY_MS
        dirty = days[stretch.source.id]
        for at in np.flatnonzero(last > first).tolist():
            reached = set(range(int(first[at]), int(last[at]) + 1))
            if int(first[at]) in dirty and reached - dirty:
                found.setdefault(stretch.source.id, set()).update(reached - dirty)
    return found
