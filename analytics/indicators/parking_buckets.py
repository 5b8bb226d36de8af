"""Indicators of parking as series: one answer a bucket, of the load and the stays in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics.civil import Buckets
from analytics.figure import Figure, Reason
from analytics.fold import fold
from analytics.indicators import told
from analytics.occupancy import Load
from analytics.parking.series import as_quarters
from analytics.quarters import QUARTER_MS
from analytics.question import Question
from analytics.series import Series, completeness, with_total
from analytics.spans import Span

Detail = float | str | NDArray[np.float64] | None
REASON: Final = "reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of one bucket.

    Parameters
    ----------
    details
        Beside the number; NaN and None: not known. Every bucket has the same.
    """

    value: Figure
    details: Mapping[str, Detail] = field(default_factory=dict)


#: The load of the bucket, as far as it has come, and the bucket.
Answer = Callable[[Load, Span], Said]


def series_of(
    load: Load, asked: Question, answer: Answer, *, method: str, version: int, hours: str
) -> Series:
    """Return the series of an indicator; completeness is that of the load.

    Parameters
    ----------
    load
        Of the quarters of the question.
    answer
        Of a day that goes on it is given what has come; what is still to come is not expected.
    method, version, hours
        As they are told in answers.

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators.example import CAR_PARK, held
    >>> from analytics.indicators.parking import load
    >>> from analytics.topic import Indicator, Topic
    >>> of, hours = load(CAR_PARK, held(5.0), Topic(Indicator.PARKING_LOAD, variant="24h"), asked())
    >>> def space_hours(part: Load, bucket: Span) -> Said:
    ...     return Said(value=Figure(float(part.occupied.sum()) / 3_600_000))
    >>> series_of(of, asked(), space_hours, method="sum", version=1, hours=hours).value.tolist()
    [360.0]
    """
    run, come = as_quarters(load), _come(load, asked.until_ms)

    def series(divided: Buckets) -> Series:
        folded = fold(run, divided.edges)
        every = [
            answer(_part(come, begin - load.first, end - load.first), _span(begin, end))
            for begin, end in pairwise(divided.edges.tolist())
        ]
        begun = asked.begun(divided).tolist()
        said = [one if now else _to_come(one) for one, now in zip(every, begun, strict=True)]
        return Series(
            method=method,
            method_version=version,
            hours=hours,
            starts_ms=divided.starts_ms,
            value=told.numbers(one.value.value for one in said),
            flag=folded.flag(),
            details=_details(said),
            **completeness(folded.observed_ms, folded.expected_ms, QUARTER_MS),
        )

    return with_total(series, asked)


def _to_come(said: Said) -> Said:
    """Return what is said of a bucket that is to come: not yet that nothing can be used then."""
    if said.value.reason is not Reason.CAPACITY_ZERO:
        return said
    return replace(said, value=Figure(None, Reason.INSUFFICIENT_DATA))


def _come(load: Load, until_ms: int | None) -> Load:
    """Return a load of which nothing is expected that has not come yet."""
    if until_ms is None:
        return load
    number = np.arange(load.first, load.first + len(load))
    return replace(load, expected_ms=np.where(number * QUARTER_MS < until_ms, load.expected_ms, 0))


def _part(load: Load, begin: int, end: int) -> Load:
    rows = slice(begin, end)
    return Load(
        first=load.first + begin,
        occupied=load.occupied[rows],
        capacity=load.capacity[rows],
        observed_ms=load.observed_ms[rows],
        expected_ms=load.expected_ms[rows],
        doubted=load.doubted[rows],
    )


def _span(begin: int, end: int) -> Span:
    return Span(begin * QUARTER_MS, end * QUARTER_MS)


def _details(said: list[Said]) -> dict[str, NDArray[Any]]:
    found: dict[str, NDArray[Any]] = {}
    for name in said[0].details if said else ():
        values = [one.details[name] for one in said]
        if any(isinstance(value, np.ndarray) for value in values):
            found[name] = np.array(values, dtype=np.float64)
        elif any(isinstance(value, str) or value is None for value in values):
            found[name] = np.array(values, dtype=object)
        else:
            found[name] = np.array(values, dtype=np.float64)
    found[REASON] = told.reasons(one.value for one in said)
    return found
