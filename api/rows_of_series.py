"""A computed series as the rows of an answer: values, completeness, status, estimate.

Column by column, because a year of quarter hours has 35,040 rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from analytics.catalogue import CATALOGUE, UNITS, UNITS_DE
from analytics.civil import Bucket, day_start_ms, local_date, next_start, to_ms
from analytics.indicators.method import Known
from analytics.quarters import Float, Int
from analytics.question import Question
from analytics.series import Series
from analytics.spans import Span
from analytics.topic import Indicator
from api import campaigns, estimated
from api.formats.tables import Column, Kind
from api.questions import Asked
from store.series import Stored

#: A number is final when its window ended this long ago, as `derive` says.
FINAL_AFTER: Final = timedelta(hours=48)
_EXACT_MAX: Final = 2**53
_DAY: Final = timedelta(days=1)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statuses:
    """What the store says about days, and about months or years."""

    days: Sequence[Stored]
    buckets: Sequence[Stored]
    now: datetime
    zone: ZoneInfo

    def unsettled(self, question: Question) -> tuple[Int, Int]:
        """Return where each local day of the window begins, and how many before it are not final.

        A day of which nothing is stored is final by the clock.
        """
        first = local_date(question.window.from_ms, self.zone)
        last = local_date(question.window.to_ms - 1, self.zone)
        dates = [first + _DAY * n for n in range((last - first).days + 2)]
        begins = np.array([day_start_ms(day, self.zone) for day in dates])
        said = {row.start: row.status == "final" for row in self.days}
        settled_ms = to_ms(self.now - FINAL_AFTER)
        final = [
            said.get(day, bool(end <= settled_ms))
            for day, end in zip(dates[:-1], begins[1:].tolist(), strict=True)
        ]
        return begins, np.concatenate([[0], np.cumsum(~np.array(final))])

    def final(self, question: Question, edges: Int) -> list[bool]:
        """Return whether each bucket is final; a whole month or year as its own row says."""
        begins, unsettled = self.unsettled(question)
        first = np.searchsorted(begins, edges[:-1], side="right") - 1
        last = np.searchsorted(begins, edges[1:] - 1, side="right") - 1
        final: list[bool] = (unsettled[last + 1] == unsettled[first]).tolist()
        said = {row.start: row.status == "final" for row in self.buckets}
        if said:
            for at, (begin, end) in enumerate(pairwise(edges.tolist())):
                start = local_date(begin, self.zone)
                whole = day_start_ms(next_start(start, question.bucket), self.zone) == end
                if start in said and whole:
                    final[at] = said[start]
        return final


def rows(
    found: Series, question: Question, statuses: Statuses, asked: Asked, known: Known
) -> tuple[list[Row], Row]:
    """Return values and total; `known` with the days around that speak for gaps."""
    edges = edges_ms(found, question)
    values, total = plain(found, question, statuses)
    if asked.topic.indicator is Indicator.VOLUME:
        ended_ms = to_ms(statuses.now)
        estimated.lay(values, total, edges, question, asked, known, ended_ms=ended_ms)
    return _of_campaigns(values, total, edges, question, asked)


def plain(found: Series, question: Question, statuses: Statuses) -> tuple[list[Row], Row]:
    """Return the values and the total of a series without any estimate."""
    if found.total is None:
        raise ValueError("a series without the total of its window: ask for it by a question")
    edges = edges_ms(found, question)
    final = statuses.final(question, edges)
    values = _rows(found, start=_labels(edges[:-1], question), final=final)
    return values, _rows(found.total, start=None, final=[all(final)])[0]


def _of_campaigns(
    values: list[Row], total: Row, edges: Int, question: Question, asked: Asked
) -> tuple[list[Row], Row]:
    """Return yearly figures that rest on a campaign as estimates."""
    spans = asked.campaigns()
    if not spans:
        return values, total
    deployed, summed = asked.deployed(), asked.topic.indicator is Indicator.VOLUME

    def told(row: Row, span: Span) -> Row:
        return campaigns.estimated(row, span, spans, deployed, summed=summed)

    if question.bucket is Bucket.YEAR:
        buckets = [Span(begin, end) for begin, end in pairwise(edges.tolist())]
        values = [told(row, span) for row, span in zip(values, buckets, strict=True)]
    if campaigns.is_yearly(question.window):
        total = told(total, question.window)
    return values, total


def edges_ms(found: Series, question: Question) -> Int:
    """Return where each bucket begins, cut by the window, and where the last one ends."""
    begins = np.maximum(found.starts_ms, question.window.from_ms)
    return np.append(begins, question.window.to_ms)


def columns(indicator: str, mode: str, *, civil: bool) -> tuple[Column, ...]:
    """Return the columns of a series as a table."""
    start = (
        Column(key="start", german="Datum", kind=Kind.DATE)
        if civil
        else Column(key="start", german="", kind=Kind.INSTANT)
    )
    details = CATALOGUE[indicator].details
    value = UNITS_DE.get(mode) if indicator == Indicator.VOLUME else None
    return (
        start,
        Column(key="value", german=value or CATALOGUE[indicator].de.name, kind=Kind.NUMBER),
        *(Column(key=one.key, german=one.de, kind=Kind.NUMBER) for one in details),
        Column(key="n_expected", german="Erwartete Messwerte", kind=Kind.NUMBER),
        Column(key="n_valid", german="Gültige Messwerte", kind=Kind.NUMBER),
        Column(key="coverage", german="Abdeckung", kind=Kind.COVERAGE),
        Column(key="flag", german="Güte", kind=Kind.FLAG),
        Column(key="status", german="Stand", kind=Kind.STATUS),
        Column(key="method", german="Verfahren", kind=Kind.METHOD),
        Column(key="method_version", german="Fassung des Verfahrens", kind=Kind.NUMBER),
    )


def unit(indicator: str, mode: str) -> str:
    """Return the unit of an indicator of a mode: bicycles/24 h instead of vehicles/24 h."""
    return CATALOGUE[indicator].unit.replace("vehicles", UNITS.get(mode, "vehicles"))


def for_table(
    values: Iterable[Mapping[str, Any]], found: Series | None = None, *, civil: bool
) -> list[Row]:
    """Return rows with their starts as dates or instants again, and with their method."""
    read = date.fromisoformat if civil else datetime.fromisoformat
    told: Row = (
        {} if found is None else {"method": found.method, "method_version": found.method_version}
    )
    return [
        {key: _listed(value) for key, value in row.items()} | {"start": read(row["start"]), **told}
        for row in values
    ]


def _listed(value: object) -> object:
    """Return a cell; of a list what is not known is empty."""
    return ["-" if one is None else one for one in value] if isinstance(value, list) else value


def _rows(found: Series, *, start: list[str] | None, final: list[bool]) -> list[Row]:
    known: dict[str, list[Any]] = {} if start is None else {"start": start}
    known |= {
        "value": _numbers(found.value),
        "n_expected": found.n_expected.tolist(),
        "n_valid": found.n_valid.tolist(),
        "coverage": _known(found.coverage).tolist(),
        "flag": found.flag.tolist(),
        "status": ["final" if settled else "provisional" for settled in final],
    }
    known |= {key: _details(values) for key, values in found.details.items()}
    names = tuple(known)
    return [dict(zip(names, row, strict=True)) for row in zip(*known.values(), strict=True)]


def _details(values: NDArray[Any]) -> list[Any]:
    """Return numbers as such, words as they are, and of a second axis a list a bucket."""
    if values.ndim > 1:
        return [None if np.isnan(row).all() else _numbers(row) for row in values]
    return _numbers(values) if values.dtype.kind == "f" else list(values.tolist())


def _numbers(values: Float) -> list[float | int | None]:
    """Return whole numbers as such, and None for what is not known."""
    known = ~np.isnan(values)
    whole = known & (np.abs(values) < _EXACT_MAX)
    whole[whole] = values[whole] == np.rint(values[whole])
    found = _known(values)
    found[whole] = values[whole].astype(np.int64)
    numbers: list[float | int | None] = found.tolist()
    return numbers


def _known(values: Float) -> NDArray[np.object_]:
    found = values.astype(object)
    found[np.isnan(values)] = None
    return found


def _labels(begins: Int, question: Question) -> list[str]:
    if question.bucket.civil:
        return [local_date(begin, question.zone).isoformat() for begin in begins.tolist()]
    labels: list[str] = np.datetime_as_string(
        begins.astype("datetime64[ms]"), unit="s", timezone="UTC"
    ).tolist()
    return labels
