"""Since when, and until when, a counter counts another share of the usual."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.sums import Sums
from analytics.quality.track import runs
from analytics.quarters import Float

METHOD_VERSION: Final = 1

WINDOWS_H: Final = (24, 72, 168)
JOIN_H: Final = 36  #: exceedances closer than this are one fault
CLEAR: Final = 3.0  #: log likelihood ratio from which on the hours say where a change begins
CLEAR_AGAIN: Final = 12.0  #: the same, while the window still holds an earlier change


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What stretches of another level are told by.

    Parameters
    ----------
    mine
        What was counted, and in which hours.
    expected
        Cumulative counts to be expected, with a leading 0. [passages]
    window, factor
        By cell the shortest window that spoke [h], 0: none, and the ratio in it [1].
    """

    mine: Sums
    expected: Float
    window: NDArray[np.int64]
    factor: Float

    def evidence(self, begin: int, end: int) -> dict[str, float | int]:
        """Return what was counted and what was to be expected in these cells, and their ratio."""
        counted = float(self.mine.counted[end] - self.mine.counted[begin])
        expected = float(self.expected[end] - self.expected[begin])
        factor = round(counted / max(expected, 1.0), 2)
        return {"factor": factor, "counted": round(counted), "expected": round(expected)}

    def of_window(self, end: int) -> dict[str, float | int]:
        """Return what the window said that spoke last before a cell."""
        window, factor = int(self.window[end - 1]), float(self.factor[end - 1])
        counted = float(self.mine.counted[end] - self.mine.counted[max(end - window, 0)])
        said = {"counted": round(counted), "expected": round(counted / factor)}
        return {"factor": round(factor, 2), **said, "window": window}

    def gain(self, odds: float) -> Float:
        """Return the cumulative log likelihood ratio of a changed to the usual level (Poisson)."""
        return np.asarray(self.mine.counted * np.log(odds) - (odds - 1) * self.expected)

    def clear(self, seen: int, odds: float) -> bool:
        """Whether the hours up to a cell, in the longest window, say where a change begins."""
        return _clear(self.gain(odds), seen)


def stretches(counts: Counts, holds: NDArray[np.bool_], odds: float) -> list[tuple[int, int, int]]:
    """Return begin, end (exclusive) and the cell that was needed, of each change of level.

    Where the hours do not say where it begins, it is the window that spoke; or nothing, as long as
    that window holds an earlier change. What overlaps is one. Begin and cell never depend on what
    comes after that cell.

    Parameters
    ----------
    holds
        By cell whether a window spoke of a change in this direction.
    odds
        Of the changed to the usual level, that tells where it begins and ends. [1]

    References
    ----------
    Page (1954): Continuous inspection schemes. Biometrika 41. indicators.md E14.

    Examples
    --------
    >>> from analytics.quality.sums import sums_of
    >>> hourly = np.repeat([20.0, 10.0], 48)
    >>> sums = sums_of(hourly.reshape(-1, 24), np.full((4, 24), 20.0))
    >>> low = np.arange(96) >= 60
    >>> day = np.where(low, 24, 0)
    >>> counts = Counts(mine=sums, expected=sums.expected, window=day, factor=np.full(96, 0.6))
    >>> stretches(counts, low, 0.6)
    [(48, 96, 60)]
    """
    gain = counts.gain(odds)
    told: list[tuple[int, int, int]] = []
    for first, last in runs(_joined(holds)):
        until = told[-1][1] if told else 0
        begin, end, seen = max(first + 1 - int(counts.window[first]), 0), last, first
        if begin < until and not _clear(gain, first):
            again = (cell for cell in range(first, last) if _clear(gain, cell, CLEAR_AGAIN))
            seen = next(again, last)
        if seen == last:
            continue
        if _clear(gain, seen):
            begin = _begun(counts, gain, seen)
            end = seen + 1 + int(np.argmax(gain[seen + 1 : last + 1] - gain[begin]))
        if begin < until:
            begin, until, seen = told.pop()
            end = max(until, end)
        told.append((begin, end, seen))
    return told


def _begun(counts: Counts, gain: Float, seen: int) -> int:
    """Return the cell from which on the hours up to `seen` speak most for a change."""
    back = max(seen + 1 - WINDOWS_H[-1], 0)
    begin = back + int(np.argmax(gain[seen + 1] - gain[back : seen + 1]))
    known = counts.mine.known
    while begin < seen and known[begin + 1] == known[begin]:  # nothing is known of a gap
        begin += 1
    return begin


def _clear(gain: Float, seen: int, least: float = CLEAR) -> bool:
    back = max(seen + 1 - WINDOWS_H[-1], 0)
    return bool(gain[seen + 1] - gain[back : seen + 1].min() >= least)


def _joined(holds: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return with short breaks between two stretches filled."""
    filled = holds.copy()
    known = np.flatnonzero(holds)
    if len(known):
        for begin, end in runs(~holds[: known[-1] + 1]):
            if begin > 0 and end - begin < JOIN_H:
                filled[begin:end] = True
    return filled
