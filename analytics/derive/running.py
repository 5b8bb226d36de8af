"""Day states of running counters.

What was counted lies between two readings, so a day depends on the last reading before it and the
first one after it, and a late reading changes every day between its neighbours.
"""

from collections.abc import Sequence
from typing import Final

from analytics import intervals, totals
from analytics.derive.days import Days
from analytics.derive.stretches import Run, Stretch, as_readings, by_run, runs_of
from analytics.quarters import DAY_MS, no_ends
from analytics.site import Site
from store import neighbours, raw
from store.day_states import Key
from store.neighbours import Neighbours
from store.pool import Connection

_GAP_US: Final = totals.GAP_MAX_MS * 1_000
_DAY_US: Final = DAY_MS * 1_000


async def compute(conn: Connection, site: Site, dirty: Days) -> dict[Key, bytes | None]:
    """Compute the states of running counters on dirty days and on those their readings reach."""
    if not dirty:
        return {}
    days = await _reached(conn, site, dirty)
    runs = runs_of(site, days)
    stretches = _stretches(runs, 0)
    beside = await _neighbours(conn, stretches)
    asked = [_asked(s, n) for s, n in zip(stretches, beside, strict=True)]
    read = [as_readings(found) for found in await raw.readings(conn, asked)]
    known = by_run(stretches, read)
    found: dict[Key, bytes | None] = {}
    for run in runs:
        readings = known.get(run.key, {})
        parts = [
            intervals.Deployed(
                span=span, readings=totals.between(readings[d.channel], d.wrap), factor=factor
            )
            for d, span, factor in run.source.counted()
            if d.channel in readings
        ]
        laid = intervals.quarters(*run.quarters, parts, run.source.expected(*run.quarters))
        found |= run.packed(laid, no_ends(run.last_day + 1 - run.first_day))
    return found


async def _reached(conn: Connection, site: Site, dirty: Days) -> Days:
    """Return the dirty days with those between their readings' neighbours."""
    days = {key: set(value) for key, value in dirty.items()}
    stretches = _stretches(runs_of(site, dirty), totals.GAP_MAX_MS)
    for stretch, beside in zip(stretches, await _neighbours(conn, stretches), strict=True):
        first, last = stretch.first_day, stretch.last_day
        if beside.before_us is not None:
            first = beside.before_us // _DAY_US
        if beside.after_us is not None:
            last = (beside.after_us - 1) // _DAY_US
        deployed = stretch.deployment.span
        first = max(first, deployed.from_ms // DAY_MS)
        last = min(last, (deployed.to_ms - 1) // DAY_MS)
        days[stretch.source.id] |= set(range(first, last + 1))
    return days


def _stretches(runs: Sequence[Run], around_ms: int) -> list[Stretch]:
    """Return every run with every deployment that lies in it or so close to it."""
    return [
        Stretch(
            source=run.source,
            deployment=deployment,
            first_day=run.first_day,
            last_day=run.last_day,
        )
        for run in runs
        for deployment in run.source.deployments
        if deployment.span.from_ms < (run.last_day + 1) * DAY_MS + around_ms
        and deployment.span.to_ms > run.first_day * DAY_MS - around_ms
    ]


async def _neighbours(conn: Connection, stretches: Sequence[Stretch]) -> list[Neighbours]:
    return await neighbours.read(conn, [s.asked(0) for s in stretches], within_us=_GAP_US)


def _asked(stretch: Stretch, beside: Neighbours) -> raw.Stretch:
    """Return what to read: the days with both neighbours."""
    days = stretch.asked(0)
    first = days.first_us if beside.before_us is None else beside.before_us
    return raw.Stretch(
        channel=days.channel,
        first_us=first,
        last_us=days.last_us if beside.after_us is None else beside.after_us + 1,
        long_first_us=first,
    )
