"""Air, weather and soil of a site: means of hours and days, sums of rain."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics.civil import Bucket, Buckets
from analytics.environment import capture, means
from analytics.figure import Reason
from analytics.fold import Folded, fold
from analytics.indicators import told
from analytics.indicators.method import EVERY, Known, Method
from analytics.quarters import QUARTER_MS, Float, Int, Quarters
from analytics.question import Question
from analytics.series import Series, volume_series, with_total
from analytics.site import Site, Source
from analytics.topic import Indicator, Topic
from devices.properties import Property

HOUR: Final = 4  #: quarters
_DAY_HOURS_MAX: Final = 25  #: of the day on which clocks go back
#: What is said of the hours of months and years. [%]
_OF_HOURS: Final = {"median": 50.0, "p98": 98.0}
YEAR: Final = 360 * 96  #: from here on the rule for annual means holds [quarters]
#: Properties whose mean is an indicator of the same name.
AVERAGED: Final = (
    Property.AIR_TEMPERATURE,
    Property.RELATIVE_HUMIDITY,
    Property.NO2,
    Property.PM10,
    Property.PM2_5,
    Property.PM1,
    Property.O3,
    Property.NO,
    Property.SO2,
    Property.BENZENE,
    Property.CO2,
    Property.TVOC,
    Property.ILLUMINANCE,
    Property.AIR_PRESSURE,
    Property.WIND_SPEED,
    Property.SOLAR_RADIATION,
    Property.SURFACE_TEMPERATURE,
    Property.SOIL_MOISTURE,
    Property.SOIL_TEMPERATURE,
    Property.SOIL_WATER_POTENTIAL,
    Property.WATER_LEVEL,
    Property.WATER_TEMPERATURE,
    Property.DISTANCE,
)


def only(site: Site, observed: Property) -> Source | None:
    """Return the datastream of a property; None where there is none, or more than one.

    Two depths of soil, or two sides of a street, have no common mean.
    """
    told = [s for s in site.sources if s.observed is observed and s.role == "part"]
    return told[0] if len(told) == 1 else None


def run_of(source: Source, known: Known, asked: Question, first: int, count: int) -> Quarters:
    """Return the quarters of a datastream; of what is still to come nothing is expected."""
    states = known.states.get(source.id, {})
    run = source.stream(states, asked.known_until_ms).quarters(first, count)
    if asked.until_ms is None:
        return run
    come = np.arange(first, first + count) * QUARTER_MS < asked.until_ms
    return replace(run, expected_ms=np.where(come, run.expected_ms, 0))


def hourly(run: Quarters, edges: Int) -> Float | None:
    """Return the means of the hours of buckets; None where a bucket is not made of hours."""
    if (np.diff(edges) % HOUR).any():
        return None
    hours = np.arange(edges[0], edges[-1] + 1, HOUR, dtype=np.int64)
    return means.of_buckets(fold(run, hours))


def of_buckets(run: Quarters, edges: Int, hours: Float | None, until_ms: int | None) -> Float:
    """Return the mean of each bucket: of a day and longer that of its valid hours.

    Parameters
    ----------
    hours
        Of the same buckets, see `hourly`; None: of the whole bucket at once.
    until_ms
        Hours after this have not come yet, and are not missing. [ms since 1970]
    """
    folded = fold(run, edges)
    if hours is None or int(np.diff(edges).max()) <= HOUR:
        return means.of_buckets(folded)
    at = (edges - edges[0]) // HOUR
    come = np.ones(len(hours), dtype=np.int64)
    if until_ms is not None:
        begins = (edges[0] + HOUR * np.arange(len(hours))) * QUARTER_MS
        come = (begins + HOUR * QUARTER_MS <= until_ms).astype(np.int64)
    valid = ~np.isnan(hours)
    n = np.add.reduceat(valid.astype(np.int64), at[:-1])
    summed = np.add.reduceat(np.where(valid, hours, 0.0), at[:-1])
    required = np.maximum(np.add.reduceat(come, at[:-1]), 1)
    yearly = np.diff(edges) >= YEAR
    known = np.where(
        yearly, capture.enough(n, required, capture.YEAR_PERCENT), capture.enough(n, required)
    )
    found = np.where(known, summed / np.where(known, n, 1), np.nan)
    return np.where(folded.grain > HOUR, _coarse(folded, yearly), found)


def _coarse(folded: Folded, yearly: NDArray[np.bool_]) -> Float:
    """Return means of buckets in which something was measured over more than an hour: of time."""
    whole = capture.enough(folded.observed_ms, folded.expected_ms, capture.YEAR_PERCENT)
    return np.where(whole | ~yearly, means.of_buckets(folded), np.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a number of the environment came about."""

    method: str
    version: int


def series(
    words: Words, divided: Buckets, folded: Folded, value: Float, details: Mapping[str, Any]
) -> Series:
    """Return a series with the reason where too little is known."""
    reason = told.withheld(np.isnan(value))
    reason[np.isnan(value) & (folded.grain > folded.quarters)] = Reason.TOO_FINE.value
    said = {**details, "reason": reason}
    return told.series(divided, folded, value, said, method=words.method, version=words.version)


def shown(values: Float) -> NDArray[np.float64]:
    """Return extremes, which are kept in single precision, without its tail of digits."""
    return np.round(values, 4)


def _mean(observed: Property) -> Callable[[Site, Known, Topic, Question], Series]:
    words = Words(method=means.METHOD, version=means.METHOD_VERSION)

    def answer(site: Site, known: Known, _: Topic, asked: Question) -> Series:
        source = only(site, observed)
        if source is None:
            raise ValueError(f"{site.id} has no single datastream of {observed}")
        run = run_of(source, known, asked, *asked.run())

        def told(divided: Buckets) -> Series:
            folded = fold(run, divided.edges)
            hours = hourly(run, divided.edges)
            value = of_buckets(run, divided.edges, hours, asked.until_ms)
            details = {"low": shown(folded.low), "high": shown(folded.high)}
            details |= _percentiles(hours, divided.edges, value)
            return series(words, divided, folded, value, details)

        return with_total(told, asked)

    return answer


def _percentiles(hours: Float | None, edges: Int, value: Float) -> dict[str, Float]:
    """Return percentiles of the known hours of buckets that have a mean and more than a day."""
    found = {name: np.full(len(value), np.nan) for name in _OF_HOURS}
    if hours is None:
        return found
    at = (edges - edges[0]) // HOUR
    for k in np.flatnonzero((np.diff(at) > _DAY_HOURS_MAX) & ~np.isnan(value)).tolist():
        known = hours[at[k] : at[k + 1]]
        known = known[~np.isnan(known)]
        if not len(known):  # measured over more than an hour
            continue
        told = np.percentile(known, list(_OF_HOURS.values()))
        for name, one in zip(_OF_HOURS, told.tolist(), strict=True):
            found[name][k] = one
    return found


def topics(indicator: Indicator, *observed: Property) -> Callable[[Site], list[Topic]]:
    """Return what can be asked of a site that measures all of some properties."""

    def found(site: Site) -> list[Topic]:
        return [Topic(indicator)] if all(only(site, one) for one in observed) else []

    return found


def sources(*observed: Property) -> Callable[[Site, Topic], list[Source]]:
    """Return the datastreams of some properties."""

    def found(site: Site, _: Topic) -> list[Source]:
        told = (only(site, one) for one in observed)
        return [source for source in told if source is not None]

    return found


def method(
    indicator: Indicator,
    observed: tuple[Property, ...],
    answer: Callable[[Site, Known, Topic, Question], Series],
    *,
    buckets: frozenset[Bucket] = EVERY,
    history_days: int = 0,
) -> Method:
    """Return an indicator of the environment; it is computed when it is asked for."""
    return Method(
        indicator=indicator,
        topics=topics(indicator, *observed),
        sources=sources(*observed),
        answer=answer,
        buckets=buckets,
        stored=frozenset(),
        history_days=history_days,
    )


def _rain(site: Site, known: Known, _: Topic, asked: Question) -> Series:
    (source,) = sources(Property.PRECIPITATION)(site, Topic(Indicator.PRECIPITATION))
    states = known.states.get(source.id, {})
    return volume_series([source.stream(states, asked.known_until_ms)], asked)


METHODS: Final = (
    *(method(Indicator(one.value), (one,), _mean(one)) for one in AVERAGED),
    method(Indicator.PRECIPITATION, (Property.PRECIPITATION,), _rain),
)
