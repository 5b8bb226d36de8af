"""The daily values of a site, its controls and its sky, and what is said of them."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from analytics.answers import Indicator, Known
from analytics.calendar.region import days_since_1970, number_of
from analytics.civil import Bucket, day_start_ms
from analytics.counting import weather as model
from analytics.counting.expansion import PUBLISHED_ERROR
from analytics.effects import before_after as comparison
from analytics.effects import matching, short_counts, sky
from analytics.effects.before_after import Effect
from analytics.figure import Reason
from analytics.indicators import weather_station
from analytics.quarters import Float, Int
from analytics.question import Question
from analytics.site import Site
from analytics.spans import Span, gaps
from api.questions import Asked
from devices.quality import Flag

_DAY: Final = timedelta(days=1)
#: Added to a value before its logarithm is taken, so that an empty day has one.
ADDED: Final = {Indicator.VOLUME: comparison.COUNT_ADDED, Indicator.OCCUPANCY: 0.005}
#: Of a mode: the published error of its short counts, and how many days these need.
_SHORT: Final = {"bicycle": ("bicycle, days, reference counter", 7), "motor": ("motor, 48 h", 2)}
_SHORT_OF: Final = {"car": "motor", "heavy": "motor", "motor": "motor"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """Where the weather was measured, and what of it is asked for."""

    site: Site
    elements: tuple[Asked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What is compared: a site, its controls, and the local dates `[first, end)` around `at`."""

    site: Asked
    controls: tuple[Asked, ...]
    at: date
    first: date
    end: date
    station: Station | None = None

    @property
    def number(self) -> Int:
        """The days, since 1970."""
        return days_since_1970(self.first, self.end - _DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sky:
    """What the weather told.

    Parameters
    ----------
    elements
        What it is made of; empty: too little is known of it.
    explained
        Share of the site's variation before the change, beyond kind of day and season, that it
        explains. [0..1]
    narrowed
        By what share the interval is narrower for it; negative: wider. [1]
    """

    elements: tuple[str, ...] = ()
    explained: float | None = None
    narrowed: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An effect, and how it was found.

    Parameters
    ----------
    left_aside
        Controls that are known on too few of the site's days.
    weather
        None: not asked for.
    """

    effect: Effect
    method: str = comparison.METHOD
    method_version: int = comparison.METHOD_VERSION
    left_aside: tuple[str, ...] = ()
    weather: Sky | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Days:
    """The days of a comparison, laid out for the kernels."""

    site: Float
    controls: list[Float]
    number: Int
    at: int
    atypical: np.typing.NDArray[np.bool_]
    wanted: Comparison
    weather: dict[str, Float] = field(default_factory=dict)

    def effect(
        self, weather: comparison.Weather | None, without: np.typing.NDArray[np.bool_]
    ) -> Effect:
        """Return what changed, without some days."""
        asked = self.wanted.site
        return comparison.before_after(
            self.site,
            self.controls,
            self.number,
            self.at,
            asked.site.region,
            atypical=without,
            weather=weather,
            added=ADDED[asked.topic.indicator],
        )


def compare(wanted: Comparison, known: list[Known], measured: list[Known]) -> Finding:
    """Return what changed.

    Short counts of a campaign are expanded where whole days are too few.

    Parameters
    ----------
    known
        Of the site, then of its controls in their order.
    measured
        Of the elements of the weather.
    """
    days = _laid(wanted, known, measured)
    told = sky.weather_of(days.weather, days.number) if wanted.station is not None else None
    if told is None:
        weather = None if wanted.station is None else Sky()
        effect = days.effect(None, days.atypical)
    else:
        effect, weather = _in_weather(days, *told)
    topic = wanted.site.topic
    counted = topic.indicator is Indicator.VOLUME and wanted.site.campaigns()
    kept = comparison.chosen(days.site, days.controls, days.number, days.at)
    aside = tuple(c.site.id for c, used in zip(wanted.controls, kept, strict=True) if not used)
    if effect.reason is Reason.INSUFFICIENT_DATA and counted and days.controls:
        used = [one for one, whole in zip(days.controls, kept, strict=True) if whole]
        return replace(_expanded(days, used, topic.mode), left_aside=aside, weather=weather)
    return Finding(effect=effect, left_aside=aside, weather=weather)


def until(now: datetime, site: Site) -> date:
    """Return the local date of today: the first day that is not whole yet."""
    return now.astimezone(site.zone).date()


def _in_weather(days: Days, weather: comparison.Weather, names: list[str]) -> tuple[Effect, Sky]:
    """Return what changed in usual weather, and how much the weather told."""
    effect = days.effect(weather, days.atypical)
    if not effect.weather:
        return effect, Sky()
    without = days.effect(None, days.atypical | np.isnan(weather.was).any(axis=1))
    stratum = matching.strata(days.number, days.wanted.site.site.region)
    told = (stratum >= 0) & ~days.atypical & (days.number < days.at)
    explained = model.explained(
        np.where(told, days.site, np.nan), weather.was, stratum, days.number
    )
    widths = [_width(one) for one in (effect, without)]
    narrowed = None if None in widths else 1 - (widths[0] or 0.0) / (widths[1] or 1.0)
    return effect, Sky(elements=tuple(names), explained=explained, narrowed=narrowed)


def _width(effect: Effect) -> float | None:
    if effect.low is None or effect.high is None:
        return None
    return float(np.log1p(effect.high) - np.log1p(effect.low))


def _expanded(days: Days, controls: list[Float], mode: str) -> Finding:
    """Return the difference of two short counts, expanded by the controls."""
    error, days_min = _SHORT[_SHORT_OF.get(mode, "bicycle")]
    control = np.where(days.atypical, np.nan, np.sum(controls, axis=0))
    effect = short_counts.of_days(
        days.site,
        control,
        days.number >= days.at,
        error=PUBLISHED_ERROR[error],
        days_min=days_min,
    )
    return Finding(
        effect=effect, method=short_counts.METHOD, method_version=short_counts.METHOD_VERSION
    )


def _laid(wanted: Comparison, known: list[Known], measured: list[Known]) -> Days:
    asked = [wanted.site, *wanted.controls]
    daily = [_daily(one, part, wanted) for one, part in zip(asked, known, strict=True)]
    zone = wanted.site.site.zone
    station = () if wanted.station is None else wanted.station.elements
    return Days(
        site=daily[0],
        controls=daily[1:],
        number=wanted.number,
        at=number_of(wanted.at),
        atypical=matching.touched(wanted.number, [s for a in asked for s in _atypical(a)], zone),
        wanted=wanted,
        weather={
            str(one.topic.indicator): _seen(one, part, wanted)
            for one, part in zip(station, measured, strict=True)
        },
    )


def _daily(asked: Asked, known: Known, wanted: Comparison) -> Float:
    """Return the value of each whole day; NaN where something is missing or doubted."""
    zone = asked.site.zone
    window = Span(day_start_ms(wanted.first, zone), day_start_ms(wanted.end, zone))
    found = asked.answered(known, Question(window=window, bucket=Bucket.DAY, zone=zone))
    whole = (found.flag == Flag.GOOD) & (found.n_valid >= found.n_expected)
    cut = matching.touched(wanted.number, gaps(asked.deployed(), window), zone)
    return np.where(whole & (found.n_expected > 0) & ~cut, found.value, np.nan)


def _seen(asked: Asked, known: Known, wanted: Comparison) -> Float:
    """Return an element of the weather by day of the site that is compared."""
    zone = wanted.site.site.zone
    days = Span(day_start_ms(wanted.first, zone), day_start_ms(wanted.end, zone))
    return weather_station.daily(asked.site, asked.topic, known, days, zone)


def _atypical(asked: Asked) -> list[Span]:
    made_of = set(asked.datastreams())
    return [
        said.span
        for source in asked.site.sources
        if source.id in made_of
        for said in source.judgements
        if said.kind == "atypical"
    ]
