"""The series a detector looks at: values of a datastream at even steps of UTC."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.rules import run_lengths
from analytics.quarters import QUARTER_MS, Float, Int, Quarters
from analytics.spans import Span

HOUR_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Values of a datastream at even steps.

    Parameters
    ----------
    name
        Of the datastream; part of the identity of what is found in it.
    first
        Number of the first step since 1970. [steps]
    step_ms
        A quarter or an hour. [ms]
    value
        Counts in, or the mean state over, each step; NaN where it was not observed throughout.
    coarse
        Whether a step is only part of an interval of the source, such as the two hours summed at
        a clock change; None: no step is.
    """

    name: str
    first: int
    step_ms: int
    value: Float
    coarse: NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        return len(self.value)

    @property
    def end_ms(self) -> int:
        """Where the last step ends. [ms since 1970]."""
        return (self.first + len(self)) * self.step_ms

    def at_ms(self, index: int) -> int:
        """Return where a step begins. [ms since 1970]."""
        return (self.first + index) * self.step_ms

    def until(self, until_ms: int) -> "Track":
        """Return the steps that had ended by then: nothing later is looked at.

        Examples
        --------
        >>> len(Track(name="x", first=0, step_ms=900_000, value=np.zeros(8)).until(3_600_000))
        4
        """
        count = max(0, min(len(self), until_ms // self.step_ms - self.first))
        coarse = None if self.coarse is None else self.coarse[:count]
        return replace(self, value=self.value[:count], coarse=coarse)

    def fine(self) -> NDArray[np.bool_]:
        """Whether each step is observed and an interval of the source itself."""
        known = ~np.isnan(self.value)
        return known if self.coarse is None else known & ~self.coarse

    def hourly(self, *, mean: bool = False) -> "Track":
        """Return hours: the sum of their steps, or the mean; NaN where a step is missing.

        Examples
        --------
        >>> Track(name="x", first=2, step_ms=900_000, value=np.ones(10)).hourly().value.tolist()
        [nan, 4.0, 4.0]
        """
        parts = HOUR_MS // self.step_ms
        before, after = self.first % parts, -(self.first + len(self)) % parts
        padded = np.pad(self.value, (before, after), constant_values=np.nan)
        rows = padded.reshape(-1, parts)
        value = rows.mean(axis=1) if mean else rows.sum(axis=1)
        return replace(self, first=self.first // parts, step_ms=HOUR_MS, value=value, coarse=None)


def of_counts(name: str, run: Quarters) -> Track:
    """Return counts by quarter; a quarter that was not observed throughout is not known.

    Parameters
    ----------
    run
        Of counts. [passages]

    Examples
    --------
    >>> from analytics.quarters import empty
    >>> of_counts("x", empty(0, 2)).value.tolist()
    [nan, nan]
    """
    whole = (run.observed_ms >= run.expected_ms) & (run.observed_ms > 0)
    value = np.where(whole, run.total, np.nan)
    coarse = run.grain > 1
    return Track(name=name, first=run.first, step_ms=QUARTER_MS, value=value, coarse=coarse)


def of_states(name: str, run: Quarters) -> Track:
    """Return the mean state over the observed time of each quarter; NaN where none was observed.

    Parameters
    ----------
    run
        Of a held state. [unit of the state * ms]

    Notes
    -----
    Total over observed time, in the unit of the state.

    Examples
    --------
    >>> from analytics.quarters import empty
    >>> run = empty(0, 2)
    >>> run.total[0], run.observed_ms[0] = 50 * 300_000 + 47 * 600_000, QUARTER_MS
    >>> of_states("x", run).value.tolist()
    [48.0, nan]
    """
    value = np.full(len(run), np.nan)
    np.divide(run.total, run.observed_ms, out=value, where=run.observed_ms > 0)
    return Track(name=name, first=run.first, step_ms=QUARTER_MS, value=value)


def within(track: Track, span: Span) -> Track:
    """Return the steps that lie in a span.

    Examples
    --------
    >>> hours = Track(name="x", first=0, step_ms=HOUR_MS, value=np.zeros(8))
    >>> len(within(hours, Span(1, 3 * HOUR_MS)))
    2
    """
    begin = min(max(-(-span.from_ms // track.step_ms) - track.first, 0), len(track))
    end = min(max(span.to_ms // track.step_ms - track.first, begin), len(track))
    return replace(track, first=track.first + begin, value=track.value[begin:end], coarse=None)


def runs(holds: NDArray[np.bool_], least: int = 1) -> Iterator[tuple[int, int]]:
    """Yield begin and end (exclusive) of each unbroken stretch of at least so many elements.

    Examples
    --------
    >>> list(runs(np.array([True, True, False, True]), least=2))
    [(0, 2)]
    """
    length: Int = run_lengths(holds)
    last = np.flatnonzero(holds & ~np.append(holds[1:], False))
    for end in last[length[last] >= least].tolist():
        yield end + 1 - int(length[end]), end + 1
