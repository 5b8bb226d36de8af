"""A counter beside another: balance, calibration, a short count made a year, utilisation."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np

from analytics.counting import annual, design_hour, expansion, growth, split, weather
from analytics.counting.hours import Bool, Counts
from analytics.quarters import Float
from analytics.topic import Indicator
from benchmarks.ratios.annual import aadt, counts_of, madt
from benchmarks.ratios.counters import YEAR, ZONE, Counter
from benchmarks.ratios.frames import Frame, daily, hourly, pd
from benchmarks.ratios.pair import Pair

_CAPACITY_H: Final = 700.0
_CHECKED: Final = slice(3_000, 3_048)  #: quarter hours that somebody counted beside the counter
_SHORT: Final = slice(120, 134)  #: days of the short count
_ERROR: Final = 0.1


def pairs(counter: Counter, other: Counter) -> Iterator[Pair]:
    """Yield what is told by two counters.

    Parameters
    ----------
    other
        The other direction; of a short count the permanent counter.
    """
    by_hand = np.rint(counter.run.total[_CHECKED] * 1.06)
    yield Pair(
        name="balance",
        indicators=(Indicator.BALANCE,),
        ours=lambda: _balance(counts_of(counter), counts_of(other)),
        pandas=partial(_pandas_balance, counter.series, other.series),
    )
    yield Pair(
        name="calibration_factor",
        indicators=(Indicator.CALIBRATION_FACTOR,),
        ours=lambda: growth.calibration(by_hand, counter.run.total[_CHECKED]).factor.value,
        pandas=partial(_pandas_calibration, counter, by_hand),
    )
    yield Pair(
        name="utilisation",
        indicators=(Indicator.UTILISATION,),
        ours=lambda: design_hour.nth_hour(_over_capacity(counts_of(counter))).volume.value,
        pandas=lambda: (hourly(counter.series) / _CAPACITY_H).nlargest(30).iloc[-1],
    )
    yield Pair(
        name="dtv_expanded",
        indicators=(Indicator.DTV_EXPANDED,),
        ours=lambda: _expanded(counts_of(counter), counts_of(other)),
        pandas=partial(_pandas_expanded, counter.series, other.series),
    )
    yield Pair(
        name="dtv_by_days",
        indicators=(Indicator.DTV_BY_DAYS,),
        ours=lambda: _by_days(counts_of(counter), counts_of(other)),
        pandas=partial(_pandas_by_days, counter.series, other.series),
    )
    yield from _weather(counter)


def _weather(counter: Counter) -> Iterator[Pair]:
    """Yield the year in usual weather; pandas fits no model, so both take what it found."""
    random = np.random.default_rng(4)
    was = np.column_stack([random.normal(11, 7, len(counter.days)), random.gamma(1, 2, 365)])
    usual = was.mean(axis=0) + np.zeros_like(was)
    effect = np.array([0.02, -0.05])
    date = pd.date_range(f"{YEAR}-01-01", periods=len(was), tz=ZONE.key)
    frame, around = (pd.DataFrame(one, index=date) for one in (was, usual))
    yield Pair(
        name="dtv_usual_weather",
        indicators=(Indicator.DTV_USUAL_WEATHER,),
        ours=partial(_usual, counter, was, usual, effect),
        pandas=partial(_pandas_usual, counter.series, frame, around, effect),
        why="with the effects of the weather given: pandas has no Poisson model",
    )


def _usual(counter: Counter, was: Float, usual: Float, effect: Float) -> float:
    counts = counts_of(counter)
    known = ~np.isnan(counts.daily)
    usually = weather.normalised(counts.daily[known], was[known], usual[known], effect)
    factor = float(usually.sum() / counts.daily[known].sum())
    return (annual.aadt_fhwa(counts).value or 0.0) * factor


def _pandas_usual(series: Frame, was: Frame, usual: Frame, effect: Float) -> float:
    days = daily(hourly(series))
    factor = np.exp(-(was - usual).mul(effect).sum(axis=1))
    usually = days * factor.clip(weather.FACTOR_MIN, weather.FACTOR_MAX)
    return float(aadt(series) * usually.sum() / days.sum())


def _balance(entered: Counts, left: Counts) -> float | None:
    both = ~np.isnan(entered.daily) & ~np.isnan(left.daily)
    return split.relative_balance(entered.daily[both].sum(), left.daily[both].sum()).value


def _pandas_balance(entered: Frame, left: Frame) -> float:
    both = pd.DataFrame({"a": daily(hourly(entered)), "b": daily(hourly(left))}).dropna().sum()
    return float(abs(both["a"] - both["b"]) / both.sum())


def _pandas_calibration(counter: Counter, by_hand: Float) -> float:
    begin = counter.series.index[0] + pd.Timedelta(minutes=15 * _CHECKED.start)
    automatic = counter.series[begin : begin + pd.Timedelta(minutes=15 * len(by_hand) - 1)]
    return float(by_hand.sum() / automatic.sum())


def _over_capacity(counts: Counts) -> Counts:
    return replace(counts, hourly=counts.hourly / _CAPACITY_H)


def _on_short(counts: Counts) -> Bool:
    on = np.zeros(len(counts.days), dtype=bool)
    on[_SHORT] = True
    return on


def _expanded(counts: Counts, reference: Counts) -> float | None:
    found = expansion.factors(reference)
    if found is None:
        return None
    short = counts.of(_on_short(counts))
    hours_min = expansion.MOTOR_HOURS_MIN
    return expansion.expanded(short, found, error=_ERROR, hours_min=hours_min).aadt.value


def _by_days(counts: Counts, reference: Counts) -> float | None:
    year = annual.aadt_fhwa(reference).value or 0.0
    short = np.where(_on_short(counts), counts.daily, np.nan)
    return expansion.day_of_year_ratio(short, reference.daily, year).value


def _pandas_expanded(series: Frame, reference: Frame) -> float:
    hours = hourly(reference)
    at = hours.index
    week = hours.groupby([at.month, at.day_of_week, at.hour]).mean()
    day = week.groupby(level=[0, 1]).transform("sum")
    months, length = madt(hours)
    year = float((months * length).sum() / length.sum())
    madt_of = months.reindex(week.index.get_level_values(0)).to_numpy()
    share = (week / day) / ((madt_of / day) * (year / madt_of))
    short = hourly(_days_of(series))
    keys = pd.MultiIndex.from_arrays([short.index.month, short.index.day_of_week, short.index.hour])
    expected = share.reindex(keys).to_numpy()
    return float(short.sum() / expected[short.notna().to_numpy()].sum())


def _pandas_by_days(series: Frame, reference: Frame) -> float:
    short, long = daily(hourly(_days_of(series))), daily(hourly(_days_of(reference)))
    both = pd.DataFrame({"short": short, "long": long}).dropna(subset="short").sum()
    return float(both["short"] / both["long"] * aadt(reference))


def _days_of(series: Frame) -> Frame:
    """Return the readings of the days of the short count."""
    first = series.index[0].normalize()
    begin, end = (first + pd.DateOffset(days=day) for day in (_SHORT.start, _SHORT.stop))
    return series[(series.index >= begin) & (series.index < end)]
