"""Day states of interval counts."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from analytics import intervals, touching
from analytics.derive.days import Days
from analytics.derive.reader import Reader
from analytics.derive.stretches import Stretch, as_readings, by_run, runs_of, stretches_of
from analytics.quarters import DAY_MS, no_ends
from analytics.site import Site
from devices.reading import DURATION_MAX_MS
from store import raw
from store.day_states import Key

_HOUR_MS: Final = 3_600_000
_JITTER_MS: Final = touching.JITTER_MAX_MS
#: How far before a day short intervals are read: one that reaches in, and one that touches it.
_SHORT_BEFORE_MS: Final = 2 * _HOUR_MS + 2 * _JITTER_MS
_LONG_BEFORE_MS: Final = DURATION_MAX_MS + DAY_MS


def ahead(site: Site, dirty: Days) -> list[raw.Stretch]:
    """Return what `compute` reads at first."""
    return [
        _asked(s, _SHORT_BEFORE_MS, _LONG_BEFORE_MS) for s in stretches_of(runs_of(site, dirty))
    ]


async def compute(reader: Reader, site: Site, dirty: Days) -> dict[Key, bytes | None]:
    """Compute the states of interval counts on dirty days and on those their readings reach."""
    days = {key: set(value) for key, value in dirty.items()}
    stretches = stretches_of(runs_of(site, days))
    read = await _read(reader, stretches)
    beyond = _spilled(days, stretches, read)
    if beyond:  # rare: a reading that begins on a dirty day reaches past midnight
        for datastream, more in beyond.items():
            days[datastream] |= more
        stretches = stretches_of(runs_of(site, days))
        read = await _read(reader, stretches)
    known = by_run(stretches, read)
    found: dict[Key, bytes | None] = {}
    for run in runs_of(site, days):
        readings = known.get(run.key, {})
        parts = [
            intervals.Deployed(span=span, readings=readings[d.channel], factor=factor)
            for d, span, factor in run.source.counted()
            if d.channel in readings
        ]
        told = ((one.readings.start_ms, one.readings.duration_ms) for one in parts)
        expected = run.source.expected(*run.quarters, told)
        laid = intervals.quarters(*run.quarters, parts, expected)
        found |= run.packed(laid, no_ends(run.last_day + 1 - run.first_day))
    return found


async def _read(reader: Reader, stretches: Sequence[Stretch]) -> list[intervals.Readings]:
    """Read counts with what may overlap them from before.

    Whether a long reading that reaches into the days was itself overlapped is decided by readings
    before it: only then more is read.
    """
    asked = [_asked(s, _SHORT_BEFORE_MS, _LONG_BEFORE_MS) for s in stretches]
    read = [as_readings(found) for found in await reader.readings(asked)]
    for at, (stretch, readings) in enumerate(zip(stretches, read, strict=True)):
        begin = stretch.span.from_ms
        reaching = readings.start_ms[
            (readings.start_ms < begin - _HOUR_MS)
            & (readings.start_ms + readings.duration_ms > begin)
        ]
        if len(reaching):
            before = begin - int(reaching.min()) + _SHORT_BEFORE_MS
            wider = _asked(stretch, before, before + _LONG_BEFORE_MS)
            read[at] = as_readings((await reader.readings([wider]))[0])
    return read


def _asked(stretch: Stretch, before_ms: int, long_before_ms: int) -> raw.Stretch:
    """Return what to read: the days, what may reach in, and what may begin at their end."""
    asked = stretch.asked(before_ms, long_before_ms)
    return replace(asked, last_us=asked.last_us + _JITTER_MS * 1_000)


def _spilled(days: Days, stretches: Sequence[Stretch], read: Sequence[intervals.Readings]) -> Days:
    """Return the days that depend on readings of dirty days and that are not dirty themselves.

    A reading that came late may overlap one that was counted and reaches into the next day; and
    where intervals all but touch at midnight, the later one begins where the earlier one ends
    (`touching.moved`).
    """
    found: Days = {}
    for stretch, readings in zip(stretches, read, strict=True):
        start, end = readings.start_ms, readings.start_ms + np.maximum(readings.duration_ms, 1)
        first, last = start // DAY_MS, (end - 1) // DAY_MS
        shy = touching.movable(start) & (start % DAY_MS <= _JITTER_MS)
        early = (end % DAY_MS != 0) & (DAY_MS - end % DAY_MS <= _JITTER_MS)
        dirty = days[stretch.source.id]
        for at in np.flatnonzero((last > first) | shy | early).tolist():
            begins = int(first[at])
            reached = set(range(begins, int(last[at]) + 1))
            touched = {begins, begins - 1} if shy[at] else {begins}
            if early[at]:  # what is joined to it may begin on this day instead of the next
                reached.add(int(last[at]))
                touched.add(int(last[at]) + 1)
            if touched & dirty and reached - dirty:
                found.setdefault(stretch.source.id, set()).update(reached - dirty)
    return found
