"""Estimates beside counts that have gaps: of days, months, years and whole windows."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from analytics.civil import day_start_ms, local_date
from analytics.counting.estimate import Estimate
from analytics.indicators import estimates
from analytics.indicators.method import Known
from analytics.quarters import Int
from analytics.question import Question
from analytics.spans import Span
from api.questions import Asked

Row = dict[str, Any]


def lay(
    values: Sequence[Row],
    total: Row,
    edges: Int,
    question: Question,
    asked: Asked,
    known: Known,
    *,
    ended_ms: int,
) -> None:
    """Lay an estimate beside each count that has gaps and has ended; None beside the others.

    Parameters
    ----------
    edges
        Where each of `values` begins, and where the last one ends. [ms since 1970]
    known
        Of the days of the window and of those around it that speak for gaps.
    ended_ms
        What ends later is not over yet. [ms since 1970]
    """
    wanted = [(total, question.window)]
    if question.bucket.civil:
        spans = [Span(begin, end) for begin, end in pairwise(edges.tolist())]
        wanted += zip(values, spans, strict=True)
    gaps = []
    for row, span in wanted:
        row["estimate"] = None
        if span.to_ms <= ended_ms and row["n_valid"] < row["n_expected"]:
            gaps.append((row, span))
    if not gaps or not _of_days(question):
        return
    found = estimates.volumes(asked.site, known, asked.topic, question, [span for _, span in gaps])
    for (row, _), one in zip(gaps, found, strict=True):
        row["estimate"] = None if one is None else _row(one, row["value"] or 0)


def _of_days(question: Question) -> bool:
    """Whether a window begins and ends at local midnights."""
    ends = (question.window.from_ms, question.window.to_ms)
    return all(day_start_ms(local_date(ms, question.zone), question.zone) == ms for ms in ends)


def _row(found: Estimate, counted: float) -> Row:
    """Return an estimate: whole vehicles, and never fewer than were counted."""
    ends = (found.value or 0.0, found.low or 0.0, found.high or 0.0)
    value, low, high = (max(round(end), counted) for end in ends)
    return {"value": value, "low": low, "high": high, "method": found.method}
