"""Before and after a measure: the difference in log ratios between a site and its controls.

References
----------
.. [1] Hauer: Observational before-after studies in road safety, 1997, chapter 9: comparison
   groups.
.. [2] Angrist, Pischke: Mostly harmless econometrics, 2009, chapter 5: differences in differences.
.. [3] Brodersen et al.: Inferring causal impact using Bayesian structural time-series models,
   Annals of Applied Statistics 9, 2015.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from analytics.calendar.region import Region
from analytics.counting import weather as weather_model
from analytics.counting.hours import Bool
from analytics.effects import levels, matching, weights
from analytics.effects.levels import Step
from analytics.figure import Reason
from analytics.quarters import Float, Int

METHOD: Final = "log ratio to weighted controls, matched day types, step of drifting weekly levels"
METHOD_VERSION: Final = 2
NEAR_DAYS: Final = 730  #: what lies farther from the change says nothing of its level [days]
COUNT_ADDED: Final = 0.5  #: to counts, so that an empty day has a logarithm [vehicles]


class Verdict(StrEnum):
    """What may be said; the value is the word in answers."""

    MORE = "more"
    LESS = "less"
    NOT_DISTINGUISHABLE = "not_distinguishable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What changed, or why that cannot be said.

    Parameters
    ----------
    change, low, high
        Relative difference after against before with its 95 % interval: 0.05 is 5 % more. None
        where it is withheld. [1]
    n_before, n_after
        Days that were compared.
    verdict
        What the interval says: all above 0, all below 0, or neither.
    reason
        Why nothing is said: too few matched days, or no control.
    weather
        Whether the weather was taken out.
    """

    change: float | None
    low: float | None
    high: float | None
    n_before: int
    n_after: int
    verdict: Verdict | None
    reason: Reason | None = None
    weather: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weather:
    """The weather of each day of the window.

    Parameters
    ----------
    was, usual
        Days x elements, and the long-term mean of those calendar days; see `counting.weather`.
    """

    was: Float
    usual: Float


def before_after(
    site: Float,
    controls: Sequence[Float],
    number: Int,
    at: int,
    region: Region,
    *,
    atypical: Bool | None = None,
    weather: Weather | None = None,
    added: float = COUNT_ADDED,
) -> Effect:
    """Return how much more or less there was at a site since a day, measured by its controls.

    Withheld with fewer than 20 matched days on either side, and without a control.

    Parameters
    ----------
    site
        Daily values; NaN where a day is not whole. [vehicles/24 h]
    controls
        The same of sites that the measure does not touch. A day on which one of them is not known
        is left out, but for those that `chosen` leaves aside. [vehicles/24 h]
    number
        Local dates, rising. [days since 1970]
    at
        The first day since the change. [days since 1970]
    atypical
        Days to leave out: fairs, roadworks.
    weather
        Taken out of site and controls, by effects of the days before the change; left aside where
        these are too few, see `counting.weather.effects`.
    added
        To every value before the logarithm is taken. [as the values]

    Notes
    -----
    ln V less what ln C of the controls tell of it (`weights.against`), on days since the change
    and on alike days of the two years before it (same weekday, both in or outside school
    holidays, no public holiday), see `levels.step`; the change is exp - 1.

    Examples
    --------
    >>> day = np.arange(18_000, 18_120)  # spring 2019
    >>> dull = 1 + 0.2 * np.sin(day)
    >>> found = before_after(dull * (100 + 20 * (day >= 18_060)), [dull * 200], day, 18_060,
    ...     Region(land="NW"))
    >>> round(found.change, 2), found.verdict.value
    (0.2, 'more')
    """
    if not controls:
        return _withheld(0, 0, Reason.NO_CONTROL)
    stratum = matching.strata(number, region)
    near = np.abs(number - at) <= NEAR_DAYS
    ordinary = near if atypical is None else near & ~atypical
    used = chosen(site, controls, number, at)
    series = np.array([site, *(one for one, kept in zip(controls, used, strict=True) if kept)])
    cleared = None
    if weather is not None:
        cleared = _in_usual_weather(series, ordinary & (stratum >= 0), number, stratum, at, weather)
    if cleared is not None:
        series = cleared
    known = ordinary & ~np.isnan(series).any(axis=0)
    days = matching.matched(number, known, stratum, at)
    if not days.enough:
        return _withheld(days.n_before, days.n_after, Reason.INSUFFICIENT_DATA)
    logs = np.log(series + added)
    told = days.used & ~days.after
    rest = weights.against(logs[0], logs[1:], told, stratum, number)
    found = levels.step(rest, number, days, at)
    return said(found, days.n_before, days.n_after, weather=cleared is not None)


def chosen(site: Float, controls: Sequence[Float], number: Int, at: int) -> list[bool]:
    """Return which controls are compared with: those known on most of the site's days.

    A control that began later, or was out for months, would take its gaps to all the others. Where
    none is known on four of five days of either side, all are kept.

    Examples
    --------
    >>> whole, short = np.ones(100), np.where(np.arange(100) < 40, np.nan, 1.0)
    >>> chosen(whole, [whole, short], np.arange(100), 50)
    [True, False]
    """
    own = ~np.isnan(site)
    found = []
    for one in controls:
        both = own & ~np.isnan(one)
        sides = [(int((both & side).sum()), int((own & side).sum())) for side in _sides(number, at)]
        found.append(all(5 * n >= 4 * of for n, of in sides))
    return found if any(found) else [True] * len(controls)


def _sides(number: Int, at: int) -> tuple[Bool, Bool]:
    near = np.abs(number - at) <= NEAR_DAYS
    return near & (number < at), near & (number >= at)


def said(found: Step, n_before: int, n_after: int, *, weather: bool = False) -> Effect:
    """Return a step of logarithms as a relative change, and what may be said of it.

    Notes
    -----
    change = exp(step) - 1 [1]; more or less only where the interval leaves 0 out.

    Examples
    --------
    >>> effect = said(Step(value=0.1823, low=0.0953, high=0.2624), 40, 30)
    >>> round(effect.change, 2), round(effect.low, 2), effect.verdict.value
    (0.2, 0.1, 'more')
    """
    verdict = Verdict.NOT_DISTINGUISHABLE
    if found.low > 0:
        verdict = Verdict.MORE
    elif found.high < 0:
        verdict = Verdict.LESS
    change, low, high = (float(np.expm1(end)) for end in (found.value, found.low, found.high))
    return Effect(
        change=change,
        low=low,
        high=high,
        n_before=n_before,
        n_after=n_after,
        verdict=verdict,
        weather=weather,
    )


def _withheld(n_before: int, n_after: int, reason: Reason) -> Effect:
    return Effect(
        change=None,
        low=None,
        high=None,
        n_before=n_before,
        n_after=n_after,
        verdict=None,
        reason=reason,
    )


def _in_usual_weather(
    series: Float, ordinary: Bool, number: Int, stratum: Int, at: int, weather: Weather
) -> Float | None:
    """Return both series in usual weather; None where the days before are too few to tell."""
    cleared = []
    for daily in series:
        told = np.where(ordinary & (number < at), daily, np.nan)
        effect = weather_model.effects(told, weather.was, stratum, number)
        if effect is None:
            return None
        cleared.append(weather_model.normalised(daily, weather.was, weather.usual, effect))
    return np.array(cleared)
