"""How far a number can be trusted, in a word: what is incomplete is not yet doubtful.

Flag 3 says "incomplete or doubted". Where a part of the time is missing, the quarter hours that
are wholly known tell which: one that is doubted although nothing of it is missing makes the
number doubtful as well.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

import numpy as np

from analytics import day_state
from analytics.civil import Bucket, day_start_ms, next_start, to_ms
from analytics.indicators.groups import Member
from analytics.indicators.method import States
from analytics.quarters import QUARTER_MS, QUARTERS, Int
from analytics.site import Site
from analytics.spans import Span, covered_ms, union
from analytics.topic import REGULATED, Topic
from api.pages.language import Language
from devices.quality import Flag

SPANS_MAX: Final = 2_000  #: more of them travel to the browser as whole UTC days
_DAY_MS: Final = QUARTERS * QUARTER_MS
_LENGTH_MS: Final = {Bucket.QUARTER: QUARTER_MS, Bucket.HOUR: 4 * QUARTER_MS}

Mark = Literal["", "gap", "doubt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The quality of a number in words; `mark` is how it is drawn."""

    word: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """When readings are wholly known and doubted all the same.

    Parameters
    ----------
    spans
        Sorted, not overlapping.
    """

    spans: Sequence[Span] = ()

    def within(self, window: Span) -> bool:
        """Whether a window has such a time."""
        at = bisect_right(self.spans, window.from_ms, key=lambda span: span.to_ms)
        return at < len(self.spans) and self.spans[at].from_ms < window.to_ms

    def json(self) -> str:
        """Return begin and end of each for the browser, in seconds since 1970."""
        spans: Iterable[Span] = self.spans
        if len(self.spans) > SPANS_MAX:
            spans = union(
                Span(one.from_ms // _DAY_MS * _DAY_MS, -(-one.to_ms // _DAY_MS) * _DAY_MS)
                for one in self.spans
            )
        return json.dumps([[one.from_ms // 1000, one.to_ms // 1000] for one in spans])

    def trust(self, row: Mapping[str, Any], window: Span, language: Language) -> Trust:
        """Return how far a number can be trusted.

        Parameters
        ----------
        row
            As the API answers it.
        window
            What the number is of.
        """
        if not row["n_expected"]:
            return Trust(word=language.say("nothing_was_expected"), mark="")
        flag, share = row["flag"], row["coverage"]
        if flag != Flag.SUSPECT:
            return Trust(word=language.say(f"flag_{flag}"), mark=_MARKS.get(flag, ""))
        if share is not None and share >= 1:
            return Trust(word=language.say("flag_3"), mark="doubt")
        if self.within(window):
            return Trust(word=language.say("flag_3_both"), mark="doubt")
        return Trust(word=language.say("flag_3_gaps"), mark="gap")


_MARKS: Final[Mapping[int, Mark]] = {Flag.FAIL: "doubt"}
NO_DOUBTS: Final = Doubts()


def doubts(states: States, window: Span, hours: Sequence[Span] | None = None) -> Doubts:
    """Return when readings are doubted although nothing is missing.

    Parameters
    ----------
    states
        Day states of the datastreams that a number is made of.
    hours
        Only these hours count; None: all.
    """
    first = window.from_ms // QUARTER_MS
    count = -(-window.to_ms // QUARTER_MS) - first
    first_day, last_day = first // QUARTERS, (first + count - 1) // QUARTERS
    run = np.zeros((last_day - first_day + 1, QUARTERS), dtype=bool)
    for days in states.values():
        touched = sorted(day for day in days if first_day <= day <= last_day)
        if not touched:
            continue
        body = day_state.bodies([days[day] for day in touched])
        doubted = (body["flag"] == Flag.SUSPECT) | (body["flag"] == Flag.FAIL)
        whole = body["observed_ms"] >= body["expected_ms"] - body["closed_ms"]
        run[np.array(touched) - first_day] |= doubted & whole & (body["observed_ms"] > 0)
    begin = first - first_day * QUARTERS
    doubted = run.reshape(-1)[begin : begin + count]
    if hours is not None:
        doubted &= covered_ms(first, count, hours) > 0
    return Doubts(spans=_runs(first + np.flatnonzero(doubted)))


def hours_of(plan: Site, topic: Topic, window: Span) -> list[Span] | None:
    """Return the hours that a topic is of; None: the whole day."""
    return plan.regulated_hours(window) if topic.variant == REGULATED else None


def together(found: Iterable[Doubts]) -> Doubts:
    """Return the doubts about several sites as those about their group."""
    return Doubts(spans=union(span for one in found for span in one.spans))


def doubts_of(members: Iterable[Member], topic: Topic, window: Span) -> Doubts:
    """Return when readings of any site of a group are doubted."""
    return together(
        doubts(one.known.states, window, hours_of(one.site, topic, window)) for one in members
    )


def _runs(quarters: Int) -> list[Span]:
    """Return rising numbers of quarters since 1970 as spans."""
    if not len(quarters):
        return []
    cut = np.flatnonzero(np.diff(quarters) > 1)
    begins = quarters[np.append(0, cut + 1)].tolist()
    ends = quarters[np.append(cut, len(quarters) - 1)].tolist()
    return [
        Span(begin * QUARTER_MS, (end + 1) * QUARTER_MS)
        for begin, end in zip(begins, ends, strict=True)
    ]


def span_of(start: str, bucket: Bucket, zone: ZoneInfo) -> Span:
    """Return which time a value is of, by its start as the API writes it."""
    if bucket.civil:
        day = date.fromisoformat(start)
        return Span(day_start_ms(day, zone), day_start_ms(next_start(day, bucket), zone))
    begin = to_ms(datetime.fromisoformat(start))
    return Span(begin, begin + _LENGTH_MS[bucket])
