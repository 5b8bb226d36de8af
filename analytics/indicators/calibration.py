"""What a counter should have said: counts by hand over its own (indicators B23)."""

from typing import Final

import numpy as np

from analytics import volume
from analytics.civil import Buckets
from analytics.counting import growth
from analytics.fold import fold
from analytics.indicators import told
from analytics.indicators.method import ByHand, Known, Method, Need
from analytics.indicators.periods import DAILY
from analytics.indicators.volumes import counted, parts, streams
from analytics.quarters import QUARTER_MS, Quarters, empty
from analytics.question import Question
from analytics.series import Series, with_total
from analytics.site import Site, Source
from analytics.topic import Indicator, Topic
from devices.properties import Direction

_METHOD: Final = "counts by hand over the counter's, of the same intervals"
_WAYS: Final = (Direction.A.value, Direction.B.value)


def _topics(site: Site) -> list[Topic]:
    return [Topic(Indicator.CALIBRATION_FACTOR, mode, way) for mode, way in counted(site)]


def _sources(site: Site, topic: Topic) -> list[Source]:
    return parts(site, topic.mode, topic.direction)


def checks(told: tuple[ByHand, ...], topic: Topic, ways: list[str]) -> dict[tuple[int, int], float]:
    """Return what was counted by hand of a mode and direction, by interval in ms.

    All directions together are what somebody counted of them all, or the sum where each of those
    that the site tells apart was counted in the same interval.

    Parameters
    ----------
    ways
        The directions that the site tells apart.

    Examples
    --------
    >>> by_hand = [ByHand(from_ms=0, to_ms=900_000, mode="bicycle", direction=way, value=count)
    ...            for way, count in (("a", 12.0), ("b", 9.0))]
    >>> whole = Topic(Indicator.CALIBRATION_FACTOR, "bicycle")
    >>> checks(tuple(by_hand), whole, ["a", "b"])
    {(0, 900000): 21.0}
    >>> checks(tuple(by_hand[:1]), whole, ["a", "b"])  # nobody counted the other way
    {}
    """
    found: dict[tuple[int, int], dict[str, float]] = {}
    for one in told:
        if one.mode == topic.mode:
            found.setdefault((one.from_ms, one.to_ms), {})[one.direction] = one.value
    if topic.direction:
        return {at: said[topic.direction] for at, said in found.items() if topic.direction in said}
    both: dict[tuple[int, int], float] = {}
    for at, said in found.items():
        whole = [value for way, value in said.items() if way not in _WAYS]
        if whole:
            both[at] = whole[0]
        elif ways and said.keys() >= set(ways):
            both[at] = sum(said[way] for way in ways)
    return both


def _told(run: Quarters, begin_ms: int, end_ms: int) -> float:
    """Return what the counter said in an interval; NaN where it is not of whole known quarters."""
    if begin_ms % QUARTER_MS or end_ms % QUARTER_MS:
        return np.nan
    first, last = begin_ms // QUARTER_MS - run.first, end_ms // QUARTER_MS - run.first
    if first < 0 or last > len(run) or last <= first:
        return np.nan
    within = slice(first, last)
    whole = bool((run.observed_ms[within] >= QUARTER_MS).all())
    fits = int(run.grain[within].max()) <= last - first
    return float(run.total[within].sum()) if whole and fits else np.nan


def _answer(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    laid = [one.quarters(*asked.run()) for one in streams(site, known, topic, asked)]
    run = volume.cross_section(laid) if laid else empty(*asked.run(), extremes=False)
    ways = sorted({one.direction for one in _sources(site, topic)} & set(_WAYS))
    rows = [
        (begin, value, _told(run, begin, end))
        for (begin, end), value in sorted(checks(known.by_hand, topic, ways).items())
    ]
    at = np.array([begin // QUARTER_MS for begin, _, _ in rows], dtype=np.int64)
    manual = np.array([value for _, value, _ in rows])
    automatic = np.array([value for _, _, value in rows])

    def series(divided: Buckets) -> Series:
        folded = fold(run, divided.edges)
        bucket = np.searchsorted(divided.edges, at, side="right") - 1
        found = [
            growth.calibration(manual[bucket == k], automatic[bucket == k])
            for k in range(len(divided.edges) - 1)
        ]
        details = {
            "low": told.numbers(one.low for one in found),
            "high": told.numbers(one.high for one in found),
            "checked": told.numbers(one.checked for one in found),
            "reason": told.reasons(one.factor for one in found),
        }
        value = told.numbers(one.factor.value for one in found)
        return told.series(
            divided, folded, value, details, method=_METHOD, version=growth.METHOD_VERSION
        )

    return with_total(series, asked)


CALIBRATION_FACTOR: Final = Method(
    indicator=Indicator.CALIBRATION_FACTOR,
    topics=_topics,
    sources=_sources,
    answer=_answer,
    buckets=DAILY,
    stored=frozenset(),
    needs=frozenset({Need.STATES, Need.BY_HAND}),
)
