"""How forecasts of the past did, and whether the next may be served (G7, G8).

References
----------
.. [1] Indicators, G7 (rolling origin, only what had been received) and G8 (release rule).
.. [2] Tashman: Out-of-sample tests of forecasting accuracy, International Journal of Forecasting
   16, 2000: rolling origins.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from analytics.counting.hours import Bool
from analytics.figure import Figure
from analytics.forecasts import scores
from analytics.forecasts.features import Recent
from analytics.forecasts.grid import Grid
from analytics.forecasts.model import HORIZONS, LEVELS, WEEK, Walk

METHOD_VERSION: Final = 1
TESTED_WEEKS: Final = 8
TARGETS_MIN: Final = TESTED_WEEKS * WEEK // 2  #: of a horizon, to judge it by
SKILL_MIN: Final = 0.05
COVERED_MIN: Final = 0.75
COVERED_MAX: Final = 0.85
#: Weekdays, Saturdays, Sundays, and public holidays apart.
DAY_TYPES: Final = ("weekday", "saturday", "sunday", "holiday")


class Withheld(StrEnum):
    """Why a forecast is not served; the value is the word in answers."""

    INSUFFICIENT_DATA = "insufficient_data"  #: too short a past to learn from and be judged by
    NOT_BETTER_THAN_LAST_WEEK = "not_better_than_last_week"  #: MASE of 1 or more
    NOT_BETTER_THAN_BASELINE = "not_better_than_baseline"  #: skill of 5 % or less
    BAND_NOT_HONEST = "band_not_honest"  #: the 80 % band holds under 75 or over 85 %
    NO_RECENT_DATA = "no_recent_data"  #: the newest reading is too old to tell the next hours
    TOO_COARSE = "too_coarse"  #: counted in hours or days, of which no quarter hour is known
    NO_FORECAST = "no_forecast"  #: nothing usual is known of that time


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What forecasts at one horizon scored.

    Parameters
    ----------
    n
        Targets that were forecast and known.
    mase
        Mean absolute error over that of the seasonal naive before the test (m one week, by day
        type). [1]
    skill_naive, skill
        1 - error over that of the seasonal naive and of the baseline G2b, same targets. [1]
    mae
        [as the series]
    pinball
        Mean over the 10, 50 and 90 % quantiles. [as the series]
    covered
        Share of targets in the 80 % band. [0..1]
    interval_score
        Of the 80 % band. [as the series]
    """

    n: int
    mase: Figure
    skill_naive: Figure
    skill: Figure
    mae: Figure
    pinball: Figure
    covered: Figure
    interval_score: Figure


def tested(series: Grid) -> Bool:
    """Return which quarters the forecasts are judged by: the last eight weeks that have come.

    Examples
    --------
    >>> place = np.arange(9 * WEEK + max(HORIZONS))
    >>> series = Grid(first=0, value=place * 1.0, known_from=place + 1, ceiling=None, number=place,
    ...               slot=place, classes=place, public=place)
    >>> which = np.flatnonzero(tested(series))
    >>> which.min().item() // WEEK, len(which) // WEEK
    (1, 8)
    """
    come = len(series) - max(HORIZONS)
    place = np.arange(len(series))
    found: Bool = (place < come) & (place >= come - TESTED_WEEKS * WEEK)
    return found


def score(seen: Recent, told: Walk, of: Bool) -> Score:
    """Return what the forecasts of some quarters scored.

    Parameters
    ----------
    of
        The quarters, such as `tested(series)`, or those of one day type among them.

    Examples
    --------
    >>> from analytics.forecasts.features import recent
    >>> from analytics.forecasts.usual import Usual
    >>> of = np.arange(9 * WEEK + max(HORIZONS))
    >>> ten = np.full(len(of), 10.0)
    >>> series = Grid(first=0, value=ten, known_from=of, ceiling=None, number=of // 96,
    ...               slot=of % 96, classes=of * 0, public=of * 0)
    >>> seen = recent(series, Usual(average=ten, naive=ten - 2), 0)
    >>> band = np.column_stack([ten - 2, ten, ten + 2])
    >>> told = Walk(horizon=1, value=ten - 1, band=band, baseline=ten - 4)
    >>> found = score(seen, told, tested(series))
    >>> found.n, found.mae.value, found.mase.value, found.skill.value, found.covered.value
    (5376, 1.0, 0.5, 0.75, 1.0)
    """
    actual, naive = seen.series.value, seen.usual.naive
    whole = told.value + told.band.sum(axis=1) + told.baseline + naive
    at = of & ~np.isnan(actual + whole)
    before = np.arange(len(actual)) < np.argmax(tested(seen.series))
    y, value, band = actual[at], told.value[at], told.band[at]
    error = scores.mae(y, value)
    losses = [scores.pinball(y, band[:, k], level).value for k, level in enumerate(LEVELS)]
    mean = [loss for loss in losses if loss is not None]
    return Score(
        n=int(at.sum()),
        mase=scores.ratio(error, scores.mae(actual[before], naive[before])),
        skill_naive=scores.skill(error, scores.mae(y, naive[at])),
        skill=scores.skill(error, scores.mae(y, told.baseline[at])),
        mae=error,
        pinball=Figure(float(np.mean(mean))) if mean else error,
        covered=scores.coverage(y, band[:, 0], band[:, -1]),
        interval_score=scores.interval_score(
            y, band[:, 0], band[:, -1], 1 - LEVELS[-1] + LEVELS[0]
        ),
    )


def by_day_type(series: Grid) -> dict[str, Bool]:
    """Return the tested quarters of each day type.

    Examples
    --------
    >>> day = np.arange(9 * WEEK + max(HORIZONS)) // 96
    >>> series = Grid(first=0, value=day * 1.0, known_from=day, ceiling=None, number=day, slot=day,
    ...               classes=day % 7, public=(day == 8).astype(int))
    >>> {name: int(which.sum()) // 96 for name, which in by_day_type(series).items()}
    {'weekday': 39, 'saturday': 8, 'sunday': 8, 'holiday': 1}
    """
    test, holiday = tested(series), series.public.astype(bool)
    kinds = (series.classes < 5, series.classes == 5, series.classes == 6)
    found = {name: test & kind & ~holiday for name, kind in zip(DAY_TYPES, kinds, strict=False)}
    return {**found, DAY_TYPES[-1]: test & holiday}


def withheld(found: Score) -> Withheld | None:
    """Return why forecasts of such a score are not served; None: they are (G8).

    Examples
    --------
    >>> good = dict(n=5000, mase=Figure(0.6), skill_naive=Figure(0.4), skill=Figure(0.1),
    ...     mae=Figure(3.0), pinball=Figure(1.0), covered=Figure(0.8), interval_score=Figure(9.0))
    >>> withheld(Score(**good)) is None
    True
    >>> withheld(Score(**{**good, "skill": Figure(0.05)})).value
    'not_better_than_baseline'
    """
    mase, skill, covered = found.mase.value, found.skill.value, found.covered.value
    naive = found.skill_naive.value
    if found.n < TARGETS_MIN or mase is None or skill is None or covered is None or naive is None:
        return Withheld.INSUFFICIENT_DATA
    if mase >= 1 or naive <= 0:
        return Withheld.NOT_BETTER_THAN_LAST_WEEK
    if skill <= SKILL_MIN:
        return Withheld.NOT_BETTER_THAN_BASELINE
    if not COVERED_MIN <= covered <= COVERED_MAX:
        return Withheld.BAND_NOT_HONEST
    return None
