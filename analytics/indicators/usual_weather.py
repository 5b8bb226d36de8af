"""What a year would have counted in usual weather (indicators B21): to compare years, no count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.counting import annual, weather
from analytics.figure import Figure, Reason
from analytics.fold import fold
from analytics.indicators.counted import Counted, lay
from analytics.indicators.environment import hourly, of_buckets, only
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
from analytics.quarters import Float, Int
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site, Source
from analytics.topic import Indicator, Topic
from devices.properties import Property

METHOD: Final = "DTV times usual over actual weather, Poisson model of days"
#: So much before a window tells what is usual, and what weather does. [days]
HISTORY_DAYS: Final = 3 * 366
#: Of a window so many of the whole days must have known weather. [percent]
KNOWN_MIN_PERCENT: Final = 90
_ELEMENTS: Final = (Property.AIR_TEMPERATURE, Property.WIND_SPEED, Property.PRECIPITATION)
_AROUND: Final = 15  #: usual is the mean of so many days before and after the date [days]
_DATES: Final = 366
_WITHHELD: Final = Figure(None, Reason.INSUFFICIENT_DATA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sky:
    """The weather of days: days x elements, what is usual at their dates, and what it does.

    Parameters
    ----------
    effect
        None: too little is known to tell.
    """

    elements: Float
    usual: Float
    effect: Float | None


def _sources(site: Site, topic: Topic) -> list[Source]:
    return [*parts(site, topic.mode, topic.direction), *(one for _, one in _station(site))]


def _station(site: Site) -> list[tuple[Property, Source]]:
    """Return what the weather station tells of the elements."""
    if site.weather is None:
        return []
    found = [(observed, only(site.weather, observed)) for observed in _ELEMENTS]
    return [(observed, source) for observed, source in found if source is not None]


def _answer(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    own = parts(site, topic.mode, topic.direction)
    laid = lay(site, known, {"": own}, asked, before_days=HISTORY_DAYS)
    sky = _sky(laid, _station(site), known)

    def answers(counted: Counted, ranges: Sequence[Range]) -> list[Said]:
        return [_said(counted, sky, one) for one in ranges]

    kernel = Kernel(method=METHOD, version=weather.METHOD_VERSION, answers=answers)
    return series_of(kernel, laid, own, asked)


def _said(counted: Counted, sky: Sky | None, of: Range) -> Said:
    part = counted.part(*of)
    dtv = annual.aadt_fhwa(part.all)
    details: dict[str, Detail] = {"dtv": dtv.value, "factor": None, "days": 0.0}
    if dtv.value is None:
        return Said(value=_WITHHELD, details=details)
    if sky is None:
        return Said(value=Figure(None, Reason.NO_CONTROL), details=details)
    within = slice(*of)
    counted_days = ~np.isnan(part.all.daily)
    told = counted_days & ~np.isnan(sky.elements[within]).any(axis=1)
    told &= ~np.isnan(sky.usual[within]).any(axis=1)
    details["days"] = float(told.sum())
    enough = told.sum() * 100 >= counted_days.sum() * KNOWN_MIN_PERCENT
    if sky.effect is None or not enough or not part.all.daily[told].sum():
        return Said(value=_WITHHELD, details=details)
    usually = weather.normalised(
        part.all.daily[told], sky.elements[within][told], sky.usual[within][told], sky.effect
    )
    factor = float(usually.sum() / part.all.daily[told].sum())
    return Said(value=Figure(dtv.value * factor), details=details | {"factor": factor})


def _sky(laid: Counted, station: list[tuple[Property, Source]], known: Known) -> Sky | None:
    """Return the weather of the days that are laid; None where no station is named."""
    if not station:
        return None
    columns = []
    for observed, source in station:
        daily = _daily(laid, observed, source, known)
        columns.append(daily)
        if observed is Property.AIR_TEMPERATURE:  # it can be too hot, too
            mild = float(np.nanmean(daily)) if (~np.isnan(daily)).any() else 0.0
            columns.append((daily - mild) ** 2)
    elements = np.column_stack(columns)
    effect = weather.effects(laid.typical.daily, elements, laid.types.classes(), laid.days.number)
    usual = np.column_stack([_usual(one, laid.days.number) for one in columns])
    return Sky(elements=elements, usual=usual, effect=effect)


def _daily(laid: Counted, observed: Property, source: Source, known: Known) -> Float:
    """Return an element day by day: a mean of 75 % of its hours, of rain a sum of 90 %."""
    edges = (laid.days.first_hour + laid.days.begins) * 4
    first, last = int(edges[0]), int(edges[-1])
    run = source.stream(known.states.get(source.id, {})).quarters(first, last - first)
    if observed is not Property.PRECIPITATION:
        return of_buckets(run, edges, hourly(run, edges), None)
    folded = fold(run, edges)
    enough = folded.observed_ms * 100 >= folded.expected_ms * KNOWN_MIN_PERCENT
    return np.where(enough & (folded.observed_ms > 0), folded.total, np.nan)


def _usual(daily: Float, number: Int) -> Float:
    """Return the mean of an element around the same date of all years that are known."""
    dates = number.astype("datetime64[D]")
    at = (dates - dates.astype("datetime64[Y]")).astype(np.int64)
    told = ~np.isnan(daily)
    n = np.bincount(at[told], minlength=_DATES).astype(np.float64)
    summed = np.bincount(at[told], daily[told], minlength=_DATES)
    around = np.ones(2 * _AROUND + 1)
    n, summed = (
        np.convolve(np.concatenate([one[-_AROUND:], one, one[:_AROUND]]), around, mode="valid")
        for one in (n, summed)
    )
    mean = np.where(n > 0, summed / np.maximum(n, 1), np.nan)
    found: Float = mean[at]
    return found


DTV_USUAL_WEATHER: Final = Method(
    indicator=Indicator.DTV_USUAL_WEATHER,
    topics=volume_topics(Indicator.DTV_USUAL_WEATHER),
    sources=_sources,
    answer=_answer,
    buckets=YEARLY,
    stored=frozenset(),
    history_days=HISTORY_DAYS,
)
