"""Half-open spans of time `[from, to)` in milliseconds since 1970, laid over quarters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.quarters import QUARTER_MS, Float, Int

#: Stands for "always" at the open end of a span: 1900 and 2300. [ms since 1970]
BEGINNING_MS: Final = -2_208_988_800_000
END_MS: Final = 10_413_792_000_000


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `from_ms` up to, not including, `to_ms`; in ms since 1970."""

    from_ms: int
    to_ms: int


def union(spans: Iterable[Span]) -> list[Span]:
    """Return the time covered by any of the spans: sorted, merged where they overlap or touch.

    Examples
    --------
    >>> union([Span(5, 9), Span(0, 3), Span(3, 6)])
    [Span(from_ms=0, to_ms=9)]
    """
    merged: list[Span] = []
    for span in sorted(spans):
        if span.to_ms <= span.from_ms:
            continue
        if merged and span.from_ms <= merged[-1].to_ms:
            merged[-1] = Span(merged[-1].from_ms, max(merged[-1].to_ms, span.to_ms))
        else:
            merged.append(span)
    return merged


def gaps(spans: Iterable[Span], within: Span) -> list[Span]:
    """Return the time of `within` that no span covers.

    Examples
    --------
    >>> gaps([Span(2, 4), Span(3, 6)], Span(0, 9))
    [Span(from_ms=0, to_ms=2), Span(from_ms=6, to_ms=9)]
    """
    left: list[Span] = []
    at = within.from_ms
    for span in union(spans):
        if span.from_ms > at:
            left.append(Span(at, min(span.from_ms, within.to_ms)))
        at = max(at, span.to_ms)
        if at >= within.to_ms:
            break
    left.append(Span(at, within.to_ms))
    return [span for span in left if span.to_ms > span.from_ms]


def common(left: Iterable[Span], right: Iterable[Span]) -> list[Span]:
    """Return the time that both cover.

    Examples
    --------
    >>> common([Span(0, 5), Span(8, 9)], [Span(3, 20)])
    [Span(from_ms=3, to_ms=5), Span(from_ms=8, to_ms=9)]
    """
    others = union(right)
    found = [
        Span(max(a.from_ms, b.from_ms), min(a.to_ms, b.to_ms)) for a in union(left) for b in others
    ]
    return [span for span in found if span.to_ms > span.from_ms]


def covered_ms(first: int, count: int, spans: Sequence[Span]) -> Int:
    """Return how much of each quarter the spans cover; in ms; overlapping spans add up.

    Parameters
    ----------
    first, count
        The run of quarters: first number since 1970, and how many.

    Examples
    --------
    >>> covered_ms(1, 3, [Span(1_000_000, 2_000_000)]).tolist()
    [800000, 200000, 0]
    """
    covered = np.zeros(count, dtype=np.int64)
    begin, end = first * QUARTER_MS, (first + count) * QUARTER_MS
    for span in spans:
        a, b = max(span.from_ms, begin), min(span.to_ms, end)
        if b <= a:
            continue
        i, j = a // QUARTER_MS - first, (b - 1) // QUARTER_MS - first
        covered[i : j + 1] += QUARTER_MS
        covered[i] -= a - (first + i) * QUARTER_MS
        covered[j] -= (first + j + 1) * QUARTER_MS - b
    return covered


def level(first: int, count: int, steps: Sequence[tuple[Span, float]]) -> Float:
    """Return the mean of a step function over each quarter; NaN where it is not defined throughout.

    Parameters
    ----------
    steps
        Spans that do not overlap, each with its value. [any unit]

    Examples
    --------
    >>> half = QUARTER_MS // 2
    >>> level(0, 2, [(Span(0, half), 20.0), (Span(half, QUARTER_MS), 30.0)]).tolist()
    [25.0, nan]
    """
    if len(steps) == 1 and steps[0][1] == round(steps[0][1]):
        span, value = steps[0]
        if span.from_ms <= first * QUARTER_MS and span.to_ms >= (first + count) * QUARTER_MS:
            return np.full(count, float(value))
    integral = np.zeros(count)
    known = np.zeros(count, dtype=np.int64)
    for span, value in steps:
        part = covered_ms(first, count, [span])
        integral += part * value
        known += part
    return np.where(known == QUARTER_MS, integral / QUARTER_MS, np.nan)
