"""The past of a site as quarter hours, and the forecasts made of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from analytics.answers import Indicator, Known
from analytics.civil import Bucket, from_ms, to_ms
from analytics.forecasts.served import WEEKS, Told, forecasts
from analytics.quarters import QUARTER_MS, Float
from analytics.question import Question
from analytics.spans import Span, covered_ms, union
from api.questions import Asked
from devices.quality import Flag

_QUARTERS_BACK: Final = WEEKS * 672


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A question about the next hours of a site.

    Parameters
    ----------
    issue
        The quarter in which it is told. [quarters since 1970]
    horizons
        Quarters after its beginning at which those that are asked for end.
    """

    asked: Asked
    issue: int
    horizons: tuple[int, ...]

    @property
    def issued_at(self) -> datetime:
        """Return when it is told."""
        return from_ms(self.issue * QUARTER_MS)

    def utc_days(self) -> tuple[date, date]:
        """Return the first and last day of the past that it is made of."""
        first = from_ms((self.issue - _QUARTERS_BACK) * QUARTER_MS)
        return first.date(), (self.issued_at - timedelta(microseconds=1)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """What is told, and when the newest quarter ended that was known."""

    told: list[Told]
    newest: datetime | None


def issue_of(moment: datetime) -> int:
    """Return the quarter a moment lies in. [quarters since 1970]."""
    return to_ms(moment) // QUARTER_MS


def outlook(wanted: Outlook, known: Known) -> Issued:
    """Return the forecasts; no waiting, so it may run in a thread of its own."""
    asked = wanted.asked
    past = _past(wanted, known)
    first = wanted.issue - len(past)
    told = forecasts(
        first,
        past,
        wanted.horizons,
        ceiling=1.0 if asked.topic.indicator is Indicator.OCCUPANCY else None,
        zone=asked.site.zone,
        region=asked.site.region,
    )
    some = np.flatnonzero(~np.isnan(past))
    newest = from_ms((first + int(some[-1]) + 1) * QUARTER_MS) if len(some) else None
    return Issued(told=told, newest=newest)


def _past(wanted: Outlook, known: Known) -> Float:
    """Return the quarters before the issue; NaN where unknown, doubted or atypical."""
    asked, issue = wanted.asked, wanted.issue
    window = Span((issue - _QUARTERS_BACK) * QUARTER_MS, issue * QUARTER_MS)
    question = Question(
        window=window, bucket=Bucket.QUARTER, zone=asked.site.zone, known_until_ms=window.to_ms
    )
    found = asked.answered(known, question)
    made_of = set(asked.datastreams())
    atypical = union(
        said.span
        for source in asked.site.sources
        if source.id in made_of
        for said in source.judgements
        if said.kind == "atypical"
    )
    odd = covered_ms(issue - _QUARTERS_BACK, _QUARTERS_BACK, atypical) > 0
    return np.where((found.flag == Flag.GOOD) & ~odd, found.value, np.nan)
