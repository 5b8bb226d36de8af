"""How much of a time has to be known before a value speaks for it (indicators D4).

Compared in whole numbers, so that 45 of 60 minutes are enough and 44 are not.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

METHOD_VERSION: Final = 1
#: Hours, 8-h means, days and daily maxima (2008/50/EC annex VII and XI). [percent]
PERCENT: Final = 75
#: Annual means of a fixed site (2008/50/EC annex I), without calibration. [percent]
YEAR_PERCENT: Final = 90


def enough(
    valid: NDArray[Any], required_of: NDArray[Any], percent: int = PERCENT
) -> NDArray[np.bool_]:
    """Whether the valid part is at least the share of the whole; nothing is never enough.

    Parameters
    ----------
    valid, required_of
        In the same unit: minutes of an hour, hours of a day.

    References
    ----------
    2008/50/EC, annex VII A.2 and XI A (indicators D4).

    Examples
    --------
    >>> enough(np.array([45, 44, 6, 5]), np.array([60, 60, 8, 8])).tolist()
    [True, False, True, False]
    """
    told: NDArray[np.bool_] = (valid > 0) & (valid * 100 >= required_of * percent)
    return told


def needed(of: int, percent: int = PERCENT) -> int:
    """Return how many of some values have to be valid.

    Examples
    --------
    >>> needed(24), needed(8), needed(23)
    (18, 6, 18)
    """
    return -(-of * percent // 100)
