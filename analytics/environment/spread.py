"""For how long a place was how loud: levels by quarter hour (indicators D2: L10, L50, L90).

The energy of a quarter hour does not tell how loud its quiet tenth was: that needs the time at
each level.
"""

from typing import Final

import numpy as np

from analytics.held import Segments
from analytics.quarters import QUARTER_MS, Float
from analytics.speeds.classes import Binned, Classes
from analytics.speeds.histogram import Histogram, of_times
from analytics.speeds.percentiles import percentile

METHOD: Final = "level exceeded so much of the time, linear within classes of 0.5 dB"
METHOD_VERSION: Final = 1
#: [0.1 dB]
LEVELS: Final = Classes(lower_tenths=tuple(range(0, 1500, 5)), top_tenths=1500)


def of_segments(known: Segments, first: int, count: int) -> Histogram:
    """Lay the time of each level into a run of quarters; the counts are ms.

    Parameters
    ----------
    known
        From when to when which level was known. [dB]
    first, count
        The run. [quarters since 1970]

    Examples
    --------
    >>> at = np.array([0, 600_000])
    >>> two = Segments(
    ...     from_ms=at, to_ms=at + 600_000, value=np.array([60.2, 70.0]), suspect=at > 9)
    >>> found = of_segments(two, 0, 2)
    >>> found.quarter.tolist(), found.bin.tolist(), found.count.tolist()
    ([0, 0, 1], [120, 140, 140], [600000, 300000, 300000])
    """
    begin = np.maximum(known.from_ms, first * QUARTER_MS)
    end = np.minimum(known.to_ms, (first + count) * QUARTER_MS)
    told = (end > begin) & ~np.isnan(known.value)
    begin, end, value = begin[told], end[told], known.value[told]
    pieces = -(-end // QUARTER_MS) - begin // QUARTER_MS
    row = np.repeat(np.arange(len(begin)), pieces)
    within = np.arange(int(pieces.sum())) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    quarter = begin[row] // QUARTER_MS + within
    length = np.minimum(end[row], (quarter + 1) * QUARTER_MS)
    length -= np.maximum(begin[row], quarter * QUARTER_MS)
    return of_times(LEVELS, quarter, value[row], length)


def exceeded(binned: Binned, percent: float) -> Float:
    """Return the level that is exceeded so much of the time of each bucket: L10, L50, L90. [dB].

    Parameters
    ----------
    percent
        10 for the peaks, 90 for the background. [%]

    Returns
    -------
    ndarray
        NaN where nothing is known.

    References
    ----------
    Indicators D2: the (100 - N)th percentile.

    Examples
    --------
    >>> counts = np.zeros((1, len(LEVELS)), dtype=np.int64)
    >>> counts[0, 120:160] = 1
    >>> exceeded(Binned(classes=LEVELS, counts=counts), 10).tolist()
    [78.0]
    """
    return percentile(binned, 100 - percent)
