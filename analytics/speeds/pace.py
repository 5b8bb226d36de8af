"""The pace: the window of speeds that holds most vehicles (indicators C7)."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.speeds.classes import Binned

METHOD_VERSION: Final = 2
N_MIN: Final = 100  #: vehicles for a pace that is published
WIDTH_KMH: Final = 10.0
#: 10 mph, 16.1 km/h, in whole classes of 1 km/h.
WIDTH_10_MPH_KMH: Final = 16.0


@dataclass(frozen=True, slots=True)
class Pace:
    """A window of speeds and the share of vehicles in it.

    Parameters
    ----------
    lower, upper
        [km/h]
    share
        0 to 1. [1]
    """

    lower: float
    upper: float
    share: float


def pace(binned: Binned, width_kmh: float = WIDTH_KMH) -> Pace | None:
    """Return the window with most vehicles; of equal ones the lowest.

    Windows begin and end at edges of classes: of 1 km/h classes every whole km/h is tried, of
    5 km/h classes every fifth. An open last class is in no window.

    Parameters
    ----------
    binned
        One histogram.

    Returns
    -------
    Pace or None
        None when there is no vehicle, or no window of this width between edges.

    References
    ----------
    Indicators C7; UTHM BFC 32302: 64.5 to 74.5 km/h hold 28.5 %.

    Examples
    --------
    >>> from analytics.speeds.classes import of_edges
    >>> pace(of_edges([40, 45, 50, 55], [1, 2, 2]))
    Pace(lower=45.0, upper=55.0, share=0.8)
    """
    tenths = np.array(binned.classes.lower_tenths)
    if binned.classes.top_tenths is not None:
        tenths = np.append(tenths, binned.classes.top_tenths)
    n = int(binned.total())
    begin = np.arange(len(tenths))
    stop = np.searchsorted(tenths, tenths + round(width_kmh * 10))
    fits = stop < len(tenths)
    fits[fits] = tenths[stop[fits]] == tenths[begin[fits]] + round(width_kmh * 10)
    if n == 0 or not fits.any():
        return None
    upto = np.concatenate([[0], np.cumsum(binned.counts)])
    held = upto[stop[fits]] - upto[begin[fits]]
    best = int(np.argmax(held))
    lower = float(tenths[begin[fits]][best]) / 10
    return Pace(lower, lower + width_kmh, float(held[best]) / n)
