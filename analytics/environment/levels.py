"""Sound levels: their energy mean, exposure and what is exceeded how often (indicators D2).

Decibels are never averaged as numbers: 60 and 70 dB of equal length are 67.4, not 65.
"""

import math
from typing import Final

import numpy as np

from analytics.environment import capture
from analytics.figure import Figure, Reason
from analytics.fold import Folded
from analytics.quarters import Float

METHOD: Final = "energy mean of L_Aeq, 75 % capture"
METHOD_VERSION: Final = 1
_REFERENCE_S: Final = 1.0


def equivalent(levels_db: Float, duration: Float | None = None) -> float:
    """Return the equivalent level `10 lg(sum(t 10^(L/10)) / sum(t))`. [dB].

    Parameters
    ----------
    levels_db
        L_Aeq of parts of the time; of momentary levels the result is an estimate. NaN values are
        left out. [dB]
    duration
        Of each part, in any unit; None: all equal.

    Returns
    -------
    float
        NaN when nothing is known.

    References
    ----------
    python-acoustics, tests/test_descriptors.py (indicators D2).

    Examples
    --------
    >>> round(equivalent(np.array([60.0, 70.0]), np.array([45.0, 15.0])), 2)
    65.12
    """
    known = ~np.isnan(levels_db)
    time = known.astype(np.float64) if duration is None else np.where(known, duration, 0.0)
    whole = time.sum()
    if whole <= 0:
        return math.nan
    energy = np.where(known, 10.0 ** (np.where(known, levels_db, 0.0) / 10), 0.0)
    return float(10 * np.log10((energy * time).sum() / whole))


def exposure(equivalent_db: float, duration_s: float) -> float:
    """Return the sound exposure level, `L_eq + 10 lg(T / 1 s)` (SEL). [dB].

    References
    ----------
    python-acoustics, tests/test_descriptors.py (indicators D2).

    Examples
    --------
    >>> exposure(60.0, 10.0)
    70.0
    """
    return equivalent_db + 10 * math.log10(duration_s / _REFERENCE_S)


def exposures(equivalent_db: Float, duration_s: Float) -> Float:
    """Return the sound exposure level of each of some times, see `exposure`. [dB]; NaN stays.

    Examples
    --------
    >>> exposures(np.array([60.0]), np.array([10.0])).tolist()
    [70.0]
    """
    found: Float = equivalent_db + 10 * np.log10(duration_s / _REFERENCE_S)
    return found


def exceeded(levels_db: Float, percent: float) -> float:
    """Return the level that is exceeded so much of the time: L10, L50, L90. [dB].

    The `(100 - N)`th percentile, linear between ranks, of levels of equal length.

    Parameters
    ----------
    percent
        10 for the peaks, 90 for the background. [%]

    Returns
    -------
    float
        NaN when nothing is known.

    References
    ----------
    Indicators D2.

    Examples
    --------
    >>> exceeded(np.arange(1.0, 102.0), 90)
    11.0
    """
    known = levels_db[~np.isnan(levels_db)]
    return float(np.percentile(known, 100 - percent)) if len(known) else math.nan


def of_buckets(folded: Folded) -> Float:
    """Return the equivalent level of each bucket of level quarters. [dB].

    It needs 75 % of the time that was expected, and no bucket is finer than the readings.

    Returns
    -------
    ndarray
        NaN where it is not known.

    References
    ----------
    Indicators D2; `instants.level_quarters`.

    Examples
    --------
    >>> from analytics.fold import fold
    >>> from analytics.quarters import QUARTER_MS, empty
    >>> run = empty(0, 4)
    >>> run.expected_ms[:] = run.observed_ms[:] = QUARTER_MS
    >>> run.total[:] = 1e6 * QUARTER_MS
    >>> of_buckets(fold(run, np.array([0, 4]))).tolist()
    [60.0]
    """
    known = capture.enough(folded.observed_ms, folded.expected_ms)
    known &= (folded.grain <= folded.quarters) & (folded.total > 0)
    energy = np.where(known, folded.total / np.where(known, folded.observed_ms, 1), 1.0)
    return np.where(known, 10 * np.log10(energy), np.nan)


def published(level_db: float) -> Figure:
    """Return a level as a figure; NaN is withheld. [dB].

    Examples
    --------
    >>> published(float("nan")).reason.value
    'insufficient_data'
    """
    if math.isnan(level_db):
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return Figure(level_db)
