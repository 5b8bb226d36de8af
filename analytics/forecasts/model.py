"""The shipped forecast: what is usual, and how much of what is unusual now will last (G4, G7).

A ridge regression a horizon on the residuals of the last hours, of yesterday and of last week,
learned anew every week from the last twenty; weekdays, Saturdays and Sundays in eighths of a day
lean on the whole week. The band comes from the errors of the last eight weeks' own forecasts. The
same walk through time gives forecasts of the past, by which it is judged, and of the next hours.

References
----------
.. [1] Indicators, G1 to G8. The weekly-pattern and regression baseline: arXiv 2203.02954.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.forecasts.features import Recent, features, last_residual, mean_back, recent
from analytics.forecasts.grid import SLOTS, Grid
from analytics.forecasts.profile import with_last_residual
from analytics.forecasts.quantiles import RESIDUALS_MIN, residual_quantiles, spread
from analytics.forecasts.ridge import Sums, coefficients, sums
from analytics.forecasts.usual import Usual, usual
from analytics.quarters import Float, Int

METHOD: Final = "usual profile and ridge regression on recent residuals, conformal band"
METHOD_VERSION: Final = 2
HORIZONS: Final = (1, 2, 3, 4, 5, 6, 7, 8)  #: 15 to 120 minutes [quarter hours]
LEVELS: Final = (0.1, 0.5, 0.9)
WEEK: Final = 672  #: [quarter hours]
LEARNED_WEEKS: Final = 20  #: the regression looks back so far
BAND_WEEKS: Final = 8  #: and the band so far
FIRST_WEEK: Final = 5  #: weeks of the series before the first forecast
ROWS_MIN: Final = 500
UNREST: Final = 288  #: how far back the present size of errors is seen [quarter hours]
_PARTS: Final = 8  # of a day
_GROUPS: Final = 3
_LEAST: Final = {True: 0.05, False: 1.0}  # with a ceiling (a share), without (counts)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Walk:
    """Forecasts of every quarter of a series at one horizon, each as it was told in its time.

    Parameters
    ----------
    value
        NaN where nothing could be told. [as the series]
    band
        Quarters x `LEVELS`; NaN before there were enough errors to learn from.
    baseline
        Historical average and last residual (G2b).
    """

    horizon: int
    value: Float
    band: Float
    baseline: Float


def prepared(series: Grid, lag: int) -> Recent:
    """Return what forecasts may look at, see `features.recent`.

    Examples
    --------
    >>> place = np.arange(4 * SLOTS)
    >>> value = np.where(place < 3 * SLOTS, 10.0, 15.0)
    >>> series = Grid(first=0, value=value, known_from=place + 1, ceiling=None,
    ...               number=place // SLOTS, slot=place % SLOTS, classes=place * 0,
    ...               public=place * 0)
    >>> prepared(series, 0).residual[[0, -1]].tolist()  # 15 where 10 were usual
    [nan, 5.0]
    """
    return recent(series, usual(series), lag)


def walk(seen: Recent, horizon: int) -> Walk:
    """Return the forecasts of a series at one horizon.

    Blocks of a week are counted back from the end, so that the last one, the quarters to come, is
    forecast by everything before it.

    Parameters
    ----------
    seen
        From `prepared`; the series ends with the farthest quarter that is to be forecast, unknown
        values are NaN.
    horizon
        The target is the quarter that ends so many quarters after the origin. [quarter hours]

    Examples
    --------
    >>> place = np.arange(8 * WEEK)
    >>> week = np.round(50 + 40 * np.sin(place * 2 * np.pi / SLOTS))
    >>> series = Grid(first=0, value=week, known_from=place + 1, ceiling=None,
    ...               number=place // SLOTS, slot=place % SLOTS, classes=place // SLOTS % 7,
    ...               public=place * 0)
    >>> told = walk(prepared(series, 0), 4)  # each day is like the other: so is the next hour
    >>> np.isnan(told.value[0]).item(), float(told.value[-72].round(1)), float(week[-72])
    (True, 90.0, 90.0)
    """
    series, average = seen.series, seen.usual.average
    scale = np.sqrt(np.maximum(np.nan_to_num(average), 0) + _LEAST[series.ceiling is not None])
    design = features(seen, horizon) / scale[:, None]
    blocks, known_in = _blocks(series, horizon)
    cell = _cells(series)
    error = (series.value - average) / scale
    learn = ~np.isnan(error) & (seen.newest(horizon) >= 0) & (known_in < blocks[-1] + 1)
    shape = int(blocks[-1]) + 1, _GROUPS * _PARTS
    at = np.flatnonzero(learn)
    known = sums(design[at], error[at], known_in[at], cell[at], shape)
    value = average + scale * _predicted(known, design, blocks, cell)
    ceiling = np.inf if series.ceiling is None else series.ceiling
    value = np.clip(value, 0.0, ceiling)
    last = last_residual(seen, horizon)
    steps = np.full(len(series), horizon + seen.lag)
    return Walk(
        horizon=horizon,
        value=value,
        band=_band(seen, horizon, value, scale, blocks, known_in, cell),
        baseline=np.clip(with_last_residual(average, last, steps), 0.0, ceiling),
    )


def _blocks(series: Grid, horizon: int) -> tuple[Int, Int]:
    """Return the block each quarter is forecast in, and the one in which it became known.

    A forecast is told by what was known at the beginning of the block its origin lies in.
    """
    count = len(series)
    number = -(-count // WEEK)
    begin = count - number * WEEK
    target = np.arange(count)
    # The last block begins with the last origin: what is to come is told by all that is known.
    origin = np.maximum(target - horizon + 1, 0)
    issue = count - max(HORIZONS)
    block = (origin - issue) // WEEK
    lowest = (begin - issue) // WEEK
    known = np.maximum(-(-(series.known_from - series.first - issue) // WEEK) - 1, block)
    return block - lowest, known - lowest


def _cells(series: Grid) -> Int:
    group = np.where(series.classes < 5, 0, series.classes - 4)
    return group * _PARTS + series.slot // (SLOTS // _PARTS)


def _predicted(known: Sums, design: Float, blocks: Int, cell: Int) -> Float:
    """Return residuals in units of their scale, block by block; NaN before the first."""
    found = np.full(len(design), np.nan)
    for block in range(FIRST_WEEK, int(blocks[-1]) + 1):
        past = slice(max(block - LEARNED_WEEKS, 0), block)
        if known.rows[past].sum() < ROWS_MIN:
            continue
        at = np.flatnonzero(blocks == block)
        found[at] = (design[at] * coefficients(known, past)[cell[at]]).sum(axis=1)
    return found


def _band(
    seen: Recent, horizon: int, value: Float, scale: Float, blocks: Int, known_in: Int, cell: Int
) -> Float:
    """Return quantiles by the errors of earlier forecasts, of the cell where it has enough.

    Errors count in units of their mean size in the three days before: some weeks are harder
    to tell than others, and it shows within days.
    """
    series = seen.series
    missed = (series.value - value) / scale
    in_time = np.where(np.isnan(seen.residual), np.nan, np.abs(missed))
    unrest = mean_back(in_time, seen.newest(horizon), 0, UNREST - 1)
    unrest = np.where(unrest > 0, unrest, np.nan)
    missed = missed / unrest
    told = np.flatnonzero(~np.isnan(missed))
    found = np.full((len(value), len(LEVELS)), np.nan)
    for block in range(FIRST_WEEK + 1, int(blocks[-1]) + 1):
        past = told[(known_in[told] < block) & (known_in[told] >= block - BAND_WEEKS)]
        at = np.flatnonzero((blocks == block) & ~np.isnan(value * unrest))
        if len(past) < 2 * WEEK or not len(at):
            continue
        width = (scale * unrest)[at, None]
        offsets = _offsets(missed[past], cell[past])[cell[at]] * width
        found[at] = spread(value[at], offsets, series.ceiling)
    return found


def _offsets(missed: Float, cell: Int) -> Float:
    """Return quantiles of errors, cells x levels; of the part of the day where a cell has few."""
    found = np.empty((_GROUPS * _PARTS, len(LEVELS)))
    every = residual_quantiles(missed, LEVELS)
    for k in range(len(found)):
        own = missed[cell == k]
        if len(own) < RESIDUALS_MIN:
            own = missed[cell % _PARTS == k % _PARTS]
        found[k] = residual_quantiles(own, LEVELS) if len(own) >= RESIDUALS_MIN else every
    return found


__all__ = ["HORIZONS", "LEVELS", "METHOD", "METHOD_VERSION", "Usual", "Walk", "prepared", "walk"]
