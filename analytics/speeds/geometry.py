"""What a radar beside the road measures, and what a vehicle drives (indicators C15).

Applied once: by the device, or here with the angle that is stored with its deployment.
"""

from typing import Final

import numpy as np

from analytics.quarters import Float

METHOD_VERSION: Final = 1
ANGLE_MAX_DEG: Final = 60.0  #: beyond it half the speed is missing: the device is not aimed


def shown_speed(true_kmh: Float, angle_deg: Float) -> Float:
    """Return what a radar at an angle to the road measures, `v cos(a)`. [km/h].

    Parameters
    ----------
    angle_deg
        Between the beam and the road. [degrees]

    References
    ----------
    Indicators C15: 50 km/h at 20 degrees are shown as 46.98.

    Examples
    --------
    >>> shown_speed(np.array([50.0]), np.array([20.0])).round(2).tolist()
    [46.98]
    """
    return np.asarray(true_kmh * np.cos(np.radians(angle_deg)), dtype=np.float64)


def true_speed(shown_kmh: Float, angle_deg: float) -> Float:
    """Return what a vehicle drives that is measured at an angle, `v / cos(a)`. [km/h].

    Raises
    ------
    ValueError
        The angle is not in [0, `ANGLE_MAX_DEG`].

    Examples
    --------
    >>> true_speed(np.array([46.98463103929542]), 20.0).round(6).tolist()
    [50.0]
    """
    if not 0 <= angle_deg <= ANGLE_MAX_DEG:
        raise ValueError(f"a radar angle of {angle_deg} degrees: give 0 to {ANGLE_MAX_DEG:.0f}")
    return np.asarray(shown_kmh / np.cos(np.radians(angle_deg)), dtype=np.float64)
