"""A computed series as the rows of an answer: values, completeness, status, estimate."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from analytics import volume
from analytics.civil import from_ms, next_start
from analytics.question import Question
from analytics.series import Series
from api.catalogue import UNITS_DE
from api.formats.tables import Column, Kind
from api.windows import written
from store.series import Stored

#: A number is final when its window ended this long ago, as `derive` says.
FINAL_AFTER: Final = timedelta(hours=48)
#: An estimate is given when at least this share is known.
ESTIMATE_COVERAGE_MIN: Final = 0.5
ESTIMATE_METHOD: Final = "scaled by coverage"
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statuses:
    """What the store says about days, and about months or years."""

    days: Sequence[Stored]
    buckets: Sequence[Stored]
    now: datetime
    zone: ZoneInfo

    def final_dates(self) -> Mapping[date, bool]:
        """Return local date -> whether its number is final."""
        return {row.start: row.status == "final" for row in self.days}

    def settled(self, end: datetime) -> bool:
        """Whether a window that ended then is final where nothing is stored of it."""
        return end + FINAL_AFTER <= self.now


def rows(
    found: Series, question: Question, indicator: str, statuses: Statuses
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the values and the total of a series."""
    assert found.total is not None  # noqa: S101 - a series that was asked for has one
    spans = _spans(found, question)
    final = _final(spans, question, statuses)
    values = []
    for row, (begin, end), settled in zip(_plain(found), spans, final, strict=True):
        values.append(
            {"start": _label(begin, question)}
            | row
            | {"status": "final" if settled else "provisional"}
            | _estimate(row, indicator, question, ended=end <= statuses.now)
        )
    total = next(iter(_plain(found.total)))
    total |= {"status": "final" if all(final) else "provisional"}
    total |= _estimate(total, indicator, question, ended=spans[-1][1] <= statuses.now, whole=True)
    if indicator != "free_spaces":
        for row in (*values, total):
            for extreme in ("min", "max", "last"):
                row.pop(extreme)
    return values, total


def columns(indicator: str, mode: str, *, civil: bool) -> tuple[Column, ...]:
    """Return the columns of a series as a table."""
    unit = UNITS_DE.get(
        mode, {"occupancy": "Auslastung", "free_spaces": "Freie Stellplätze"}.get(indicator, "Wert")
    )
    start = (
        Column(key="start", german="Datum", kind=Kind.DATE)
        if civil
        else Column(key="start", german="", kind=Kind.INSTANT)
    )
    extremes = (
        Column(key="min", german="Kleinster Wert", kind=Kind.NUMBER),
        Column(key="max", german="Größter Wert", kind=Kind.NUMBER),
        Column(key="last", german="Letzter Wert", kind=Kind.NUMBER),
    )
    return (
        start,
        Column(key="value", german=unit, kind=Kind.NUMBER),
        *(extremes if indicator == "free_spaces" else ()),
        Column(key="n_expected", german="Erwartete Messwerte", kind=Kind.NUMBER),
        Column(key="n_valid", german="Gültige Messwerte", kind=Kind.NUMBER),
        Column(key="coverage", german="Abdeckung", kind=Kind.COVERAGE),
        Column(key="flag", german="Güte", kind=Kind.FLAG),
        Column(key="status", german="Stand", kind=Kind.STATUS),
    )


def for_table(values: Iterable[Mapping[str, Any]], *, civil: bool) -> list[dict[str, Any]]:
    """Return rows with their starts as dates or instants again."""
    read = date.fromisoformat if civil else datetime.fromisoformat
    return [dict(row) | {"start": read(row["start"])} for row in values]


def _spans(found: Series, question: Question) -> list[tuple[datetime, datetime]]:
    """Return begin and end of each bucket, cut by the window."""
    since, until = from_ms(question.window.from_ms), from_ms(question.window.to_ms)
    begins = [max(from_ms(at), since) for at in found.starts_ms.tolist()]
    return list(zip(begins, [*begins[1:], until], strict=True))


def _final(
    spans: Sequence[tuple[datetime, datetime]], question: Question, statuses: Statuses
) -> list[bool]:
    dates = statuses.final_dates()
    whole = {row.start: row.status == "final" for row in statuses.buckets}
    final = []
    for begin, end in spans:
        first = begin.astimezone(question.zone).date()
        last = (end - timedelta(microseconds=1)).astimezone(question.zone).date()
        if first in whole and next_start(first, question.bucket) == last + _DAY:
            final.append(whole[first])
            continue
        days = (first + _DAY * n for n in range((last - first).days + 1))
        settled = statuses.settled(end)
        final.append(all(dates.get(day, settled) for day in days))
    return final


def _plain(found: Series) -> Iterable[dict[str, Any]]:
    """Yield rows of Python values; what is not a number becomes None."""
    columns = (
        [_number(v) for v in found.value.tolist()],
        found.n_expected.tolist(),
        found.n_valid.tolist(),
        [None if math.isnan(v) else v for v in found.coverage.tolist()],
        found.flag.tolist(),
        [_number(v) for v in found.low.tolist()],
        [_number(v) for v in found.high.tolist()],
        [_number(v) for v in found.last.tolist()],
    )
    names = ("value", "n_expected", "n_valid", "coverage", "flag", "min", "max", "last")
    for row in zip(*columns, strict=True):
        yield dict(zip(names, row, strict=True))


def _estimate(
    row: Mapping[str, Any], indicator: str, question: Question, *, ended: bool, whole: bool = False
) -> dict[str, Any]:
    """Return the estimate beside a count of a day or longer; null where there is no gap to fill."""
    if indicator != "volume" or not (question.bucket.civil or whole):
        return {}
    counted, coverage = row["value"], row["coverage"]
    gap = row["n_valid"] < row["n_expected"]
    if counted is None or not gap or not ended or (coverage or 0) < ESTIMATE_COVERAGE_MIN:
        return {"estimate": None}
    value = volume.scaled(counted, row["n_valid"], row["n_expected"])
    if value is None:
        return {"estimate": None}
    filled = round(value)
    return {"estimate": {"value": filled, "low": counted, "high": None, "method": ESTIMATE_METHOD}}


def _label(begin: datetime, question: Question) -> str:
    if question.bucket.civil:
        return begin.astimezone(question.zone).date().isoformat()
    return written(begin)


def _number(value: float) -> float | int | None:
    if math.isnan(value):
        return None
    return int(value) if value == int(value) and abs(value) < 2**53 else value
