"""The daily values of a site and its controls, and what is said of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from analytics.answers import Indicator, Known
from analytics.calendar.region import days_since_1970, number_of
from analytics.civil import Bucket, day_start_ms
from analytics.counting.expansion import PUBLISHED_ERROR
from analytics.effects import before_after as comparison
from analytics.effects import matching, short_counts
from analytics.effects.before_after import Effect
from analytics.figure import Reason
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
class Comparison:
    """What is compared: a site, its controls, and the local dates `[first, end)` around `at`."""

    site: Asked
    controls: tuple[Asked, ...]
    at: date
    first: date
    end: date

    @property
    def number(self) -> Int:
        """The days, since 1970."""
        return days_since_1970(self.first, self.end - _DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An effect, and by which method it was found."""

    effect: Effect
    method: str
    method_version: int


def compare(wanted: Comparison, known: list[Known]) -> Finding:
    """Return what changed; `known` is of the site, then of its controls in their order.

    Short counts of a campaign are expanded where whole days are too few.
    """
    number, at = wanted.number, number_of(wanted.at)
    asked = [wanted.site, *wanted.controls]
    daily = [_daily(one, part, wanted) for one, part in zip(asked, known, strict=True)]
    zone = wanted.site.site.zone
    atypical = matching.touched(number, [s for one in asked for s in _atypical(one)], zone)
    topic = wanted.site.topic
    effect = comparison.before_after(
        daily[0],
        daily[1:],
        number,
        at,
        wanted.site.site.region,
        atypical=atypical,
        added=ADDED[topic.indicator],
    )
    counted = topic.indicator is Indicator.VOLUME and wanted.site.campaigns()
    if effect.reason is Reason.INSUFFICIENT_DATA and counted:
        error, days_min = _SHORT[_SHORT_OF.get(topic.mode, "bicycle")]
        control = np.where(atypical, np.nan, np.sum(daily[1:], axis=0))
        effect = short_counts.of_days(
            daily[0], control, number >= at, error=PUBLISHED_ERROR[error], days_min=days_min
        )
        return Finding(
            effect=effect,
            method=short_counts.METHOD,
            method_version=short_counts.METHOD_VERSION,
        )
    return Finding(
        effect=effect, method=comparison.METHOD, method_version=comparison.METHOD_VERSION
    )


def until(now: datetime, site: Site) -> date:
    """Return the local date of today: the first day that is not whole yet."""
    return now.astimezone(site.zone).date()


def _daily(asked: Asked, known: Known, wanted: Comparison) -> Float:
    """Return the value of each whole day; NaN where something is missing or doubted."""
    zone = asked.site.zone
    window = Span(day_start_ms(wanted.first, zone), day_start_ms(wanted.end, zone))
    found = asked.answered(known, Question(window=window, bucket=Bucket.DAY, zone=zone))
    whole = (found.flag == Flag.GOOD) & (found.n_valid >= found.n_expected)
    cut = matching.touched(wanted.number, gaps(asked.deployed(), window), zone)
    return np.where(whole & (found.n_expected > 0) & ~cut, found.value, np.nan)


def _atypical(asked: Asked) -> list[Span]:
    made_of = set(asked.datastreams())
    return [
        said.span
        for source in asked.site.sources
        if source.id in made_of
        for said in source.judgements
        if said.kind == "atypical"
    ]
