"""The share of vehicles over the limit that was valid when they passed."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics.civil import Buckets
from analytics.figure import Reason
from analytics.fold import Folded, fold
from analytics.indicators import speed_series, told, vehicles
from analytics.indicators.method import Known, Method
from analytics.indicators.vehicles import Measured
from analytics.quarters import DAY_MS, QUARTER_MS, Float, Int
from analytics.question import Question
from analytics.series import Series, with_total
from analytics.site import Site
from analytics.spans import Span, common
from analytics.speeds import shares
from analytics.speeds.buckets import whole_numbers
from analytics.speeds.classes import Binned
from analytics.topic import Indicator, Topic
from devices.quality import Flag

_METHOD: Final = (
    "share over the limit of the time, of whole km/h as told, else linear within a class"
)
_Limits = Sequence[tuple[Span, float]]


def _topics(site: Site) -> list[Topic]:
    return speed_series.topics(Indicator.SHARE_OVER_LIMIT)(site) if site.speed_limit else []


def _answer(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    found = vehicles.measured(site, known, topic, asked)
    valid = [(span, limit) for span, limit in site.speed_limit if common([span], [asked.window])]

    def series(divided: Buckets) -> Series:
        folded = fold(found.run, divided.edges)
        value, details, doubted = _shares(found, valid, divided.edges, folded)
        flag = folded.flag()
        flag[doubted & (flag == Flag.GOOD)] = Flag.SUSPECT
        return told.series(
            divided,
            folded,
            value,
            details,
            method=_METHOD,
            version=shares.METHOD_VERSION,
            flag=flag,
        )

    return with_total(series, asked)


def _shares(
    found: Measured, limits: _Limits, edges: Int, folded: Folded
) -> tuple[Float, dict[str, NDArray[Any]], NDArray[np.bool_]]:
    """Return shares, what is said beside them, and where some vehicles had no limit."""
    n = len(edges) - 1
    whole = vehicles.laid(found, edges)
    over = np.zeros((n, len(shares.STEPS_KMH)))
    of = np.zeros(n)
    highest, lowest = np.full(n, -np.inf), np.full(n, np.inf)
    for span, limit in limits:
        cut = _cut(edges, span)
        part = vehicles.laid(found, cut)
        for rows, histogram in zip(part.rows, found.histograms, strict=True):
            # Both ends of the cut are buckets of their own: what lies before and after the limit.
            inside = (rows.bucket > 0) & (rows.bucket <= n)
            at, binned = rows.bucket[inside] - 1, rows.binned.counts[inside]
            classed = Binned(classes=rows.binned.classes, counts=binned)
            passed = classed.total()
            whole_kmh = whole_numbers(histogram, cut)[rows.bucket[inside]]
            over[at] += _over(classed, limit, whole_kmh) * passed[:, None]
            of[at] += passed
            highest[at], lowest[at] = np.maximum(highest[at], limit), np.minimum(lowest[at], limit)
    share = over / np.where(of > 0, of, 1.0)[:, None]
    reason = told.withheld(of < shares.N_MIN)
    reason[(of == 0) & (whole.vehicles > 0)] = Reason.UNDEFINED.value
    reason[np.isnan(share[:, 0])] = Reason.ABOVE_TOP_CLASS.value
    reason[whole.mixed] = Reason.MIXED_CLASSES.value
    reason[whole.fine] = Reason.TOO_FINE.value
    given = np.array([one is None for one in reason.tolist()], dtype=bool)
    share = np.where(given[:, None], share, np.nan)
    details: dict[str, NDArray[Any]] = {
        "over_10": share[:, 1],
        "over_20": share[:, 2],
        "a_day": shares.vehicles_a_day(share[:, 0], _a_day(folded)),
        "limit": np.where(highest == lowest, highest, np.nan),
        "vehicles": of,
        "reason": reason,
    }
    return share[:, 0], details, of < whole.vehicles


def _over(passed: Binned, limit: float, whole_kmh: NDArray[np.bool_]) -> Float:
    """Return the shares over a limit, of whole km/h as the device told them."""
    told = shares.over_steps_of_whole(passed, limit)
    return np.where(whole_kmh[:, None], told, shares.over_steps(passed, limit))


def _cut(edges: Int, span: Span) -> Int:
    """Return the edges within a limit, with one bucket before and one after them."""
    begin, end = -(-span.from_ms // QUARTER_MS), -(-span.to_ms // QUARTER_MS)
    inside = np.clip(edges, begin, end)
    return np.concatenate([[edges[0] - 1], inside, [edges[-1] + 1]])


def _a_day(folded: Folded) -> Float:
    """Return how many vehicles passed a day of known time. [vehicles/24 h]."""
    known = folded.observed_ms > 0
    return np.where(known, folded.total * DAY_MS / np.where(known, folded.observed_ms, 1), np.nan)


SHARE_OVER_LIMIT: Final = Method(
    indicator=Indicator.SHARE_OVER_LIMIT,
    topics=_topics,
    sources=speed_series.sources,
    answer=_answer,
    buckets=speed_series.BUCKETS,
    stored=frozenset(),
    needs=speed_series.NEEDS,
)
