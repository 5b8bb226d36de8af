"""How many vehicles a speed study needs, and what it can tell (indicators C8)."""

import math
from typing import Final, TypeVar

from analytics.quarters import Float
from analytics.speeds.percentiles import Z_95

T = TypeVar("T", float, Float)
METHOD_VERSION: Final = 1
U_V85: Final = 1.04  #: the normal quantile of 85 %, as in the sample-size formula [1]
U_MEAN: Final = 0.0
V85_SPREADS: Final = 1.0364  #: the normal quantile of 85 %, rounded to four places [1]


def sample_exact(deviation: T, error: float, *, u: float = U_V85, z: float = Z_95) -> T:
    """Return the sample size before rounding, `N = S^2 z^2 (2 + U^2) / (2 E^2)`. [vehicles].

    Parameters
    ----------
    deviation, error
        Standard deviation of speeds, and the error allowed. [km/h, or both in another unit]
    u
        `U_V85` for V85, `U_MEAN` for the mean. [1]
    z
        1.96 for 95 %. [1]

    References
    ----------
    Buckholz, Sample Size for Speeds, after Oppenlander (indicators C8).

    Examples
    --------
    >>> round(sample_exact(5.3, 3.0), 4)
    18.4743
    """
    return deviation**2 * z**2 * (2 + u**2) / (2 * error**2)


def sample(deviation: float, error: float, *, u: float = U_V85, z: float = Z_95) -> int:
    """Return how many vehicles are needed: always rounded up; the source's 18 is wrong.

    Examples
    --------
    >>> sample(5.3, 3.0)
    19
    """
    return math.ceil(sample_exact(deviation, error, u=u, z=z))


def v85_of_normal(mean: float, deviation: float) -> float:
    """Return the V85 that speeds of a normal distribution have: `m + 1.0364 s`. [as given].

    A plausibility check; a measured V85 is read from the histogram.

    References
    ----------
    FHWA-HRT-05-042, appendix F (indicators C8).

    Examples
    --------
    >>> round(v85_of_normal(50, 3), 2)
    53.11
    """
    return mean + V85_SPREADS * deviation


def mean_half_width(deviation: float, n: int, z: float = Z_95) -> float:
    """Return half the width of the confidence interval of a mean speed, `z s / sqrt(n)`.

    NaN when there is no vehicle. [as `deviation`]

    References
    ----------
    FHWA-HRT-05-042, appendix F (indicators C8).

    Examples
    --------
    >>> round(mean_half_width(3, 200), 3)
    0.416
    """
    return z * deviation / math.sqrt(n) if n > 0 else math.nan
