"""How much each control tells of a site, learned before the change only.

A path through a park is told by another path through a park, less by a road to the station. Weights
that were learned after the change could swallow it.

References
----------
.. [1] Abadie, Diamond, Hainmueller: Synthetic control methods for comparative case studies, Journal
   of the American Statistical Association 105, 2010: weights by the time before.
.. [2] Hoerl, Kennard: Ridge regression, Technometrics 12, 1970.
"""

from typing import Final

import numpy as np

from analytics.counting.hours import Bool
from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1
#: Usual difference of a control's weight from an equal share [1].
DIFFER: Final = 0.3
#: Days that lie in a row tell less than as many independent ones: of so many one counts.
ALIKE_DAYS: Final = 3.0
SEASON_DAYS_MIN: Final = 330  #: from which on a season is told from the controls' own
_YEAR_DAYS: Final = 365.2425
_WAVES: Final = 2
_LEAST: Final = 1e-9
LEARNED_DAYS_MIN: Final = 20
_ROUNDS: Final = 4  # the noise is what the weights of the last round leave


def against(site: Float, controls: Float, told: Bool, stratum: Int, number: Int) -> Float:
    """Return the logarithm of a site less what its controls tell of it.

    Parameters
    ----------
    site, controls
        Logarithms: days, and controls x days; NaN where not known.
    told
        Days that weights are learned from: before the change, known, ordinary.
    stratum
        Of each day, see `matching.strata`.
    number
        Local dates, rising. [days since 1970]

    Notes
    -----
    site - sum w c, w = 1/k + d with sum d = 0; the d by ridge regression [2]_ on days before the
    change, beside a level for each kind of day and, where the days reach over 330, two waves a
    year. Each d is drawn to 0 by a standard deviation of 0.3. The weights add up to 1: what moves
    the whole town is taken out in full, and the noise of the controls draws no weight to 0. One
    control alone has the weight 1.

    Examples
    --------
    >>> day = np.arange(100)
    >>> dull, fair = np.sin(day), np.cos(1.7 * day)
    >>> rest = against(0.8 * dull + 0.2 * fair, np.array([dull, fair]), day < 60, day % 7, day)
    >>> bool(np.abs(rest).max() < 0.05)  # 0.4 with equal weights
    True
    """
    plain: Float = site - controls.mean(axis=0)
    if told.sum() < LEARNED_DAYS_MIN or len(controls) < 2:
        return plain
    at = number[told]
    kinds = (stratum[told, None] == np.unique(stratum[told])).astype(np.float64)
    if at[-1] - at[0] >= SEASON_DAYS_MIN:
        angle = 2 * np.pi * at[:, None] / _YEAR_DAYS * np.arange(1, _WAVES + 1)
        kinds = np.column_stack([kinds, np.sin(angle), np.cos(angle)])
    basis = np.linalg.qr(kinds)[0]
    contrasts = controls - controls.mean(axis=0)
    gap, each = _without(basis, plain[told]), _without(basis, contrasts[:, told].T)
    differ: Float = np.zeros(len(controls))
    for _ in range(_ROUNDS):
        rest = gap - each @ differ
        noise = max(float(rest @ rest) / len(rest), _LEAST) * ALIKE_DAYS
        square = each.T @ each / noise + np.eye(len(controls)) / DIFFER**2
        differ = np.linalg.solve(square, each.T @ gap / noise).astype(np.float64)
    against_all: Float = plain - differ @ contrasts
    return against_all


def _without(basis: Float, values: Float) -> Float:
    rest: Float = values - basis @ (basis.T @ values)
    return rest
