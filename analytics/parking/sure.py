"""Where stays can be computed again in part: instants that no debouncing reaches over.

A late state may join or part stays, but never beyond a change between a vacancy that is too long to
be merged and a stay that is too long to be dropped: both remain, whatever comes before or after.
"""

from typing import Final

import numpy as np

from analytics.held import Segments
from analytics.parking.debounce import GAP_MIN_MS, STAY_MIN_MS, Runs, encoded, runs_of
from analytics.parking.stays import Bool
from analytics.quarters import Int
from analytics.spans import Span

METHOD_VERSION: Final = 1


def before(known: Segments, read: Span, instant_ms: int) -> int | None:
    """Return the last sure instant that nothing from `instant_ms` on can move; None: none is.

    Besides changes of the state it may be the end of a silence.

    Parameters
    ----------
    known
        A bay: 1 occupied, 0 vacant.
    read
        Where `known` is all there is to know.

    Examples
    --------
    >>> bay = Segments(from_ms=np.array([0, 10**5, 2 * 10**5]), suspect=np.zeros(3, bool),
    ...                to_ms=np.array([1, 2, 3]) * 10**5, value=np.array([0.0, 1.0, 0.0]))
    >>> before(bay, Span(0, 3 * 10**5), 290_000), before(bay, Span(0, 3 * 10**5), 150_000)
    (200000, None)
    """
    runs = _within(known, read.from_ms, instant_ms)
    after_silence = ~runs.linked & (np.arange(len(runs.begin)) > 0)
    found = runs.begin[_sure(runs) | after_silence]
    return int(found[-1]) if len(found) else None


def after(known: Segments, read: Span, instant_ms: int) -> int | None:
    """Return the first sure instant that nothing before `instant_ms` can move; None: none is.

    Examples
    --------
    >>> bay = Segments(from_ms=np.array([0, 10**5, 2 * 10**5]), suspect=np.zeros(3, bool),
    ...                to_ms=np.array([1, 2, 3]) * 10**5, value=np.array([0.0, 1.0, 0.0]))
    >>> after(bay, Span(0, 3 * 10**5), 0), after(bay, Span(0, 3 * 10**5), 160_000)
    (100000, None)
    """
    runs = _within(known, instant_ms, read.to_ms)
    found = runs.begin[_sure(runs)]
    return int(found[0]) if len(found) else None


def _within(known: Segments, from_ms: int, to_ms: int) -> Runs:
    inside = (known.from_ms < to_ms) & (known.to_ms > from_ms)
    cut = Segments(
        from_ms=np.maximum(known.from_ms[inside], from_ms),
        to_ms=np.minimum(known.to_ms[inside], to_ms),
        value=known.value[inside],
        suspect=known.suspect[inside],
    )
    return encoded(runs_of([cut]))


def _sure(runs: Runs) -> Bool:
    """Whether each run begins where one long enough follows another that is long enough."""
    length: Int = runs.end - runs.begin
    lasting = length >= np.where(runs.occupied, STAY_MIN_MS, GAP_MIN_MS)
    sure = np.zeros(len(length), dtype=bool)
    sure[1:] = runs.linked[1:] & lasting[1:] & lasting[:-1]
    return sure
