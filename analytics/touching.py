"""Which intervals of a channel overlap, and which all but touch: frames come early and late.

Both look at readings that touch alone, never at a chain of them, and at no order of arrival.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import Int

#: An interval that begins so close to the end of another one begins there, see `moved`. [ms]
JITTER_MAX_MS: Final = 60_000
_JITTER_SHARE: Final = 10  # but no farther than this part of its length
_MINUTE_MS: Final = 60_000
_FOREVER_MS: Final = 2**61


def overlapped(start_ms: Int, duration_ms: Int, valid: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each reading begins before an earlier valid one has ended.

    Parameters
    ----------
    start_ms, duration_ms
        Intervals `[start, start + duration)`, sorted by their start. [ms since 1970], [ms]
    valid
        The others overlap nothing.

    Examples
    --------
    >>> overlapped(np.array([0, 9, 20]), np.array([10, 10, 5]), np.array([True] * 3)).tolist()
    [False, True, False]
    """
    late = np.zeros(len(start_ms), dtype=bool)
    if len(start_ms) > 1:
        ends = np.where(valid, start_ms + duration_ms, np.iinfo(np.int64).min)
        late[1:] = start_ms[1:] < np.maximum.accumulate(ends)[:-1]
    return late


def movable(start_ms: Int) -> NDArray[np.bool_]:
    """Whether each start was told by no clock of the device: it lies on no whole minute.

    A device that measures by a clock counts from a whole minute on. Where the time of a frame
    stands for the end of an interval, the start is as uncertain as the frame's way.

    Parameters
    ----------
    start_ms
        [ms since 1970]

    Examples
    --------
    >>> movable(np.array([0, 59_500, 60_000])).tolist()
    [False, True, False]
    """
    off: NDArray[np.bool_] = start_ms % _MINUTE_MS != 0
    return off


def moved(start_ms: Int, duration_ms: Int, valid: NDArray[np.bool_]) -> Int:
    """Return where intervals begin when those touch that all but touch. [ms since 1970].

    A start on no whole minute moves to the end of the valid intervals before it, when that is at
    most `JITTER_MAX_MS` and a tenth of its length away. Ends stay.

    Parameters
    ----------
    start_ms, duration_ms, valid
        As for `overlapped`; only valid intervals move.

    Examples
    --------
    The second frame came 1.5 s early; its interval begins where the first one ends:

    >>> at, length = np.array([1_000, 299_500]), np.array([300_000, 300_000])
    >>> moved(at, length, np.ones(2, bool)).tolist()
    [1000, 301000]
    """
    may = movable(start_ms) & valid
    if len(start_ms) < 2 or not may.any():
        return start_ms
    ends = np.where(valid, start_ms + duration_ms, -_FOREVER_MS)
    before = np.full_like(ends, -_FOREVER_MS)
    before[1:] = np.maximum.accumulate(ends)[:-1]
    most = np.minimum(duration_ms // _JITTER_SHARE, JITTER_MAX_MS)
    may &= np.abs(start_ms - before) <= most
    return np.where(may, before, start_ms)
