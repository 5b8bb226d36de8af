"""What a year would have counted in usual weather (indicators B21): to compare years, no count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.counting import annual, weather
from analytics.effects import sky
from analytics.effects.before_after import Weather
from analytics.figure import Figure, Reason
from analytics.indicators import weather_station
from analytics.indicators.counted import Counted, lay
from analytics.indicators.method import Known, Method
from analytics.indicators.periods import (
    YEARLY,
    Detail,
    Kernel,
    Range,
    Said,
    series_of,
    volume_topics,
)
from analytics.indicators.volumes import parts
from analytics.quarters import QUARTER_MS, Float
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site, Source
from analytics.spans import Span
from analytics.topic import Indicator, Topic

METHOD: Final = "DTV times usual over actual weather, Poisson model of days"
#: Of the model, and of the weather that it is given.
METHOD_VERSION: Final = weather.METHOD_VERSION + sky.METHOD_VERSION
#: So much before a window tells what is usual, and what weather does. [days]
HISTORY_DAYS: Final = 3 * 366
#: Of a window so many of the whole days must have known weather. [percent]
KNOWN_MIN_PERCENT: Final = 90
#: From the first counted day with known weather to the last: a year, all but a few. [days]
SPAN_MIN_DAYS: Final = 350
_HOUR_MS: Final = 3_600_000
_WITHHELD: Final = Figure(None, Reason.INSUFFICIENT_DATA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The weather of the days that are laid, and what it does to the counts. [1/unit]."""

    weather: Weather
    effect: Float


def _sources(site: Site, topic: Topic) -> list[Source]:
    own = parts(site, topic.mode, topic.direction)
    if (station := site.weather) is None:
        return own
    of_sky = weather_station.elements(station)
    return [*own, *(one for told in of_sky for one in weather_station.sources(station, told))]


def _answer(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    own = parts(site, topic.mode, topic.direction)
    laid = lay(site, known, {"": own}, asked, before_days=HISTORY_DAYS)
    learned = None if site.weather is None else _learned(laid, site.weather, known)
    missing = Reason.NO_CONTROL if site.weather is None else Reason.INSUFFICIENT_DATA

    def answers(counted: Counted, ranges: Sequence[Range]) -> list[Said]:
        return [_said(counted, learned, missing, one) for one in ranges]

    kernel = Kernel(method=METHOD, version=METHOD_VERSION, answers=answers)
    return series_of(kernel, laid, own, asked)


def _learned(laid: Counted, station: Site, known: Known) -> Learned | None:
    """Return the weather of the days that are laid; None where too little is known of it."""
    begin_ms, number = laid.days.first_quarter * QUARTER_MS, laid.days.number
    days = Span(begin_ms, begin_ms + int(laid.days.begins[-1]) * _HOUR_MS)
    measured = {
        topic.indicator.value: weather_station.daily(station, topic, known, days, laid.zone)
        for topic in weather_station.elements(station)
    }
    found = sky.weather_of(measured, number)
    if found is None:
        return None
    then, _ = found
    effect = weather.effects(laid.typical.daily, then.was, laid.types.classes(), number)
    both = number[~np.isnan(laid.typical.daily) & ~np.isnan(then.was).any(axis=1)]
    if effect is None or both[-1] - both[0] + 1 < SPAN_MIN_DAYS:
        return None
    return Learned(weather=then, effect=effect)


def _said(counted: Counted, learned: Learned | None, missing: Reason, of: Range) -> Said:
    part = counted.part(*of)
    dtv = annual.aadt_fhwa(part.all)
    details: dict[str, Detail] = {"dtv": dtv.value, "factor": None, "days": 0.0}
    if dtv.value is None:
        return Said(value=_WITHHELD, details=details)
    if learned is None:
        return Said(value=Figure(None, missing), details=details)
    was, usual = (one[slice(*of)] for one in (learned.weather.was, learned.weather.usual))
    counted_days = ~np.isnan(part.all.daily)
    told = counted_days & ~np.isnan(was).any(axis=1)
    details["days"] = float(told.sum())
    enough = told.sum() * 100 >= counted_days.sum() * KNOWN_MIN_PERCENT
    if not enough or not part.all.daily[told].sum():
        return Said(value=_WITHHELD, details=details)
    usually = weather.normalised(part.all.daily[told], was[told], usual[told], learned.effect)
    factor = float(usually.sum() / part.all.daily[told].sum())
    return Said(value=Figure(dtv.value * factor), details=details | {"factor": factor})


DTV_USUAL_WEATHER: Final = Method(
    indicator=Indicator.DTV_USUAL_WEATHER,
    topics=volume_topics(Indicator.DTV_USUAL_WEATHER),
    sources=_sources,
    answer=_answer,
    buckets=YEARLY,
    stored=frozenset(),
    history_days=HISTORY_DAYS,
)
