"""The card of a counter: today so far, beside what is usual up to the same time of day.

A running day is compared with the same part of earlier days, never with whole ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from analytics.civil import day_span, from_ms, local_date, to_ms, wall_ms
from analytics.quarters import Float
from api.pages.card import Card, Figure, Place, bare_card
from api.pages.language import NO_VALUE
from api.pages.spark import Spark, spark

WEEKS: Final = 8
WEEKS_MIN: Final = 3
COMPARED_COVERAGE_MIN: Final = 0.9  #: below it neither day is compared
SPARK_HOURS: Final = 24
_HOUR_MS: Final = 3_600_000
_SAME: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Volumes of one mode at one site, bucket by bucket; NaN where not known.

    Parameters
    ----------
    first_ms
        Start of the first bucket. [ms since 1970]
    step_ms
        Length of a bucket: a quarter hour, or an hour where no finer interval is counted. [ms]
    expected
        Whether anything was expected in the bucket.
    """

    first_ms: int
    step_ms: int
    volume: Float
    expected: NDArray[np.bool_]

    def sums(self, from_ms: int, until_ms: int) -> tuple[float, int, int]:
        """Return the sum of a window, how many buckets are known and how many expected."""
        begin = max((from_ms - self.first_ms) // self.step_ms, 0)
        end = max((until_ms - self.first_ms) // self.step_ms, 0)
        part, expected = self.volume[begin:end], self.expected[begin:end]
        known = ~np.isnan(part)
        return float(part[known].sum()), int(known.sum()), int(expected.sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The newest day with values, up to its last complete quarter.

    Parameters
    ----------
    usual
        Median of the same weekdays up to the same wall time; None: fewer than `WEEKS_MIN`
        of them, or this day, are known well enough.
    """

    day: date
    until_ms: int
    whole: bool
    total: float
    n_valid: int
    n_expected: int
    usual: float | None
    weeks: int

    @property
    def coverage(self) -> float:
        """Share of the quarters that are known."""
        return min(self.n_valid / self.n_expected, 1.0) if self.n_expected else 0.0


def today(counts: Counts, zone: ZoneInfo, now_ms: int) -> Today | None:
    """Return the newest day with values; None when there is none."""
    complete = (now_ms - counts.first_ms) // counts.step_ms
    known = np.flatnonzero(~np.isnan(counts.volume[: max(complete, 0)]))
    if len(known) == 0:
        return None
    until_ms = counts.first_ms + (int(known[-1]) + 1) * counts.step_ms
    day = local_date(until_ms - 1, zone)
    midnight, end = day_span(day, zone).from_ms, day_span(day, zone).to_ms
    total, valid, expected = counts.sums(midnight, until_ms)
    until_minute = _wall_minute(until_ms, day, zone)
    sums = []
    for weeks in range(1, WEEKS + 1):
        other = day - timedelta(weeks=weeks)
        span = day_span(other, zone)
        until = span.to_ms if until_ms == end else wall_ms(other, until_minute, zone)
        there, there_valid, there_expected = counts.sums(span.from_ms, until)
        if there_expected and there_valid >= COMPARED_COVERAGE_MIN * there_expected:
            sums.append(there)
    comparable = valid >= COMPARED_COVERAGE_MIN * max(expected, 1) and len(sums) >= WEEKS_MIN
    return Today(
        day=day,
        until_ms=until_ms,
        whole=until_ms == end,
        total=total,
        n_valid=valid,
        n_expected=expected,
        usual=median(sums) if comparable else None,
        weeks=len(sums),
    )


def _wall_minute(until_ms: int, day: date, zone: ZoneInfo) -> int:
    local = from_ms(until_ms).astimezone(zone)
    return (local.date() - day).days * 1_440 + local.hour * 60 + local.minute


def last_hours(counts: Counts, until_ms: int) -> list[float | None]:
    """Return the sums of the 24 hours before an instant; None where an hour is not whole."""
    sums: list[float | None] = []
    for hour in range(SPARK_HOURS, 0, -1):
        total, valid, _ = counts.sums(until_ms - hour * _HOUR_MS, until_ms - (hour - 1) * _HOUR_MS)
        sums.append(total if valid == _HOUR_MS // counts.step_ms else None)
    return sums


def _drawn(place: Place, mode: str, counts: Counts, until_ms: int) -> Spark | None:
    say, language = place.language.say, place.language
    sums = last_hours(counts, until_ms)
    label = say(
        "spark",
        what=say("unit_an_hour", what=say(f"unit_{mode or 'vehicles'}")),
        time=language.clock(place.local_ms(until_ms)),
        top=language.number(max((one for one in sums if one is not None), default=0)),
    )
    return spark(sums, label)


def counting_card(place: Place, counted: Sequence[tuple[str, Counts]]) -> Card:
    """Return the card of a counter; modes stand beside each other and are never added."""
    now_ms = to_ms(place.now)
    days = [(mode, counts, today(counts, place.zone, now_ms)) for mode, counts in counted]
    told = [(mode, counts, found) for mode, counts, found in days if found is not None]
    figures, notes, drawn, coverage = [], [], None, ""
    for position, (mode, counts, found) in enumerate(told):
        figures.append(_figure(place, mode, found, main=position == 0))
        if position == 0:
            notes += _comparison(place, found)
            drawn = _drawn(place, mode, counts, found.until_ms)
            percent = place.language.percent(found.coverage)
            coverage = place.language.say("coverage", percent=percent)
    pending = not told and place.state != "waiting"
    if pending:
        notes.append(place.language.say("waiting_derive"))
    head = figures[0] if figures else None
    return replace(
        bare_card(place),
        figures=figures,
        notes=notes,
        spark=drawn,
        coverage=coverage,
        pending=pending,
        marker=head.value if head else NO_VALUE,
        said=f"{place.site.name}: {head.value} {head.label}" if head else "",
    )


def _figure(place: Place, mode: str, found: Today, *, main: bool) -> Figure:
    say = place.language.say
    unit = say(f"unit_{mode or 'vehicles'}")
    clock = place.language.clock(place.local_ms(found.until_ms))
    if found.day == place.local(place.now).date():
        when = say("today_until", time=clock)
    elif found.whole:
        when = say("on_day", day=place.language.day(found.day))
    else:
        when = say("on_day_until", day=place.language.day(found.day), time=clock)
    return Figure(
        value=place.language.number(found.total),
        label=f"{unit} {when}",
        main=main,
    )


def _comparison(place: Place, found: Today) -> list[str]:
    say, number = place.language.say, place.language.number
    if found.usual is None:
        return (
            [say("usual_none", n=found.weeks, least=WEEKS_MIN)] if found.weeks < WEEKS_MIN else []
        )
    clock = place.language.clock(place.local_ms(found.until_ms))
    key = "usual_whole" if found.whole else "usual_until"
    named = place.language.weekday(found.day)
    usual = say(key, weekday=named, time=clock, value=number(found.usual))
    of = say("usual_of", n=found.weeks)
    return [f"{_difference(place, found)}{usual} ({of})"]


def _difference(place: Place, found: Today) -> str:
    if not found.usual:
        return ""
    change = found.total / found.usual - 1
    if abs(change) < _SAME:
        return f"{place.language.say('usual_same')}. "
    key, sign = ("usual_more", "▲") if change > 0 else ("usual_less", "▼")
    return f"{sign} {place.language.say(key, percent=place.language.percent(abs(change)))}. "
