"""Day states of single vehicles: counts where the device was alive, and how fast they were."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics import passages
from analytics.derive.days import Days
from analytics.derive.stretches import Run, Stretch, by_run, runs_of, stretches_of
from analytics.quarters import DAY_MS, Int, no_ends
from analytics.site import Deployment, Site
from analytics.spans import Span
from analytics.speeds import following, packed, vehicle_groups
from analytics.speeds.classes import rounded_whole
from analytics.speeds.geometry import true_speed
from analytics.speeds.histogram import of_passages
from store import raw
from store.day_states import Key
from store.pool import Connection

#: States of days, the speeds of those that have any, and how vehicles followed each other.
Found = tuple[dict[Key, bytes | None], dict[Key, bytes], dict[Key, bytes]]


async def compute(conn: Connection, site: Site, days: Days) -> Found:
    """Count vehicles on the days, lay their speeds into quarters and classes, and their gaps."""
    runs = runs_of(site, days)
    stretches = stretches_of(runs)
    asked = [s.asked(s.deployment.heartbeat_ms or DAY_MS) for s in stretches]
    seen = await raw.vehicles(conn, asked)
    times = [one.time_us // 1000 for one in seen]
    signs = await _signs(conn, site, stretches, asked)
    passed = by_run(stretches, times)
    vehicles = by_run(stretches, seen)
    alive = by_run(stretches, [np.concatenate(pair) for pair in zip(times, signs, strict=True)])
    found: dict[Key, bytes | None] = {}
    speeds: dict[Key, bytes] = {}
    followed: dict[Key, bytes] = {}
    for run in runs:
        here = passed.get(run.key, {})
        parts = [
            passages.Passed(
                span=span,
                time_ms=here[d.channel],
                alive=_alive(d, alive[run.key][d.channel]),
                factor=factor,
            )
            for d, span, factor in run.source.counted()
            if d.channel in here
        ]
        laid = passages.quarters(*run.quarters, parts, run.source.expected(*run.quarters))
        found |= run.packed(laid, no_ends(run.last_day + 1 - run.first_day))
        of_speeds, of_gaps = _speeds(run, vehicles.get(run.key, {}))
        speeds |= of_speeds
        followed |= of_gaps
    return found, speeds, followed


def _speeds(
    run: Run, seen: Mapping[int, raw.RawVehicles]
) -> tuple[dict[Key, bytes], dict[Key, bytes]]:
    """Pack speeds and gaps of the wanted days, of the vehicles that count there.

    Neither order nor number of the parts matters: a histogram is whole numbers in sorted cells. A
    calibration factor is of counts; which vehicles were missed is not known, so speeds have none.
    What a radar at an angle to the road shows is corrected here, once.
    """
    within = Span(run.first_day * DAY_MS, (run.last_day + 1) * DAY_MS)
    parts = [
        (seen[d.channel], _inside(seen[d.channel].time_us, span, within), d.angle_deg)
        for d, span, _factor in run.source.counted()
        if d.channel in seen
    ]
    if not parts:
        return {}, {}
    time_ms = _joined(one.time_us[part] // 1000 for one, part, _ in parts)
    speed = _joined(
        true_speed(one.speed_km_h[part].astype(np.float64), angle) for one, part, angle in parts
    )
    group = _joined(
        vehicle_groups.of_devices(one.vehicle_class[part], one.length_m[part])
        for one, part, _ in parts
    )
    length = _joined(one.length_m[part].astype(np.float64) for one, part, _ in parts)
    of_part = np.repeat(np.arange(len(parts)), [part.stop - part.start for _, part, _ in parts])
    days = packed.pack_days(of_passages(rounded_whole(), time_ms, speed, group))
    gaps = following.pack_days(following.of_vehicles(time_ms, speed, length, group, of_part))
    return _wanted(run, days), _wanted(run, gaps)


def _wanted(run: Run, days: Mapping[int, bytes]) -> dict[Key, bytes]:
    return {(run.source.id, day): days[day] for day in sorted(run.wanted & days.keys())}


def _inside(time_us: Int, span: Span, within: Span) -> slice:
    """Return which of some sorted times lie in both spans."""
    ends = max(span.from_ms, within.from_ms) * 1000, min(span.to_ms, within.to_ms) * 1000
    first, last = np.searchsorted(time_us, ends).tolist()
    return slice(first, max(first, last))


def _joined(parts: Iterable[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(list(parts))


def _alive(deployment: Deployment, signs_ms: Int) -> list[Span]:
    """Return when a device was alive; without a known heartbeat the UTC days it said something."""
    if deployment.heartbeat_ms is not None:
        return passages.live(signs_ms, deployment.heartbeat_ms)
    days = np.unique(signs_ms // DAY_MS).tolist()
    return [Span(day * DAY_MS, (day + 1) * DAY_MS) for day in days]


async def _signs(
    conn: Connection,
    site: Site,
    stretches: Sequence[Stretch],
    asked: Sequence[raw.Stretch],
) -> list[Int]:
    """Return when the other channels of each stretch's device said something at this site."""
    wanted = [
        (
            at,
            raw.Stretch(
                channel=channel,
                first_us=asked[at].first_us,
                last_us=asked[at].last_us,
                long_first_us=asked[at].first_us,
            ),
        )
        for at, stretch in enumerate(stretches)
        for channel in _other_channels(site, stretch.deployment)
    ]
    said: list[Int] = [np.zeros(0, dtype=np.int64) for _ in stretches]
    observed = await raw.readings(conn, [one for _, one in wanted])
    passed = await raw.passage_times(conn, [one for _, one in wanted])
    for (at, _), one, other in zip(wanted, observed, passed, strict=True):
        said[at] = np.concatenate([said[at], one.time_us // 1000, other // 1000])
    return said


def _other_channels(site: Site, deployment: Deployment) -> list[int]:
    channels = {
        d.channel for s in site.sources for d in s.deployments if d.device == deployment.device
    }
    return sorted(channels - {deployment.channel})
