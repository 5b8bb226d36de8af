"""Occupancy of a site: occupied time over capacity time, a ratio of sums (indicators A1, A4).

What is closed or unknown is in neither. Capacity is a fact applied here, so correcting it needs no
raw reading: of counted car parks `occupied = capacity - free`, both as integrals over known time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.figure import Reason
from analytics.quarters import QUARTER_MS, Float, Int, Quarters
from analytics.spans import Span, common, covered_ms, level, union
from devices.quality import Flag

METHOD: Final = "occupied time / capacity time"
METHOD_VERSION: Final = 1
#: Below this share of the elapsed time a mean is not published (indicators 0.8). [percent]
COVERAGE_MIN_PERCENT: Final = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """How many spaces a site has, and when fewer.

    Parameters
    ----------
    facts
        Number of spaces by validity; spans do not overlap. [spaces]
    closures
        When spaces are closed, and how many; None: the whole site.
    """

    facts: Sequence[tuple[Span, float]] = ()
    closures: Sequence[tuple[Span, int | None]] = ()

    def shut(self) -> list[Span]:
        """Return when the whole site is closed."""
        return union(span for span, spaces in self.closures if spaces is None)

    def spaces_closed(self, first: int, count: int) -> Float:
        """Return how many spaces are closed in each quarter, by closures of a part."""
        closed = np.zeros(count)
        for span, spaces in self.closures:
            if spaces is not None:
                closed += covered_ms(first, count, [span]) * (spaces / QUARTER_MS)
        return closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Occupancy of a run of quarters as integrals that can be added.

    Parameters
    ----------
    occupied
        Occupied space-time; may be negative or exceed `capacity` (drift): kept raw. [spaces * ms]
    capacity
        Space-time that could be occupied, over known time. [spaces * ms]
    observed_ms, expected_ms
        Time known, and time that should be, both without closed time and inside the window. For
        single bays both are summed over bays. [ms]
    doubted
        Whether what is known in the quarter is flagged 3 or 4.
    """

    first: int
    occupied: Float
    capacity: Float
    observed_ms: Int
    expected_ms: Int
    doubted: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.occupied)


def of_car_park(free: Quarters, capacity: Capacity, hours: Sequence[Span] | None) -> Load:
    """Return the load of a car park that publishes its free spaces. [spaces * ms].

    Parameters
    ----------
    free
        Free spaces of the site, as integrals over known time. [spaces * ms]
    hours
        The window of the mean (regulated hours); None: the whole day.

    Notes
    -----
    occupied = capacity * known time - integral of the free spaces, a quarter each; where no
    capacity is known, or all of it is closed, nothing is expected.

    References
    ----------
    Indicators A1, counted facility.

    Examples
    --------
    Of 20 spaces 5 are free all day; the second half of it the site is closed:

    >>> from analytics.example import DAY, run
    >>> closed = [(Span(DAY.to_ms // 2, DAY.to_ms), None)]
    >>> spaces = Capacity(facts=[(DAY, 20.0)], closures=closed)
    >>> load = of_car_park(run(5.0 * QUARTER_MS), spaces, None)
    >>> float(load.occupied.sum() / load.capacity.sum()), int(load.expected_ms.sum()) // 3_600_000
    (0.75, 12)
    """
    first, count = free.first, len(free)
    spaces = level(first, count, capacity.facts)
    if capacity.closures:
        spaces = spaces - capacity.spaces_closed(first, count)
    observed: Int | Float = free.observed_ms
    expected: Int | Float = free.expected_ms - free.closed_ms
    taken = free.total
    if not spaces.min(initial=np.inf) > 0:  # no capacity: neither occupied nor free
        usable = spaces > 0
        expected = np.where(spaces <= 0, 0, expected)
        observed, taken = np.where(usable, observed, 0), np.where(usable, taken, 0.0)
        spaces = np.where(usable, spaces, 0.0)
    if hours is not None or capacity.shut():
        share = _open_share(first, count, capacity.shut(), hours)
        observed, expected, taken = observed * share, expected * share, taken * share
    available = spaces * observed
    doubted = _doubted(free)
    if doubted.any():
        doubted &= observed > 0
    return Load(
        first=first,
        occupied=available - taken,
        capacity=available,
        observed_ms=_whole(observed),
        expected_ms=_whole(expected),
        doubted=doubted,
    )


def of_bays(bays: Iterable[Quarters], capacity: Capacity, hours: Sequence[Span] | None) -> Load:
    """Return the load of a site whose bays are sensed one by one. [spaces * ms].

    Spaces closed by a closure of a part are taken from the bays in proportion to what is known.

    Parameters
    ----------
    bays
        Runs of the same quarters, each added and let go: all of a town, laid out, are gigabytes.
        Occupied time. [ms]
    hours
        The window of the mean (regulated hours); None: the whole day.

    Raises
    ------
    ValueError
        There is no bay.

    References
    ----------
    Indicators A1, single bays.

    Examples
    --------
    One bay is taken all day, one is free, of a third one nothing is known after noon:

    >>> from analytics.example import run
    >>> bays = [run(1.0 * QUARTER_MS), run(0.0), run(1.0 * QUARTER_MS, known=48)]
    >>> load = of_bays(bays, Capacity(), None)
    >>> float(load.occupied.sum() / load.capacity.sum())  # (1 + 0 + 0.5) / 2.5 bays
    0.6
    """
    each = iter(bays)
    one = next(each, None)
    if one is None:
        raise ValueError("a site without bays")
    first, count = one.first, len(one)
    observed, occupied = one.observed_ms.copy(), one.total.copy()
    expected = one.expected_ms - one.closed_ms
    doubted = _doubted(one)
    for one in each:
        observed += one.observed_ms
        occupied += one.total
        expected += one.expected_ms - one.closed_ms
        doubted |= _doubted(one)
    share = _open_share(first, count, capacity.shut(), hours)
    closed_ms = capacity.spaces_closed(first, count) * QUARTER_MS
    left = np.where(expected > 0, np.maximum(expected - closed_ms, 0) / np.maximum(expected, 1), 0)
    return Load(
        first=first,
        occupied=np.where(left > 0, occupied, 0.0) * share,
        capacity=observed * left * share,
        observed_ms=_whole(observed * left * share),
        expected_ms=_whole(expected * left * share),
        doubted=doubted & (left * share > 0),
    )


def ratio(occupied: Float, capacity: Float) -> Float:
    """Return occupied / capacity; NaN where there was no capacity. [1].

    Examples
    --------
    >>> ratio(np.array([17.0, 0.0]), np.array([20.0, 0.0])).tolist()
    [0.85, nan]
    """
    some = capacity > 0
    return np.where(some, occupied / np.where(some, capacity, 1.0), np.nan)


def why_withheld(values: Float, expected_ms: Int, begun: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Return why each mean is not given: closed throughout, or too little known; None: it is.

    Parameters
    ----------
    begun
        Whether a bucket has begun: of what is still to come nothing is known, whatever is said of
        it already.

    Examples
    --------
    >>> nan = np.nan
    >>> values, begun = np.array([0.5, nan, nan, nan]), np.array([True, True, True, False])
    >>> why_withheld(values, np.array([9, 9, 0, 0]), begun).tolist()
    [None, 'insufficient_data', 'capacity_zero', 'insufficient_data']
    """
    found = np.full(len(values), None, dtype=object)
    found[np.isnan(values)] = Reason.INSUFFICIENT_DATA.value
    found[np.isnan(values) & (expected_ms <= 0) & begun] = Reason.CAPACITY_ZERO.value
    return found


def _open_share(
    first: int, count: int, shut: Sequence[Span], hours: Sequence[Span] | None
) -> Float:
    """Return which share of each quarter lies in the window and is not closed."""
    if hours is None:
        return 1.0 - covered_ms(first, count, shut) / QUARTER_MS
    inside = covered_ms(first, count, union(hours))
    return (inside - covered_ms(first, count, common(hours, shut))) / QUARTER_MS


def _doubted(run: Quarters) -> NDArray[np.bool_]:
    doubted: NDArray[np.bool_] = (run.flag == Flag.SUSPECT) | (run.flag == Flag.FAIL)
    return doubted


def _whole(time_ms: Float | Int) -> Int:
    if time_ms.dtype.kind == "i":
        return time_ms.astype(np.int64, copy=False)
    return np.rint(time_ms).astype(np.int64)
