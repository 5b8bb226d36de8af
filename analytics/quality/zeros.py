"""What is told of a time of zeros, or of several of them with counts in between."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.finding import Evidence
from analytics.quality.track import HOUR_MS, Track, runs
from analytics.quality.words import COMES_AND_GOES
from analytics.quarters import Float

METHOD_VERSION: Final = 1


def zeros_told(
    track: Track, zero: NDArray[np.bool_], usual: Float, at: slice
) -> tuple[Evidence, tuple[str, str] | None]:
    """Return the evidence of zeros, and its words where it is not those of the test.

    A counter that comes and goes is told by its zeros: what it counts in between says nothing.

    Parameters
    ----------
    zero, usual
        By step of the track whether nothing was counted, and what was to be expected. [passages]
    at
        From the first to the last of the zeros.

    Returns
    -------
    Evidence
        Hours from the first to the last of them, and what was counted and to be expected in these;
        where anything was counted, hours of nothing but zeros, and what was expected in them.
    tuple of str, optional
        German and English.

    References
    ----------
    indicators.md E8.

    Examples
    --------
    >>> value = np.array([0.0, 0.0, 7.0, 0.0])
    >>> track = Track(name="x", first=0, step_ms=HOUR_MS, value=value)
    >>> zeros_told(track, value == 0, np.full(4, 5.0), slice(0, 4))[0]
    {'hours': 4.0, 'counted': 7, 'expected': 20.0, 'zero_hours': 3.0, 'zero_expected': 15.0}
    """
    hour = track.step_ms / HOUR_MS
    counted = round(float(np.nansum(track.value[at])))
    evidence: dict[str, float | int] = {
        "hours": (at.stop - at.start) * hour,
        "counted": counted,
        "expected": round(float(usual[at].sum()), 1),
    }
    if not counted:
        return evidence, None
    nothing = np.zeros(at.stop - at.start, dtype=bool)
    for begin, end in runs(zero[at], HOUR_MS // track.step_ms):
        nothing[begin:end] = True
    evidence["zero_hours"] = int(np.count_nonzero(nothing)) * hour
    evidence["zero_expected"] = round(float(usual[at][nothing].sum()), 1)
    return evidence, COMES_AND_GOES
