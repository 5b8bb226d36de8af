"""Indicators of counters as series: one answer a bucket, of the civil days that it has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics.civil import Bucket, Buckets
from analytics.figure import Figure
from analytics.fold import Folded, fold
from analytics.indicators.counted import Counted, Legs, lay, whole_hours
from analytics.indicators.method import Known, Method
from analytics.indicators.volumes import counted, parts
from analytics.quarters import QUARTER_MS, Int
from analytics.question import Question
from analytics.series import Series, completeness
from analytics.site import Site, Source
from analytics.topic import Indicator, Topic
from analytics.volume import cross_section
from devices.quality import Flag

#: A place among the days: from, and to before.
Range = tuple[int, int]
Detail = float | str | NDArray[np.float64] | None
YEARLY: Final = frozenset({Bucket.YEAR})
MONTHLY: Final = frozenset({Bucket.MONTH, Bucket.YEAR})
DAILY: Final = frozenset({Bucket.DAY, Bucket.MONTH, Bucket.YEAR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of one bucket.

    Parameters
    ----------
    details
        Beside the number; NaN and None: not known.
    doubted
        The number is known and to be doubted.
    """

    value: Figure
    details: Mapping[str, Detail] = field(default_factory=dict)
    doubted: bool = False


Answers = Callable[[Counted, Sequence[Range]], list[Said]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """An indicator of counters.

    Parameters
    ----------
    method
        How it is called in answers.
    answers
        What is said of ranges of the days; days before the first one are history.
    history_days
        So many days before the window are laid, too. [days]
    """

    method: str
    version: int
    answers: Answers
    history_days: int = 0


def each(answer: Callable[[Counted], Said]) -> Answers:
    """Return how ranges are answered that have nothing to do with each other.

    Examples
    --------
    >>> from analytics.indicators.example import laid
    >>> days = each(lambda counted: Said(value=Figure(float(len(counted.days)))))
    >>> [said.value.value for said in days(laid(3.0), [(0, 1)])]
    [1.0]
    """

    def answers(counted: Counted, ranges: Sequence[Range]) -> list[Said]:
        return [answer(counted.part(*one)) for one in ranges]

    return answers


def all_legs(site: Site, topic: Topic) -> Legs:
    """Return what is added up to the volume of a mode and direction.

    Examples
    --------
    >>> from analytics.indicators.example import COUNTER
    >>> legs = all_legs(COUNTER, Topic(Indicator.VOLUME, "bicycle"))
    >>> [one.direction for one in legs[""]]
    ['a', 'b']
    """
    return {"": parts(site, topic.mode, topic.direction)}


def volume_topics(indicator: Indicator) -> Callable[[Site], list[Topic]]:
    """Return how an indicator is asked of every mode and direction that is counted.

    Examples
    --------
    >>> from analytics.indicators.example import COUNTER
    >>> [topic.direction for topic in volume_topics(Indicator.DTV)(COUNTER)]
    ['', 'a', 'b']
    """

    def topics(site: Site) -> list[Topic]:
        if not whole_hours(site.zone):
            return []
        return [Topic(indicator, mode, direction) for mode, direction in counted(site)]

    return topics


def method_of(
    indicator: Indicator,
    kernel: Kernel,
    *,
    buckets: frozenset[Bucket],
    topics: Callable[[Site], list[Topic]] | None = None,
    legs: Callable[[Site, Topic], Legs] = all_legs,
    stored: frozenset[Bucket] = frozenset(),
) -> Method:
    """Return an indicator of counters as something that can be asked of sites.

    Parameters
    ----------
    topics, legs
        What can be asked, and what is added up for it; by default what is counted.

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators.example import COUNTER, counted
    >>> busiest = each(lambda counted: Said(value=Figure(float(counted.all.hourly.max()))))
    >>> kernel = Kernel(method="busiest hour", version=1, answers=busiest)
    >>> hour = method_of(Indicator.PEAK_HOUR, kernel, buckets=DAILY)
    >>> bicycles = Topic(Indicator.PEAK_HOUR, "bicycle")
    >>> hour.answer(COUNTER, counted(3.0), bicycles, asked()).value.tolist()  # [bicycles/h]
    [24.0]
    """

    def sources(site: Site, topic: Topic) -> list[Source]:
        return list(dict.fromkeys(one for leg in legs(site, topic).values() for one in leg))

    def answer(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
        laid = lay(site, known, legs(site, topic), asked, before_days=kernel.history_days)
        return series_of(kernel, laid, sources(site, topic), asked)

    return Method(
        indicator=indicator,
        topics=topics or volume_topics(indicator),
        sources=sources,
        answer=answer,
        buckets=buckets,
        stored=stored,
        history_days=kernel.history_days,
    )


def series_of(kernel: Kernel, laid: Counted, sources: list[Source], asked: Question) -> Series:
    """Return what a kernel says of the buckets of a question, of days that are laid.

    Parameters
    ----------
    laid
        The days of the window, and those before it that the kernel needs.
    sources
        Of which datastreams: the longest of their intervals states completeness.

    Examples
    --------
    >>> from analytics import example
    >>> from analytics.indicators.example import COUNTER, laid
    >>> mean = each(lambda counted: Said(value=Figure(float(counted.all.daily.mean()))))
    >>> kernel = Kernel(method="mean day", version=1, answers=mean)
    >>> found = series_of(kernel, laid(3.0), list(COUNTER.sources), example.asked())
    >>> found.value.tolist(), found.coverage.tolist()
    ([576.0], [1.0])
    """
    divided = asked.divided()
    ends = Buckets(starts_ms=np.array([asked.window.from_ms]), edges=divided.edges[[0, -1]])
    ranges = _ranges(laid, divided.edges)
    whole = (ranges[0][0], ranges[-1][1])
    asked_of = list(dict.fromkeys([*ranges, whole]))
    said = dict(zip(asked_of, kernel.answers(laid, asked_of), strict=True))
    run = laid.runs[""] if "" in laid.runs else cross_section(list(laid.runs.values()))
    nominal_ms = max((one.nominal_ms for one in sources), default=QUARTER_MS)

    def series(buckets: Buckets, found: list[Said], total: Series | None) -> Series:
        folded = fold(run, buckets.edges)
        return Series(
            method=kernel.method,
            method_version=kernel.version,
            hours="",
            starts_ms=buckets.starts_ms,
            value=np.array([_number(one.value) for one in found]),
            flag=_flags(folded, found),
            details=_details(found),
            total=total,
            **completeness(folded.observed_ms, folded.expected_ms, nominal_ms),
        )

    total = series(ends, [said[whole]], None)
    return series(divided, [said[one] for one in ranges], total)


def _ranges(laid: Counted, edges: Int) -> list[Range]:
    """Return which days each bucket has."""
    starts = laid.days.first_quarter + laid.days.begins * 4
    at = np.searchsorted(starts, edges, side="left")
    at[0] = np.searchsorted(starts, edges[0], side="right") - 1
    return [(int(a), int(b)) for a, b in pairwise(at)]


def _number(figure: Figure) -> float:
    return np.nan if figure.value is None else figure.value


def _flags(folded: Folded, found: Sequence[Said]) -> NDArray[np.uint8]:
    flag = folded.flag()
    flag[np.array([one.doubted for one in found]) & (flag == Flag.GOOD)] = Flag.SUSPECT
    return flag


def _details(found: Sequence[Said]) -> dict[str, NDArray[Any]]:
    """Return what is said beside the numbers, an array a detail."""
    rows = [dict(one.details) | {"reason": _reason(one.value)} for one in found]
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: _column([row.get(name) for row in rows]) for name in names}


def _reason(figure: Figure) -> str | None:
    return None if figure.reason is None else figure.reason.value


def _column(values: list[Detail]) -> NDArray[Any]:
    wide = next((v for v in values if isinstance(v, np.ndarray)), None)
    if wide is not None:
        nothing = np.full(len(wide), np.nan)
        return np.array([v if isinstance(v, np.ndarray) else nothing for v in values])
    if any(isinstance(v, str) for v in values) or all(v is None for v in values):
        return np.array(values, dtype=object)
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)
