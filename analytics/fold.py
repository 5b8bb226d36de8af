"""Quarters folded into longer buckets: 15 min, hours, local days, months, years."""

from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import Byte, Float, Int, Quarters
from devices.quality import Flag

_SHORT: Final = 8  #: buckets up to this length are added column by column [quarters]


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """One entry a bucket; fields are named as in `Quarters`.

    Parameters
    ----------
    quarters
        How many quarters the bucket has. [quarters]
    doubted
        Whether a quarter in it is flagged 3 or 4.
    """

    quarters: Int
    total: Float
    observed_ms: Int
    expected_ms: Int
    closed_ms: Int
    grain: Byte
    doubted: NDArray[np.bool_]
    low: Float
    high: Float
    last: Float

    def __len__(self) -> int:
        return len(self.total)

    def flag(self) -> Byte:
        """Return the flag of each bucket: 1 whole, 3 incomplete or doubted, 9 nothing known.

        Examples
        --------
        >>> from analytics.quarters import empty
        >>> run = empty(100, 2)
        >>> run.expected_ms[:], run.flag[:] = 900_000, [1, 3]
        >>> run.observed_ms[:] = [900_000, 300_000]
        >>> fold(run, np.array([100, 101, 102])).flag().tolist()
        [1, 3]
        """
        flag = np.full(len(self), Flag.SUSPECT, dtype=np.uint8)
        flag[(self.observed_ms >= self.expected_ms - self.closed_ms) & ~self.doubted] = Flag.GOOD
        flag[self.observed_ms == 0] = Flag.MISSING
        return flag


def fold(run: Quarters, edges: Int) -> Folded:
    """Fold a run into buckets.

    Parameters
    ----------
    edges
        Where each bucket begins, and where the last one ends; rising, inside the run.
        [quarters since 1970]

    Examples
    --------
    >>> from analytics.quarters import empty
    >>> run = empty(100, 4)
    >>> run.total[:] = [1.0, 2, 3, 4]
    >>> fold(run, np.array([100, 103, 104])).total.tolist()
    [6.0, 4.0]
    """
    at = edges - run.first
    begin, stop = at[:-1], int(at[-1])

    length = np.diff(at)
    step = int(length[0])
    alike = 1 < step <= _SHORT and bool((length == step).all())

    def each(ufunc: np.ufunc, values: NDArray[Any]) -> NDArray[Any]:
        """Put the quarters of each bucket together; of short, equal ones first with first."""
        if not alike:
            return np.asarray(ufunc.reduceat(values[:stop], begin))
        first, *others = (values[begin[0] + k : stop : step] for k in range(step))
        return np.asarray(ufunc(first, reduce(ufunc, others)))  # in the order of `reduceat`

    doubted = (run.flag == Flag.SUSPECT) | (run.flag == Flag.FAIL)
    return Folded(
        quarters=length,
        total=each(np.add, run.total),
        observed_ms=each(np.add, run.observed_ms),
        expected_ms=each(np.add, run.expected_ms),
        closed_ms=each(np.add, run.closed_ms),
        grain=each(np.maximum, run.grain),
        doubted=each(np.logical_or, doubted),
        **_extremes(run, begin, at[1:]),
    )


def _extremes(run: Quarters, begin: Int, end: Int) -> dict[str, Float]:
    if not run.low.flags.writeable:  # a run without them, see `quarters.empty`
        return {name: getattr(run, name)[: len(begin)] for name in ("low", "high", "last")}
    stop = int(end[-1])
    return {
        "low": np.fmin.reduceat(run.low[:stop], begin),
        "high": np.fmax.reduceat(run.high[:stop], begin),
        "last": _last(run.last[:stop], begin, end),
    }


def _last(values: Float, begin: Int, end: Int) -> Float:
    """Return the last known value of each bucket; NaN where it has none."""
    known = np.where(~np.isnan(values), np.arange(len(values)), -1)
    latest = np.maximum.accumulate(known)[end - 1]
    return np.where(latest >= begin, values[latest], np.nan)
