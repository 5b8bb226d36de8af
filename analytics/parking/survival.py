"""Kaplan-Meier with delayed entry: how long something lasts when not all of it was seen (A8)."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.parking.stays import Bool
from analytics.quarters import Float, Int

METHOD: Final = "Kaplan-Meier with delayed entry"
METHOD_VERSION: Final = 1
#: A percentile needs so many ends, and so many at risk where it is read.
EVENTS_MIN: Final = 20
AT_RISK_MIN: Final = 5
#: Two-sided 95 % of the normal distribution.
Z_95: Final = 1.959963984540054
_EQUAL: Final = 1e-12  # products of fractions: 0.5 is reached although the last bit differs


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A survival curve: a step at each age at which something ended.

    Parameters
    ----------
    age
        Distinct ages at which something ended, rising. [as the durations]
    at_risk, ended
        How many were under observation just before that age, and how many ended at it.
    survival
        S: the share that lasts longer than that age. [0..1]
    greenwood
        Sum of d / (n (n - d)) up to and with that age; infinite once nobody is left. [1]
    seen_until
        The longest age under observation; NaN where nothing was.
    """

    age: Float
    at_risk: Int
    ended: Int
    survival: Float
    greenwood: Float
    seen_until: float


def kaplan_meier(duration: Float, ended: Bool, entry: Float | None = None) -> Curve:
    """Return the survival curve by the product-limit method.

    S(t) is the product over ages up to t of 1 - d/n, with n(t) those with entry < t <= duration
    and d(t) those that ended at t. What ends at an age precedes what is censored at it; what enters
    at an age is not at risk at it.

    Parameters
    ----------
    duration
        Age at the end, or at which it was lost from sight. [any unit of time]
    ended
        Whether the end was seen; else it lasted at least `duration`.
    entry
        Age from which it was under observation; None: from its beginning. [as `duration`]

    References
    ----------
    Kaplan and Meier 1958; PARK-021 (Bewick et al. 2004, table 2), PARK-025 (lifelines, against R).

    Examples
    --------
    >>> ended = np.array([1, 1, 1, 1, 0, 1, 0, 1]) > 0
    >>> curve = kaplan_meier(np.array([1.0, 1, 4, 5, 6, 9, 9, 22]), ended)
    >>> curve.survival.round(3).tolist()
    [0.75, 0.625, 0.5, 0.333, 0.0]
    """
    duration = np.asarray(duration, dtype=np.float64)
    begin = np.zeros(len(duration)) if entry is None else np.asarray(entry, dtype=np.float64)
    under = begin < duration
    duration, begin, ended = duration[under], np.sort(begin[under]), ended[under]
    age, deaths = np.unique(duration[ended], return_counts=True)
    gone = np.searchsorted(np.sort(duration), age, side="left")
    at_risk = np.searchsorted(begin, age, side="left") - gone
    left = at_risk - deaths
    with np.errstate(divide="ignore"):
        step = np.where(left > 0, deaths / (at_risk * np.maximum(left, 1)), np.inf)
    return Curve(
        age=age,
        at_risk=at_risk,
        ended=deaths,
        survival=np.cumprod(left / at_risk, dtype=np.float64),
        greenwood=np.cumsum(step),
        seen_until=float(duration.max()) if len(duration) else float("nan"),
    )


def survival_at(curve: Curve, age: Float) -> Float:
    """Return S at some ages; NaN beyond what was seen, unless nobody was left. [1].

    Examples
    --------
    >>> curve = kaplan_meier(np.array([2.0, 4.0]), np.array([True, False]))
    >>> survival_at(curve, np.array([1.0, 2.0, 9.0])).tolist()
    [1.0, 0.5, nan]
    """
    found = np.append(1.0, curve.survival)[np.searchsorted(curve.age, age, side="right")]
    beyond = ~(np.asarray(age) <= curve.seen_until) & (found > 0)
    return np.where(beyond, np.nan, found)


def percentile(curve: Curve, percent: float, *, events_min: int = EVENTS_MIN) -> Figure:
    """Return the smallest age t with S(t) <= 1 - percent/100. [unit of the durations].

    Withheld: `not_reached` where the curve ends above; `insufficient_data` below `events_min`
    ends, or below 5 at risk at that age.

    Examples
    --------
    >>> curve = kaplan_meier(np.arange(1.0, 41.0), np.ones(40, bool))
    >>> percentile(curve, 50).value, percentile(curve, 99).reason.value
    (20.0, 'insufficient_data')
    """
    if int(curve.ended.sum()) < events_min:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    reached = np.flatnonzero(curve.survival <= 1 - percent / 100 + _EQUAL)
    if not len(reached):
        return Figure(None, Reason.NOT_REACHED)
    if int(curve.at_risk[reached[0]]) < AT_RISK_MIN:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return Figure(float(curve.age[reached[0]]))


def restricted_mean(curve: Curve, tau: float) -> Figure:
    """Return the mean of what lasts, cut at `tau`. [unit of the durations].

    The integral of S from 0 to tau.

    Always to be shown with tau. Withheld as `not_reached` where the curve is not known up to tau.

    References
    ----------
    PARK-022: 10.21 where the mean of finished stays alone is 7.0.

    Examples
    --------
    >>> restricted_mean(kaplan_meier(np.array([2.0, 4.0]), np.ones(2, bool)), 4.0).value
    3.0
    """
    if not len(curve.age) or np.isnan(survival_at(curve, np.array([tau]))).any():
        return Figure(None, Reason.NOT_REACHED)
    edges = np.minimum(np.concatenate([[0.0], curve.age, [max(tau, curve.age[-1])]]), tau)
    return Figure(float((np.append(1.0, curve.survival) * np.diff(edges)).sum()))


def log_log_interval(curve: Curve, *, z: float = Z_95) -> tuple[Float, Float]:
    """Return the lower and upper bound of S at each step by the log-log form of Greenwood's.

    S to the power of exp(-+ z sqrt(V) / ln S), with V the Greenwood sum: never outside [0, 1].
    NaN where S is 0 or 1.

    References
    ----------
    Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 1980; R's
    `survfit(conf.type="log-log")`; the default of lifelines.

    Examples
    --------
    >>> low, high = log_log_interval(kaplan_meier(np.arange(1.0, 5.0), np.ones(4, bool)))
    >>> round(float(low[1]), 3), round(float(high[1]), 3)
    (0.058, 0.845)
    """
    inner = (curve.survival > 0) & (curve.survival < 1)
    survival = np.where(inner, curve.survival, 0.5)
    spread = z * np.sqrt(np.where(inner, curve.greenwood, 0.0)) / np.log(survival)
    low, high = survival ** np.exp(-spread), survival ** np.exp(spread)
    return np.where(inner, low, np.nan), np.where(inner, high, np.nan)


def standard_error(curve: Curve) -> Float:
    """Return the standard error of S at each step by Greenwood's formula; 0 where S is 0.

    Notes
    -----
    S sqrt(sum d / (n (n - d))), d ended of n at risk. [0..1]

    Examples
    --------
    >>> curve = kaplan_meier(np.array([1.0, 2, 3, 4]), np.ones(4, bool))
    >>> standard_error(curve).round(4).tolist()  # without censoring the root of S (1 - S) / n
    [0.2165, 0.25, 0.2165, 0.0]
    """
    return curve.survival * np.sqrt(np.where(curve.survival > 0, curve.greenwood, 0.0))
