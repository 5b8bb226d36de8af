"""Before and after by two short counts: expanded to a year each, compared with their errors.

References
----------
.. [1] Indicators, B15 and B16: expansion, and the published errors.
"""

import math
from typing import Final

import numpy as np

from analytics.counting.expansion import Expansion, day_of_year_ratio
from analytics.counting.hours import Bool
from analytics.effects.before_after import Effect, said
from analytics.effects.levels import Step
from analytics.figure import Figure, Reason
from analytics.quarters import Float

METHOD: Final = "difference of two expanded short counts, by their published errors"
METHOD_VERSION: Final = 1
_HOURS_A_DAY: Final = 24
#: A standard deviation over the mean absolute error of a normal distribution, sqrt(pi / 2).
_SPREAD: Final = math.sqrt(math.pi / 2)
_Z: Final = 1.96


def of_short_counts(before: Expansion, after: Expansion) -> Effect:
    """Return the difference of two short counts that were expanded by the same permanent counter.

    Far less sure than `before_after`: two bicycle counts of a week each tell changes of 40 % and
    more from usual variation.

    Parameters
    ----------
    before, after
        See `counting.expansion`; each says how far it may be off.

    Notes
    -----
    ln(after / before) +- 1.96 sqrt(pi / 2) sqrt(e1^2 + e2^2), e the mean absolute relative errors.

    Examples
    --------
    >>> from analytics.figure import Figure
    >>> def counted(aadt):
    ...     return Expansion(aadt=Figure(aadt), low=0.0, high=9e9, error=0.1, hours=168)
    >>> of_short_counts(counted(1000.0), counted(1600.0)).verdict.value
    'more'
    >>> of_short_counts(counted(1000.0), counted(1300.0)).verdict.value
    'not_distinguishable'
    """
    n_before, n_after = before.hours // _HOURS_A_DAY, after.hours // _HOURS_A_DAY
    was, became = before.aadt.value, after.aadt.value
    if was is None or became is None or min(was, became) <= 0:
        reason = before.aadt.reason or after.aadt.reason or Reason.UNDEFINED
        return Effect(
            change=None,
            low=None,
            high=None,
            n_before=n_before,
            n_after=n_after,
            verdict=None,
            reason=reason,
        )
    value = math.log(became / was)
    half = _Z * _SPREAD * math.hypot(before.error, after.error)
    return said(Step(value=value, low=value - half, high=value + half), n_before, n_after)


def of_days(site: Float, control: Float, after: Bool, *, error: float, days_min: int) -> Effect:
    """Return the difference of two short counts, expanded by day-of-year factors of a control.

    Parameters
    ----------
    site, control
        Daily values; NaN where not counted. The control is the permanent counter. [vehicles/24 h]
    after
        The day is not before the change.
    error
        The published error of such counts, see `counting.expansion.PUBLISHED_ERROR`. [1]
    days_min
        Whole days that each side needs: 7 of bicycles, 2 of motor vehicles.

    Examples
    --------
    >>> site = np.repeat([100.0, 200.0], 7)
    >>> found = of_days(site, np.full(14, 1000.0), np.arange(14) > 6, error=0.1, days_min=7)
    >>> found.change, found.verdict.value, found.n_before
    (1.0, 'more', 7)
    """
    both = ~np.isnan(site) & ~np.isnan(control)
    if not both.any():
        return of_short_counts(_none(error), _none(error))
    usual = float(control[~np.isnan(control)].mean())
    sides = []
    for side in (both & ~after, both & after):
        days = int(side.sum())
        aadt = day_of_year_ratio(np.where(side, site, np.nan), control, usual)
        enough = days >= days_min
        sides.append(
            Expansion(
                aadt=aadt if enough else Figure(None, Reason.INSUFFICIENT_DATA),
                low=None,
                high=None,
                error=error,
                hours=days * _HOURS_A_DAY,
            )
        )
    return of_short_counts(*sides)


def _none(error: float) -> Expansion:
    nothing = Figure(None, Reason.INSUFFICIENT_DATA)
    return Expansion(aadt=nothing, low=None, high=None, error=error, hours=0)
