"""Day states of what is measured at moments or as a mean: air, weather, sound, mean speeds."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from analytics.derive.days import Days
from analytics.derive.stretches import Run, Stretch, as_readings, by_run, runs_of, stretches_of
from analytics.environment import instants, spread
from analytics.environment.instants import Sampled
from analytics.intervals import Readings
from analytics.quarters import DAY_MS, no_ends
from analytics.site import Deployment, Site
from analytics.speeds import packed
from analytics.speeds.geometry import true_speed
from devices.properties import Property
from devices.reading import DURATION_MAX_MS
from store import raw
from store.day_states import Key
from store.pool import Connection

#: States of days, and the time at each level of those that have sound.
Found = tuple[dict[Key, bytes | None], dict[Key, bytes]]
_SHORT_BEFORE_MS: Final = 3_600_000


async def compute(conn: Connection, site: Site, dirty: Days) -> Found:
    """Compute the states of dirty days, and of those that averaged readings reach from them."""
    days = {key: set(value) for key, value in dirty.items()}
    stretches = stretches_of(runs_of(site, days))
    read = await _read(conn, stretches)
    beyond = _spilled(days, stretches, read)
    if beyond:  # rare: a mean over an interval that reaches past midnight
        for datastream, more in beyond.items():
            days[datastream] |= more
        stretches = stretches_of(runs_of(site, days))
        read = await _read(conn, stretches)
    known = by_run(stretches, read)
    found: dict[Key, bytes | None] = {}
    levels: dict[Key, bytes] = {}
    for run in runs_of(site, days):
        sampled = _sampled(run, known.get(run.key, {}))
        found |= _packed(run, sampled)
        if run.source.observed is Property.SOUND_LEVEL:
            levels |= _levels(run, sampled)
    return found, levels


def _levels(run: Run, sampled: Sequence[Sampled]) -> dict[Key, bytes]:
    """Pack the time at each level of the wanted days."""
    days = packed.pack_days(spread.of_segments(instants.known(sampled), *run.quarters))
    return {(run.source.id, day): days[day] for day in sorted(run.wanted & days.keys())}


def _sampled(run: Run, readings: dict[int, Readings]) -> list[Sampled]:
    return [
        Sampled(
            span=span,
            readings=readings[d.channel],
            step_ms=d.hold_max_ms // instants.HOLD_STEPS,
            factor=factor * _shown(run, d),
        )
        for d, span, factor in run.source.counted()
        if d.channel in readings
    ]


def _shown(run: Run, deployment: Deployment) -> float:
    """Return the true speed for one that the device shows; 1 of everything that is no speed."""
    if run.source.observed is not Property.MEAN_SPEED:
        return 1.0
    return float(true_speed(np.ones(1), deployment.angle_deg)[0])


def _packed(run: Run, sampled: Sequence[Sampled]) -> dict[Key, bytes | None]:
    is_level = run.source.observed is Property.SOUND_LEVEL
    lay = instants.level_quarters if is_level else instants.quarters
    told = ((one.readings.start_ms, one.readings.duration_ms) for one in sampled)
    laid = lay(*run.quarters, sampled, run.source.expected(*run.quarters, told))
    return run.packed(laid, no_ends(run.last_day + 1 - run.first_day))


async def _read(conn: Connection, stretches: Sequence[Stretch]) -> list[Readings]:
    """Read the runs, each from as far back as a reading may stand.

    Where a long mean reaches into the days, whatever began after it may have cut it short.
    """
    asked = []
    for stretch in stretches:
        before_ms = max(stretch.deployment.hold_max_ms, _SHORT_BEFORE_MS)
        asked.append(stretch.asked(before_ms, max(before_ms, DURATION_MAX_MS)))
    read = [as_readings(found) for found in await raw.readings(conn, asked)]
    for at, (stretch, readings) in enumerate(zip(stretches, read, strict=True)):
        begin = stretch.span.from_ms
        reaching = readings.start_ms[
            (readings.start_ms < begin - _SHORT_BEFORE_MS)
            & (readings.start_ms + readings.duration_ms > begin)
        ]
        if len(reaching):
            wider = stretch.asked(begin - int(reaching.min()), DURATION_MAX_MS)
            read[at] = as_readings((await raw.readings(conn, [wider]))[0])
    return read


def _spilled(days: Days, stretches: Sequence[Stretch], read: Sequence[Readings]) -> Days:
    """Return the days beyond the dirty ones that averaged readings on dirty days reach.

    A mean that comes late cuts the one before it, and that one may reach farther than itself: so
    of every mean that touches a dirty day all days after it are computed again.
    """
    found: Days = {}
    for stretch, readings in zip(stretches, read, strict=True):
        dirty = days[stretch.source.id]
        first = readings.start_ms // DAY_MS
        last = (readings.start_ms + np.maximum(readings.duration_ms, 1) - 1) // DAY_MS
        for at in np.flatnonzero(last > first).tolist():
            touched = set(range(int(first[at]), int(last[at]) + 1))
            if touched & dirty and touched - dirty:
                found.setdefault(stretch.source.id, set()).update(
                    day for day in touched - dirty if day > min(touched & dirty)
                )
    return found
