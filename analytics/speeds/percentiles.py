"""Percentile speeds V15, V50, V85 from classes with their real edges (indicators C4, C8).

Never average V85 values of hours or days: add the histograms.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.quarters import Float
from analytics.speeds.classes import Binned

METHOD: Final = "linear interpolation in the cumulative histogram, real class edges"
METHOD_VERSION: Final = 2
N_MIN: Final = 100  #: vehicles for a percentile that is published
HALF_WIDTH_MAX_KMH: Final = 3.0  #: of the 95 % interval of a V85 that is published
Z_95: Final = 1.96


def percentile(binned: Binned, percent: float) -> Float:
    """Return a percentile of each histogram, linear within its class. [km/h].

    `V_p = L + (p n - F_L) / f * w`: L the lower edge of the class that holds the vehicle, F_L the
    vehicles below it, f those in it, w its width. Whether a count reaches a class is decided in
    whole numbers.

    Parameters
    ----------
    percent
        0 to 100. [%]

    Returns
    -------
    ndarray
        NaN where there is no vehicle, and where it lies in the open last class (`above_top`).

    References
    ----------
    UTHM BFC 32302: V50 = 64.5 + 15/21 * 5 (indicators C4).

    Examples
    --------
    >>> from analytics.speeds.classes import of_edges
    >>> float(percentile(of_edges([40, 45, 50], [50, 50]), 85))
    48.5
    """
    found = _located(binned, np.asarray(percent, dtype=np.float64))
    return np.where(np.isfinite(found), found, np.nan)


def above_top(binned: Binned, percent: float) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Whether the percentile of each histogram lies in the open last class.

    Examples
    --------
    >>> from analytics.speeds.classes import TELRAAM_10
    >>> bool(above_top(Binned(classes=TELRAAM_10, counts=np.array([0] * 7 + [9])), 85))
    True
    """
    return np.isinf(_located(binned, np.asarray(percent, dtype=np.float64)))


def _located(binned: Binned, percent: Float) -> Float:
    """Return percentiles; infinite in an open last class, NaN where there is no vehicle."""
    counts = binned.counts.astype(np.float64)
    below = np.cumsum(counts, axis=-1)
    n = below[..., -1]
    wanted = np.asarray(percent * n)  # in hundredths of a vehicle
    reached = (100 * below >= wanted[..., None]) & (counts > 0)
    at = np.argmax(reached, axis=-1)[..., None]
    inside = np.take_along_axis(counts, at, axis=-1)[..., 0]
    upto = np.take_along_axis(below, at, axis=-1)[..., 0]
    lower, upper = binned.classes.lower()[at[..., 0]], binned.classes.upper()[at[..., 0]]
    known = reached.any(axis=-1)
    share = (wanted - 100 * (upto - inside)) / np.where(known, 100 * inside, 1.0)
    width = np.where(np.isfinite(upper), upper - lower, 0.0)
    found = np.where(np.isfinite(upper), lower + share * width, np.inf)
    return np.where(known, found, np.nan)


def bounds(binned: Binned, percent: float, z: float = Z_95) -> tuple[Float, Float]:
    """Return the ends of the confidence interval of a percentile of each histogram. [km/h].

    As `percentile_interval`: infinite above where it reaches into an open class, NaN of an empty
    histogram.

    Examples
    --------
    >>> from analytics.speeds.classes import of_edges
    >>> low, high = bounds(of_edges([40, 45, 50], [200, 200]), 50)
    >>> round((float(high) - float(low)) / 2, 3)
    0.49
    """
    n = np.asarray(binned.total(), dtype=np.float64)
    spread = z * np.sqrt(percent * (100 - percent) / np.maximum(n, 1.0))
    low = _located(binned, np.clip(percent - spread, 0.0, 100.0))
    return low, _located(binned, np.clip(percent + spread, 0.0, 100.0))


def reasons(binned: Binned, percent: float) -> list[Reason | None]:
    """Return why the percentile of each row of histograms is withheld; None: it is published.

    The rules are those of `published`.

    Examples
    --------
    >>> from analytics.speeds.classes import TELRAAM_10
    >>> rows = np.array([[0, 500, 500, 0, 0, 0, 0, 0], [9] + [0] * 7, [0] * 7 + [500]])
    >>> [why and why.value for why in reasons(Binned(classes=TELRAAM_10, counts=rows), 85)]
    [None, 'insufficient_data', 'above_top_class']
    """
    low, high = bounds(binned, percent)
    sure = np.isfinite(low) & np.isfinite(high)
    width = np.where(sure, high, 0.0) - np.where(sure, low, 0.0)
    wide = ~sure | (width / 2 > HALF_WIDTH_MAX_KMH)
    rows = zip(
        (binned.total() < N_MIN).tolist(),
        above_top(binned, percent).tolist(),
        wide.tolist(),
        strict=True,
    )
    return [
        Reason.INSUFFICIENT_DATA
        if few
        else Reason.ABOVE_TOP_CLASS
        if above
        else Reason.INSUFFICIENT_DATA
        if unsure
        else None
        for few, above, unsure in rows
    ]


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`. [km/h]; infinite above where it reaches into an open class."""

    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half of its width. [km/h].

        Examples
        --------
        >>> Interval(52.0, 55.0).half_width
        1.5
        """
        return (self.high - self.low) / 2


def percentile_interval(binned: Binned, percent: float, z: float = Z_95) -> Interval:
    """Return the confidence interval of a percentile of one histogram, free of distribution.

    The percentiles at the ranks `n p -+ z sqrt(n p (1 - p))`. [km/h].

    Parameters
    ----------
    z
        Of the normal distribution; 1.96 for 95 %. [1]

    Returns
    -------
    Interval
        NaN of an empty histogram.

    References
    ----------
    Indicators C8: order statistics.

    Examples
    --------
    >>> from analytics.speeds.classes import of_edges
    >>> round(percentile_interval(of_edges([40, 45, 50], [200, 200]), 50).half_width, 3)
    0.49
    """
    low, high = bounds(binned, percent, z)
    return Interval(float(low), float(high))


def published(binned: Binned, percent: float) -> Figure:
    """Return a percentile of one histogram, or why it is withheld. [km/h].

    Withheld below `N_MIN` vehicles, in an open last class, and when the 95 % interval is wider
    than `HALF_WIDTH_MAX_KMH` to each side.

    References
    ----------
    Indicators 0.8, C4, C8.

    Examples
    --------
    >>> from analytics.speeds.classes import of_edges
    >>> published(of_edges([40, 45, 50], [500, 500]), 85).value
    48.5
    >>> published(of_edges([40, 45, 50], [5, 5]), 85).reason.value
    'insufficient_data'
    """
    (why,) = reasons(Binned(classes=binned.classes, counts=binned.counts[None]), percent)
    return Figure(None if why else float(percentile(binned, percent)), why)
