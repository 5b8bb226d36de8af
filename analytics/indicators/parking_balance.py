"""Occupancy of a car park corrected by anchors: what it tells, what was shown, what is true.

Of a car park that counts at its gates (direction a in, b out) the balance since an anchor; of one
that publishes free spaces, what it publishes. In both the drift found at an anchor is spread over
the passages before it, so an anchor changes the time from the one before it to the one after it.
"""

from typing import Final

import numpy as np

from analytics import occupancy
from analytics.figure import Figure, Reason
from analytics.indicators import volumes
from analytics.indicators.method import EVERY, Known, Method
from analytics.indicators.parking_buckets import Detail, Said, series_of
from analytics.indicators.parking_levels import (
    REACH_DAYS,
    Level,
    anchors_of,
    of_gates,
    of_published,
)
from analytics.indicators.parking_loads import windowed
from analytics.occupancy import COVERAGE_MIN_PERCENT, Load
from analytics.parking import balance
from analytics.quarters import QUARTER_MS, QUARTERS, Float, Int, Quarters, empty
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site, Source
from analytics.spans import Span, level
from analytics.topic import REGULATED, WHOLE_DAY, Indicator, Topic
from analytics.volume import cross_section
from devices.properties import Property
from devices.quality import Flag

#: As far as the last anchor may be, and what was learned of the drift before it. [days]
HISTORY_DAYS: Final = 2 * REACH_DAYS
#: And as far as the next one. [days]
AHEAD_DAYS: Final = REACH_DAYS
_MODES: Final = ("motor", "car")


def has_gates(site: Site) -> bool:
    """Whether vehicles in and out of a site are counted.

    Examples
    --------
    >>> from analytics.example import site, source
    >>> ways = (source(Property.COUNT, k, mode="car", direction=way) for k, way in enumerate("ab"))
    >>> has_gates(site(*ways))
    True
    """
    return any(all(volumes.parts(site, mode, way) for way in ("a", "b")) for mode in _MODES)


def offered(site: Site) -> bool:
    """Whether a car park has an anchor, and something to be corrected.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from analytics.indicators.example import CAR_PARK
    >>> offered(CAR_PARK), offered(replace(CAR_PARK, anchors=[(0, 12)]))
    (False, True)
    """
    published = len(site.parts(Property.FREE_SPACES)) == 1
    return bool(site.anchors) and bool(site.capacity) and (published or has_gates(site))


def _sources(site: Site, _: Topic) -> list[Source]:
    if len(published := site.parts(Property.FREE_SPACES)) == 1:
        return published
    mode = _mode(site)
    return [*volumes.parts(site, mode, "a"), *volumes.parts(site, mode, "b")]


def _mode(site: Site) -> str:
    return next(m for m in _MODES if all(volumes.parts(site, m, way) for way in ("a", "b")))


def _answer(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    first, count = asked.run()
    history = HISTORY_DAYS * QUARTERS
    whole = first - history, history + count + AHEAD_DAYS * QUARTERS
    spaces = _spaces(site, *whole)
    told = _levels(site, known, asked, spaces, *whole)
    part = slice(history, history + count)
    regulated = topic.variant == REGULATED
    hours = site.regulated_hours(asked.window) if regulated else None
    expected = _expected(site, known, asked, first, count)

    def load(present: Float) -> Load:
        run = empty(first, count, extremes=False)
        some = ~np.isnan(present) & (expected > 0)
        run.total[:] = np.where(some, spaces[part] - present, 0.0) * QUARTER_MS
        run.observed_ms[:] = np.where(some, QUARTER_MS, 0)
        run.expected_ms[:] = expected
        run.flag[some] = Flag.GOOD
        run.flag[some & told.doubted[part]] = Flag.SUSPECT
        return occupancy.of_car_park(run, site.spaces(asked.window), hours)

    shown = np.clip(told.online[part], 0.0, np.nan_to_num(spaces[part]))
    beside = {"raw": load(told.raw[part]), "displayed": load(shown)}

    def answer(of: Load, bucket: Span) -> Said:
        begin = bucket.from_ms // QUARTER_MS - first
        rows = slice(begin, begin + len(of))
        details: dict[str, Detail] = {
            name: _ratio(one.occupied[rows], one.capacity[rows]) for name, one in beside.items()
        }
        at = slice(history + begin, history + begin + len(of))
        some = ~np.isnan(told.error[at]) & (of.capacity > 0)
        offered = float(np.nan_to_num(spaces[at])[some].sum())
        details["error"] = float(told.error[at][some].sum()) / offered if offered > 0 else np.nan
        details["violations"] = float((told.moved[at] & (of.observed_ms > 0)).sum())
        enough = of.observed_ms.sum() * 100 >= of.expected_ms.sum() * COVERAGE_MIN_PERCENT
        mean = _ratio(of.occupied, of.capacity)
        if not enough or np.isnan(mean):
            return Said(value=Figure(None, Reason.INSUFFICIENT_DATA), details=details)
        return Said(value=Figure(mean), details=details)

    return series_of(
        load(told.corrected[part]),
        asked,
        answer,
        method=balance.METHOD,
        version=balance.METHOD_VERSION,
        hours=site.regulated_label(asked.window) if regulated else WHOLE_DAY,
    )


def _ratio(occupied: Float, capacity: Float) -> float:
    whole = float(capacity.sum())
    return float(occupied.sum()) / whole if whole > 0 else np.nan


def _spaces(site: Site, first: int, count: int) -> Float:
    window = Span(first * QUARTER_MS, (first + count) * QUARTER_MS)
    closed = site.spaces(window).spaces_closed(first, count)
    return np.maximum(level(first, count, site.capacity) - closed, 0.0)


def _run(source: Source, known: Known, asked: Question, first: int, count: int) -> Quarters:
    stream = source.stream(known.states.get(source.id, {}), asked.known_until_ms)
    return stream.quarters(first, count)


def _expected(site: Site, known: Known, asked: Question, first: int, count: int) -> Int:
    runs = [
        _run(one, known, asked, first, count)
        for one in _sources(site, Topic(Indicator.OCCUPANCY_CORRECTED))
    ]
    found: Int = np.min([run.expected_ms - run.closed_ms for run in runs], axis=0)
    return found


def _levels(
    site: Site, known: Known, asked: Question, spaces: Float, first: int, count: int
) -> Level:
    ends_ms = (np.arange(first, first + count, dtype=np.int64) + 1) * QUARTER_MS
    anchors = anchors_of(site.anchors, ends_ms)
    published = site.parts(Property.FREE_SPACES)
    if len(published) == 1:
        run = _run(published[0], known, asked, first, count)
        return of_published(run, spaces, ends_ms, anchors)
    ways = [
        cross_section(
            [
                one.stream(known.states.get(one.id, {}), asked.known_until_ms).quarters(
                    first, count
                )
                for one in volumes.parts(site, _mode(site), way)
            ]
        )
        for way in ("a", "b")
    ]
    return of_gates(ways, ends_ms, anchors, spaces)


METHODS: Final = (
    Method(
        indicator=Indicator.OCCUPANCY_CORRECTED,
        topics=windowed(Indicator.OCCUPANCY_CORRECTED, offered),
        sources=_sources,
        answer=_answer,
        buckets=EVERY,
        stored=frozenset(),
        history_days=HISTORY_DAYS,
        ahead_days=AHEAD_DAYS,
    ),
)
