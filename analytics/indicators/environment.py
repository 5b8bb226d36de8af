"""Air, weather and soil of a site: means of hours and days, sums of rain."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics.civil import Bucket, Buckets
from analytics.environment import means
from analytics.figure import Reason
from analytics.fold import Folded, fold
from analytics.indicators import told
from analytics.indicators.measured import HOUR, hourly, of_buckets, only, run_of
from analytics.indicators.method import EVERY, Known, Method
from analytics.quarters import Float, Int
from analytics.question import Question
from analytics.series import Series, volume_series, with_total
from analytics.site import Site, Source
from analytics.topic import Indicator, Topic
from devices.properties import Property

_DAY_HOURS_MAX: Final = 25  #: of the day on which clocks go back
#: What is said of the hours of months and years. [%]
_OF_HOURS: Final = {"median": 50.0, "p98": 98.0}
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a number of the environment came about."""

    method: str
    version: int


def series(
    words: Words, divided: Buckets, folded: Folded, value: Float, details: Mapping[str, Any]
) -> Series:
    """Return a series with the reason where too little is known.

    Examples
    --------
    >>> from analytics.example import asked, run
    >>> divided, words = asked().divided(), Words(method=means.METHOD, version=1)
    >>> folded = fold(run(0.0, known=4), divided.edges)
    >>> series(words, divided, folded, np.array([np.nan]), {}).details["reason"].tolist()
    ['insufficient_data']
    """
    reason = told.withheld(np.isnan(value))
    reason[np.isnan(value) & (folded.grain > folded.quarters)] = Reason.TOO_FINE.value
    said = {**details, "reason": reason}
    return told.series(divided, folded, value, said, method=words.method, version=words.version)


def shown(values: Float) -> NDArray[np.float64]:
    """Return extremes, which are kept in single precision, without its tail of digits.

    Examples
    --------
    >>> shown(np.array([21.5, np.nan, 7.1], dtype=np.float32).astype(np.float64)).tolist()
    [21.5, nan, 7.1]
    """
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
    """Return what can be asked of a site that measures all of some properties.

    Examples
    --------
    >>> from analytics.indicators.example import STATION
    >>> wanted = (Property.AIR_TEMPERATURE, Property.RELATIVE_HUMIDITY)
    >>> topics(Indicator.DEW_POINT, *wanted)(STATION)
    []
    """

    def found(site: Site) -> list[Topic]:
        return [Topic(indicator)] if all(only(site, one) for one in observed) else []

    return found


def sources(*observed: Property) -> Callable[[Site, Topic], list[Source]]:
    """Return the datastreams of some properties.

    Examples
    --------
    >>> from analytics.indicators.example import STATION
    >>> warm = Topic(Indicator.AIR_TEMPERATURE)
    >>> [one.observed.value for one in sources(Property.AIR_TEMPERATURE)(STATION, warm)]
    ['air_temperature']
    """

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
    """Return an indicator of the environment; it is computed when it is asked for.

    Parameters
    ----------
    observed
        Of these properties, each by one datastream.
    answer, buckets, history_days
        See `Method`.

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators.example import STATION, held
    >>> warm = (Property.AIR_TEMPERATURE,)
    >>> mean = method(Indicator.AIR_TEMPERATURE, warm, _mean(Property.AIR_TEMPERATURE))
    >>> (topic,) = mean.topics(STATION)
    >>> mean.answer(STATION, held(21.5), topic, asked()).value.tolist()
    [21.5]
    """
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
