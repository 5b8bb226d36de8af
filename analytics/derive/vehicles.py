"""Day states of single vehicles: counts where the device was alive, unknown where it was silent."""

from collections.abc import Sequence

import numpy as np

from analytics import passages
from analytics.derive.days import Days
from analytics.derive.stretches import Stretch, by_run, runs_of, stretches_of
from analytics.quarters import DAY_MS, Int, no_ends
from analytics.site import Deployment, Site
from analytics.spans import Span
from store import raw
from store.day_states import Key
from store.pool import Connection


async def compute(conn: Connection, site: Site, days: Days) -> dict[Key, bytes | None]:
    """Count vehicles on the days."""
    runs = runs_of(site, days)
    stretches = stretches_of(runs)
    asked = [s.asked(s.deployment.heartbeat_ms or DAY_MS) for s in stretches]
    times = [found // 1000 for found in await raw.passage_times(conn, asked)]
    signs = await _signs(conn, site, stretches, asked)
    passed = by_run(stretches, times)
    alive = by_run(stretches, [np.concatenate(pair) for pair in zip(times, signs, strict=True)])
    found: dict[Key, bytes | None] = {}
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
        laid = passages.quarters(*run.quarters, parts, run.source.deployed())
        found |= run.packed(laid, no_ends(run.last_day + 1 - run.first_day))
    return found


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
