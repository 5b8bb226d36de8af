"""The forecasts that are told now: each with what such forecasts scored, or why it is withheld."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.calendar.region import Region
from analytics.forecasts import backtest, model
from analytics.forecasts.backtest import Score, Withheld
from analytics.forecasts.grid import grid
from analytics.quarters import Float

METHOD_VERSION: Final = 1
WEEKS: Final = 26  #: that are looked at
LAG_MAX: Final = 4  #: quarters that the newest value may lie back; then nothing is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One forecast.

    Parameters
    ----------
    horizon
        The quarter ends so many quarters after the origin. [quarter hours]
    value, low, high
        Most likely value and the ends of the 80 % band; None: withheld. [as the series]
    score
        What such forecasts scored in the last eight weeks; None: there were none.
    reason
        Why it is withheld.
    """

    horizon: int
    value: float | None
    low: float | None
    high: float | None
    score: Score | None
    reason: Withheld | None


def forecasts(
    first: int,
    past: Float,
    horizons: Sequence[int],
    *,
    ceiling: float | None,
    zone: ZoneInfo,
    region: Region,
) -> list[Told]:
    """Return forecasts of the quarters after a series.

    Earlier forecasts are tried with values as late as the newest one is now.

    Parameters
    ----------
    first
        The first quarter of the past. [quarters since 1970]
    past
        The series up to the origin; NaN where it is not known, doubted or atypical.
    ceiling
        What cannot be exceeded; None: nothing is known.
    """
    lag = _lag(past)
    if lag is None or lag > LAG_MAX:
        why = Withheld.INSUFFICIENT_DATA if lag is None else Withheld.NO_RECENT_DATA
        return [_nothing(horizon, why) for horizon in horizons]
    value = np.concatenate([past, np.full(max(model.HORIZONS), np.nan)])
    known_from = np.arange(first + 1, first + 1 + len(value)) + lag
    series = grid(first, value, known_from, ceiling=ceiling, zone=zone, region=region)
    seen = model.prepared(series, lag)
    found = []
    for horizon in horizons:
        walked = model.walk(seen, horizon)
        score = backtest.score(seen, walked, backtest.tested(series))
        at = len(past) + horizon - 1
        told = float(walked.value[at]), float(walked.band[at, 0]), float(walked.band[at, -1])
        why_not = backtest.withheld(score)
        if why_not is None and np.isnan(told).any():
            why_not = Withheld.NO_FORECAST
        kept = (None, None, None) if why_not is not None else told
        found.append(
            Told(
                horizon=horizon,
                value=kept[0],
                low=kept[1],
                high=kept[2],
                score=score if score.n else None,
                reason=why_not,
            )
        )
    return found


def _lag(past: Float) -> int | None:
    """Return how many quarters at the end are not known yet; None: none is known."""
    known = np.flatnonzero(~np.isnan(past))
    return len(past) - 1 - int(known[-1]) if len(known) else None


def _nothing(horizon: int, why: Withheld) -> Told:
    return Told(horizon=horizon, value=None, low=None, high=None, score=None, reason=why)
