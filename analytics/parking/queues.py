"""Chance of a free space in large car parks: infinite-server and loss models (A12)."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.parking.survival import Curve, survival_at
from analytics.quarters import Float, Int

METHOD: Final = "binomial survivors plus Poisson newcomers"
METHOD_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """How many vehicles will be there.

    Parameters
    ----------
    mean, variance
        Of the vehicles present. [vehicles], [vehicles^2]
    free
        Chance that at least one space is free. [0..1]
    """

    mean: float
    variance: float
    free: float


def still_there(curve: Curve, age_min: Float, horizon_min: float) -> float:
    """Return the mean chance that those who are there stay for `horizon_min` more. [1].

    S(age + h) / S(age), averaged over the ages; ages and horizons beyond what the curve knows are
    left out. NaN where none is left.

    Examples
    --------
    >>> from analytics.parking.survival import kaplan_meier
    >>> curve = kaplan_meier(np.array([10.0, 20, 30, 40]), np.ones(4, bool))
    >>> still_there(curve, np.array([0.0, 15.0]), 10)
    0.708...
    """
    now, later = survival_at(curve, age_min), survival_at(curve, age_min + horizon_min)
    known = (now > 0) & ~np.isnan(later)
    return float((later[known] / now[known]).mean()) if known.any() else float("nan")


def infinite_server(present: int, stay: float, newcomers: float, capacity: int) -> Outlook:
    """Return how many vehicles will be there: those who stay, and those who come and stay.

    N(t + h) = Binomial(N(t), q) + Poisson(m), as if nobody were turned away: right below about
    95 % occupancy.

    Parameters
    ----------
    present
        Vehicles now.
    stay
        Chance q that each is still there, see `still_there`. [0..1]
    newcomers
        Expected number m of those who come until then and are still there. [vehicles]

    References
    ----------
    Class of Tavafoghi, Poolla and Varaiya 2019, arXiv 1908.11479; PARK-042.

    Examples
    --------
    >>> told = infinite_server(12, 0.75, 4, 20)
    >>> told.mean, told.variance, round(told.free, 3)
    (13.0, 6.25, 0.993)
    """
    most = capacity - 1
    here: Int = np.arange(min(present, most) + 1)
    who_stays = np.exp(
        _log_choose(present, here) + here * _log(stay) + (present - here) * _log(1 - stay)
    )
    counts: Int = np.arange(max(most, 0) + 1)
    comes = np.cumsum(np.exp(counts * _log(newcomers) - newcomers - _log_factorial(counts)))
    free = float((who_stays * comes[most - here]).sum()) if most >= 0 else 0.0
    return Outlook(
        mean=present * stay + newcomers,
        variance=present * stay * (1 - stay) + newcomers,
        free=min(free, 1.0),
    )


def erlang_b(offered: float, capacity: int) -> float:
    """Return the share of arrivals that find no space, 0..1, in the long run.

    By the recursion B_k = a B_(k-1) / (k + a B_(k-1)). Whatever the distribution of durations is.

    Parameters
    ----------
    offered
        Arrivals per hour times mean duration in hours, a. [erlang]
    capacity
        Spaces.

    References
    ----------
    Erlang 1917; PARK-030, PARK-031.

    Examples
    --------
    >>> erlang_b(2, 2)
    0.4
    """
    blocked = 1.0
    for spaces in range(1, capacity + 1):
        blocked = offered * blocked / (spaces + offered * blocked)
    return blocked


def _log(value: float) -> float:
    """Return a logarithm for powers: of 0 so low that only the power 0 is left."""
    return float(np.log(value)) if value > 0 else -1e6


def _log_factorial(values: Int) -> Float:
    table: Float = np.append(0.0, np.cumsum(np.log(np.arange(1, int(np.max(values)) + 1))))
    found: Float = table[values]
    return found


def _log_choose(n: int, k: Int) -> Float:
    table = _log_factorial(np.arange(n + 1))
    found: Float = table[n] - table[k] - table[n - k]
    return found
