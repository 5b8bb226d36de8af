"""Two known days together: what one shows by chance, an event does not show twice (E12, E14)."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import Float

METHOD_VERSION: Final = 1

DAYS: Final = 2  #: looked at together
SURE_SHARE: Final = 0.9  #: of a day's misfit that another curve leaves, where no event does it
YOUNG_DAYS: Final = 28  #: known days in which that is not asked for


def together(misfit: Float) -> Float:
    """Return the misfit of each day and the last known day before it; NaN where that is far.

    Examples
    --------
    >>> together(np.array([1.0, 2, np.nan, 4]))[1:].tolist()
    [3.0, nan, 6.0]
    """
    known = np.flatnonzero(~np.isnan(misfit))
    summed = np.full(len(misfit), np.nan)
    if len(known) >= DAYS:
        parts = [misfit[known[k : len(known) - DAYS + 1 + k]] for k in range(DAYS)]
        near = known[DAYS - 1 :] - known[: len(known) - DAYS + 1] <= 2 * DAYS
        summed[known[DAYS - 1 :]] = np.where(near, np.sum(parts, axis=0), np.nan)
    return summed


def sure(holds: NDArray[np.bool_], straight: Float, moved: Float) -> NDArray[np.bool_]:
    """Whether a pair of days is no event, such as an Easter weekend that looks like a moved curve.

    Parameters
    ----------
    holds
        Whether a day and the known one before it show the moved curve.
    straight, moved
        The misfit of each day to its usual curve and to that one moved; NaN where not known.

    Returns
    -------
    bool
        Where each of both days fits the moved curve better, or the pair before showed it, too.
        Where four weeks are not known, every pair.

    References
    ----------
    indicators.md E12.

    Examples
    --------
    >>> day = np.ones(40)
    >>> sure(day > 0, day, np.where(np.arange(40) > 38, 0.1, 1.2))[[20, 38, 39]].tolist()
    [True, True, True]
    >>> alone = np.arange(40) == 39
    >>> sure(alone, day, np.where(alone, 0.1, 1.2))[39]
    np.False_
    """
    known = np.flatnonzero(~np.isnan(straight))
    before, last = known[: 1 - DAYS], known[DAYS - 1 :]
    better = moved < SURE_SHARE * straight
    found = np.zeros(len(holds), dtype=bool)
    found[last] = (better[before] & better[last]) | holds[before]
    found[known[:YOUNG_DAYS]] = True
    return found
