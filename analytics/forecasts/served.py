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
from analytics.quarters import QUARTER_MS, Float, Int

METHOD_VERSION: Final = 1
WEEKS: Final = 26  #: that are looked at
LAG_MAX: Final = 4  #: quarters that the newest value may lie back; then nothing is told
LATE_MAX_MS: Final = 86_400_000  #: what came later than that was brought in afterwards
USUALLY_THERE: Final = 0.9
RECEIVED_WEEKS: Final = 10  #: of which the receipt is looked at: those that are tried, and two


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
    received: Int | None = None,
) -> list[Told]:
    """Return forecasts of the quarters after a series.

    Earlier forecasts are tried with what had been received at their time; where that is not told,
    with values as late as the newest one is now.

    Parameters
    ----------
    first
        The first quarter of the past. [quarters since 1970]
    past
        The series up to the origin; NaN where it is not known, doubted or atypical.
    ceiling
        What cannot be exceeded; None: nothing is known.
    received
        The first quarter by whose origin each value had arrived, below 0: not told. Origins are as
        far into their quarter as the present one. Told of under half of the weeks that are tried,
        it says nothing of usual delays. [quarters since 1970]

    Examples
    --------
    >>> berlin, nw, week = ZoneInfo("Europe/Berlin"), Region(land="NW"), np.full(672, 5.0)
    >>> told = forecasts(0, week, [4], ceiling=None, zone=berlin, region=nw)
    >>> told[0].value, told[0].reason.value  # a week is too short a past
    (None, 'insufficient_data')
    >>> silent = np.append(week, np.full(96, np.nan))
    >>> forecasts(0, silent, [4], ceiling=None, zone=berlin, region=nw)[0].reason.value
    'no_recent_data'
    """
    if received is not None:
        past = np.where(received > first + len(past), np.nan, past)
        if (received >= 0).sum() < backtest.TARGETS_MIN:
            received = None
    lag = _lag(past)
    if lag is not None and received is not None:
        lag = max(lag, _usual_lag(first, received))
    if lag is None or lag > LAG_MAX:
        why = Withheld.INSUFFICIENT_DATA if lag is None else Withheld.NO_RECENT_DATA
        return withheld(horizons, why)
    value = np.concatenate([past, np.full(max(model.HORIZONS), np.nan)])
    known_from = np.arange(first + 1, first + 1 + len(value)) + lag
    if received is not None:
        usually = known_from[: len(past)]
        in_time = np.maximum(received, usually - lag)
        known_from[: len(past)] = np.where(received >= 0, in_time, usually)
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


def received_by(
    first: int, count: int, quarters: Int, received_ms: Int, into_quarter_ms: int
) -> Int:
    """Return from which origin on each quarter of a series was known; -1: that is not told.

    A quarter that came over a day late was brought in afterwards, by a logger or after an outage
    in which no forecast was told; its receipt says nothing of its usual delay.

    Parameters
    ----------
    quarters, received_ms
        When quarters were whole. [quarters since 1970], [ms since 1970]
    into_quarter_ms
        How far into its quarter an origin lies. [ms]

    Examples
    --------
    >>> late_ms = np.array([101, 101]) * QUARTER_MS + np.array([60_000, 400_000])
    >>> received_by(100, 3, np.array([100, 100]), late_ms, 120_000).tolist()
    [102, -1, -1]
    """
    found = np.full(count, -1)
    delay_ms = received_ms - (quarters + 1) * QUARTER_MS
    at = quarters - first
    told = (at >= 0) & (at < count) & (delay_ms < LATE_MAX_MS)
    origin = -((into_quarter_ms - received_ms[told]) // QUARTER_MS)
    np.maximum.at(found, at[told], np.maximum(origin, quarters[told] + 1))
    return found


def _lag(past: Float) -> int | None:
    """Return how many quarters at the end are not known yet; None: none is known."""
    known = np.flatnonzero(~np.isnan(past))
    return len(past) - 1 - int(known[-1]) if len(known) else None


def _usual_lag(first: int, received: Int) -> int:
    """Return how many quarters late nine of ten values come.

    Where a device sends once an hour, the newest value is late or early by chance: what is told is
    made of what is nearly always there, and so is what it is judged by.
    """
    told = np.flatnonzero(received >= 0)
    late = received[told] - (first + told + 1)
    return int(np.quantile(late, USUALLY_THERE, method="higher"))


def withheld(horizons: Sequence[int], why: Withheld) -> list[Told]:
    """Return that nothing is told at any horizon.

    Examples
    --------
    >>> told = withheld([1, 4], Withheld.NO_RECENT_DATA)
    >>> [(one.horizon, one.value, one.reason.value) for one in told]
    [(1, None, 'no_recent_data'), (4, None, 'no_recent_data')]
    """
    return [
        Told(horizon=horizon, value=None, low=None, high=None, score=None, reason=why)
        for horizon in horizons
    ]
