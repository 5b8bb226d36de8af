"""What was counted beside what was usual, in windows that end with each hour."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.quarters import Float

EXPECTED_MIN: Final = 40.0  #: counts in a window, to speak of a ratio
KNOWN_MIN: Final = 0.5  #: of the hours of a window in which it is known what is usual ...
USUAL_MIN: Final = 0.25  #: ... which are this part of all: a camera sees by daylight only


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Cumulative sums over the cells of local days, with a leading 0.

    Parameters
    ----------
    counted, expected
        What was counted, and what was usual, in hours of which both are known. [passages]
    known
        How many those are. [h]
    usual
        The hours of which is known what was usual. [h]
    """

    counted: Float
    expected: Float
    known: Float
    usual: Float

    def counted_in(self, window: int) -> Float:
        """Return what was counted in the window that ends with each cell. [passages]."""
        return _window(self.counted, window)

    def expected_in(self, window: int) -> Float:
        """Return what was usual in the window that ends with each cell. [passages]."""
        return _window(self.expected, window)

    def log_ratio(self, window: int) -> Float:
        """Return the log of counted over usual in the window that ends with each cell.

        NaN where 40 passages are not to be expected, or too few hours are known.
        """
        counted, expected, known, usual = (
            _window(part, window) for part in (self.counted, self.expected, self.known, self.usual)
        )
        ratio = np.log((counted + 0.5) / (expected + 0.5))
        enough = (expected >= EXPECTED_MIN) & (known >= KNOWN_MIN * usual)
        enough &= usual >= USUAL_MIN * window
        return np.asarray(np.where(enough, ratio, np.nan))


def sums_of(value: Float, usual: Float) -> Sums:
    """Return the cumulative sums of hours and of what is usual in them.

    Examples
    --------
    >>> sums = sums_of(np.full((1, 24), 5.0), np.full((1, 24), 10.0))
    >>> sums.counted_in(3)[:4].tolist(), sums.expected_in(3)[:4].tolist()
    ([5.0, 10.0, 15.0, 15.0], [10.0, 20.0, 30.0, 30.0])
    >>> float(np.exp(sums.log_ratio(24)[-1]).round(2))
    0.5
    """
    counted, expected = value.reshape(-1), usual.reshape(-1)
    known = ~np.isnan(counted) & ~np.isnan(expected)

    def summed(part: Float) -> Float:
        return np.concatenate([[0.0], np.cumsum(np.where(known, part, 0.0))])

    ones = np.ones(len(counted))
    told = np.concatenate([[0.0], np.cumsum(~np.isnan(usual.reshape(-1)))])
    return Sums(counted=summed(counted), expected=summed(expected), known=summed(ones), usual=told)


def _window(added: Float, window: int) -> Float:
    """Return the sum over the window that ends with each cell; shorter at the beginning."""
    begin = np.maximum(np.arange(1, len(added)) - window, 0)
    return np.asarray(added[1:] - added[begin])
