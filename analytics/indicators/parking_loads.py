"""What the load of a site or group says beside its mean: peaks, full hours and spells."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np

from analytics import occupancy
from analytics.civil import Bucket, from_ms
from analytics.figure import Figure, Reason
from analytics.indicators.method import CIVIL, EVERY, Known, Method
from analytics.indicators.parking import has_occupancy, load, occupancy_sources
from analytics.indicators.parking_buckets import Answer, Detail, Said, series_of
from analytics.occupancy import COVERAGE_MIN_PERCENT, Load
from analytics.parking import hours, peaks, spells
from analytics.parking.hours import at_least
from analytics.quarters import QUARTER_MS
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site
from analytics.spans import Span
from analytics.topic import REGULATED, WHOLE_DAY, Indicator, Topic

_HOUR_MS: Final = 3_600_000
_NOTHING: Final = Figure(None, Reason.INSUFFICIENT_DATA)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfLoad:
    """An indicator that needs the load alone, so that groups have it as sites do.

    Parameters
    ----------
    method
        How it is called in answers.
    """

    indicator: Indicator
    method: str
    version: int
    answer: Answer
    buckets: frozenset[Bucket] = CIVIL

    def series(self, of: Load, asked: Question, label: str) -> Series:
        """Return the series of a load, in hours as they are to be stated."""
        return series_of(
            of, asked, self.answer, method=self.method, version=self.version, hours=label
        )

    def of_site(self) -> Method:
        """Return it as something that can be asked of sites."""

        def answer(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
            found, label = load(site, known, topic, asked)
            return self.series(found, asked, label)

        return Method(
            indicator=self.indicator,
            topics=windowed(self.indicator, has_occupancy),
            sources=occupancy_sources,
            answer=answer,
            buckets=self.buckets,
            stored=frozenset(),
        )


def windowed(
    indicator: Indicator, offered: Callable[[Site], bool]
) -> Callable[[Site], list[Topic]]:
    """Return how an indicator is asked over regulated hours or all of them.

    Examples
    --------
    >>> from analytics.indicators.example import CAR_PARK
    >>> topics = windowed(Indicator.OCCUPANCY, has_occupancy)(CAR_PARK)
    >>> [topic.variant for topic in topics]
    ['regulated', '24h']
    """

    def topics(site: Site) -> list[Topic]:
        if not offered(site):
            return []
        return [Topic(indicator, variant=variant) for variant in (REGULATED, WHOLE_DAY)]

    return topics


def enough(of: Load) -> bool:
    """Whether 75 % of what should be known of a load is (indicators, 0.8).

    Examples
    --------
    >>> from analytics import example
    >>> from analytics.indicators.example import CAR_PARK, held
    >>> whole_day = Topic(Indicator.OCCUPANCY, variant=WHOLE_DAY)
    >>> loads = (load(CAR_PARK, held(5.0, known=n), whole_day, example.asked()) for n in (71, 72))
    >>> [enough(of) for of, _ in loads]
    [False, True]
    """
    observed, expected = int(of.observed_ms.sum()), int(of.expected_ms.sum())
    return observed > 0 and observed * 100 >= expected * COVERAGE_MIN_PERCENT


def _parking_load(of: Load, _: Span) -> Said:
    offered = float(of.capacity.sum()) / _HOUR_MS
    if not enough(of):
        return Said(value=_NOTHING, details={"offered": np.nan})
    return Said(value=Figure(float(of.occupied.sum()) / _HOUR_MS), details={"offered": offered})


def peak(of: Load, _: Span) -> Said:
    """Return the highest quarter-hour mean of a load, see A4.

    References
    ----------
    Indicators A4.

    Examples
    --------
    >>> from analytics import example
    >>> from analytics.indicators.example import CAR_PARK, held
    >>> whole_day = Topic(Indicator.PEAK_OCCUPANCY, variant=WHOLE_DAY)
    >>> found = peak(load(CAR_PARK, held(5.0), whole_day, example.asked())[0], example.DAY)
    >>> found.value.value, found.details["at"]  # the earliest
    (0.75, '1970-01-01T00:00:00Z')
    """
    found = peaks.peak(of) if enough(of) else None
    none: dict[str, Detail] = {"most": np.nan, "most_at": None}  # of a group: nobody sums instants
    if found is None:
        return Said(value=_NOTHING, details={"at": None, **none})
    return Said(value=Figure(found[0]), details={"at": instant(found[1] * QUARTER_MS), **none})


def _full_share(of: Load, _: Span) -> Said:
    known = np.where(of.capacity > 0, of.observed_ms, 0)
    total = int(known.sum())
    if total == 0 or not enough(of):
        return Said(value=_NOTHING, details={"share_95": np.nan})
    shares = [
        float(known[at_least(of.occupied, of.capacity, percent)].sum()) / total
        for percent in (85, 95)
    ]
    return Said(value=Figure(shares[0]), details={"share_95": shares[1]})


def _hours_at_85(of: Load, _: Span) -> Said:
    by_hour = hours.by_hour(of)
    some, more = (hours.hours_at_least(by_hour, percent) for percent in (85, 95))
    details = {
        "hours_95": float(more.hours),
        "known": float(some.known),
        "expected": float(some.expected),
    }
    if not some.known:
        return Said(value=_NOTHING, details=details | {"hours_95": np.nan})
    return Said(value=Figure(float(some.hours)), details=details)


def _hour_30(of: Load, _: Span) -> Said:
    found = hours.nth_busiest(hours.by_hour(of))
    at = None if found.hour is None else instant(found.hour * _HOUR_MS)
    return Said(value=found.occupancy, details={"at": at})


def _full_spells(of: Load, _: Span) -> Said:
    found = spells.full_spells(of)
    median = spells.median_h(found).value
    details = {"n": float(len(found)), "median": np.nan if median is None else median}
    if not enough(of):
        return Said(value=_NOTHING, details={"n": np.nan, "median": np.nan})
    return Said(value=Figure(spells.longest_h(found)), details=details)


def instant(time_ms: int) -> str:
    """Return an instant as it is written in answers.

    Examples
    --------
    >>> instant(900_000)
    '1970-01-01T00:15:00Z'
    """
    told: datetime = from_ms(time_ms).astimezone(UTC)
    return told.isoformat().replace("+00:00", "Z")


LOADS: Final = (
    OfLoad(
        indicator=Indicator.PARKING_LOAD,
        method="integral of occupied spaces",
        version=occupancy.METHOD_VERSION,
        answer=_parking_load,
        buckets=EVERY,
    ),
    OfLoad(
        indicator=Indicator.PEAK_OCCUPANCY,
        method="highest quarter-hour mean",
        version=peaks.METHOD_VERSION,
        answer=peak,
    ),
    OfLoad(
        indicator=Indicator.FULL_SHARE,
        method="known time in quarter hours at or above 85 % / known time",
        version=hours.METHOD_VERSION,
        answer=_full_share,
    ),
    OfLoad(
        indicator=Indicator.HOURS_AT_85,
        method=hours.METHOD,
        version=hours.METHOD_VERSION,
        answer=_hours_at_85,
    ),
    OfLoad(
        indicator=Indicator.HOUR_30,
        method=hours.BUSIEST_METHOD,
        version=hours.METHOD_VERSION,
        answer=_hour_30,
        buckets=frozenset({Bucket.YEAR}),
    ),
    OfLoad(
        indicator=Indicator.FULL_SPELLS,
        method=spells.METHOD,
        version=spells.METHOD_VERSION,
        answer=_full_spells,
    ),
)
#: `peak_occupancy` of a site tells the instant, too: `parking_fullest`.
METHODS: Final = tuple(
    one.of_site() for one in LOADS if one.indicator is not Indicator.PEAK_OCCUPANCY
)
