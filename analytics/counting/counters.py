"""Running totals: what was counted between readings, and in buckets, over resets (B1).

A total that falls has run over its range, or the counter has started again; which of the two is
decided by how fast can be counted. Stored days are made by `analytics.totals`, which calls the
interval of a start again unknown; here it is the least that was counted since.

References
----------
.. [1] TimescaleDB Toolkit, counter aggregates: delta, resets, changes, interpolation at edges.
.. [2] Prometheus: increase(), resets(), changes().
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from analytics.counting.hours import Bool
from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1
#: The most that can pass: a lane, a cycle path, the line of a door. [1/s]
RATE_MAX_PER_S: Final = {"lane": 0.7, "cycle path": 2.0, "door line": 4.0}


class OrderError(ValueError):
    """Readings are not in the order of time: sort them and drop repetitions before decoding."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Steps:
    """What was counted from each reading to the next: one entry less than readings.

    Parameters
    ----------
    counted
        [counts]
    restarted
        The counter had started again: what it had counted before that is lost, and the step is the
        least that was counted.
    """

    counted: Float
    restarted: Bool


def steps(
    time_ms: Int, total: Float, *, modulus: float | None = None, rate_max_per_s: float = 2.0
) -> Steps:
    """Return what was counted between consecutive readings of a running total.

    Parameters
    ----------
    time_ms
        When each was read, strictly rising. [ms since 1970]
    total
        Known totals. [counts]
    modulus
        The total at which the counter goes on from 0, 2**16 or 10**6 say; None: never.
    rate_max_per_s
        The most that can pass, see `RATE_MAX_PER_S`. [1/s]

    Raises
    ------
    OrderError
        The readings are not in the order of time, or two were read at once.

    Notes
    -----
    A fall is a run-over where (c' - c) mod M <= r dt and c >= M - r dt, else a start again with
    the step c'.

    Examples
    --------
    >>> at, read = np.array([0, 60_000]), np.array([65_530.0, 4.0])
    >>> steps(at, read, modulus=65_536).counted.tolist()
    [10.0]
    >>> steps(at, read).counted.tolist()
    [4.0]
    """
    gap_ms = np.diff(time_ms)
    if (gap_ms <= 0).any():
        at = int(np.flatnonzero(gap_ms <= 0)[0])
        raise OrderError(
            f"reading {at + 1} is not later than the one before it: sort the readings by time and "
            "drop repetitions before decoding"
        )
    change = np.diff(total)
    fell = change < 0
    counted = np.where(fell, total[1:], change)
    if modulus is not None:
        most = gap_ms * (rate_max_per_s / 1000)
        ran_over = fell & (change + modulus <= most) & (total[:-1] >= modulus - most)
        ran_over &= total[:-1] < modulus
        counted = np.where(ran_over, change + modulus, counted)
        fell &= ~ran_over
    return Steps(counted=counted, restarted=fell)


def adjusted(first: float, found: Steps) -> Float:
    """Return the total as if the counter had never started again. [counts].

    Parameters
    ----------
    first
        The first reading. [counts]

    Examples
    --------
    >>> read = np.array([0.0, 10.0, 20.0, 10.0, 40.0])
    >>> adjusted(0.0, steps(np.arange(5), read)).tolist()
    [0.0, 10.0, 20.0, 30.0, 60.0]
    """
    return np.concatenate([[first], first + np.cumsum(found.counted)])


def in_buckets(time_ms: Int, total: Float, edges_ms: Int) -> Float:
    """Return what was counted in buckets, interpolated at their edges. [counts].

    `total` is the adjusted one. The first bucket counts from the first reading, the last one to the
    last; NaN where a bucket has no reading within and none on both sides.

    Parameters
    ----------
    edges_ms
        Where each bucket begins, and where the last one ends. [ms since 1970]

    Examples
    --------
    >>> in_buckets(np.array([0, 4, 6]), np.array([0.0, 8.0, 8.0]), np.array([0, 2, 8])).tolist()
    [4.0, 4.0]
    """
    if len(time_ms) == 0:
        return np.full(len(edges_ms) - 1, np.nan)
    at = np.interp(edges_ms, time_ms, total)
    reached = (edges_ms[1:] > time_ms[0]) & (edges_ms[:-1] < time_ms[-1])
    return np.where(reached, np.diff(at), np.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A run of readings in a few numbers; neighbouring runs can be joined exactly.

    Parameters
    ----------
    first, last
        The first and last reading. [counts]
    first_ms, last_ms
        When they were read. [ms since 1970]
    delta
        What was counted from the first to the last. [counts]
    resets
        How often the counter started again.
    reset_sum
        The readings before each start again, added up. [counts]
    changes
        How often a reading differed from the one before.
    """

    first: float
    first_ms: int
    last: float
    last_ms: int
    delta: float
    resets: int
    reset_sum: float
    changes: int


def summary(time_ms: Int, total: Float) -> Summary:
    """Sum a run of readings up; a counter without a known range.

    Raises
    ------
    OrderError
        The readings are not in the order of time.
    ValueError
        There is no reading.

    Examples
    --------
    >>> told = summary(np.arange(4) * 900_000, np.array([100.0, 130, 5, 25]))
    >>> told.delta, told.resets, told.reset_sum
    (55.0, 1, 130.0)
    """
    if len(total) == 0:
        raise ValueError("no reading to sum up")
    found = steps(time_ms, total)
    return Summary(
        first=float(total[0]),
        first_ms=int(time_ms[0]),
        last=float(total[-1]),
        last_ms=int(time_ms[-1]),
        delta=float(found.counted.sum()),
        resets=int(found.restarted.sum()),
        reset_sum=float(total[:-1][found.restarted].sum()),
        changes=int((np.diff(total) != 0).sum()),
    )


def joined(parts: list[Summary]) -> Summary:
    """Join runs that follow one another; a start again between two of them is seen.

    Raises
    ------
    OrderError
        A run begins before the one before it ends.

    Examples
    --------
    >>> before = summary(np.arange(3), np.array([0.0, 10.0, 20.0]))
    >>> after = summary(np.arange(3, 7), np.array([10.0, 40.0, 20.0, 40.0]))
    >>> joined([before, after]).delta, joined([before, after]).resets
    (100.0, 2)
    """
    bridges = [
        summary(np.array([a.last_ms, b.first_ms]), np.array([a.last, b.first]))
        for a, b in pairwise(parts)
    ]
    every = [*parts, *bridges]
    return Summary(
        first=parts[0].first,
        first_ms=parts[0].first_ms,
        last=parts[-1].last,
        last_ms=parts[-1].last_ms,
        delta=sum(part.delta for part in every),
        resets=sum(part.resets for part in every),
        reset_sum=sum(part.reset_sum for part in every),
        changes=sum(part.changes for part in every),
    )
