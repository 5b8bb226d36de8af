"""Peak hours, their sharpness and the design hour, from the quarter hours of a year."""

from collections.abc import Iterator
from functools import partial
from typing import Final

import numpy as np

from analytics.counting import annual, design_hour, peaks
from analytics.counting.quarter_hours import quarter_volumes
from analytics.quarters import Float
from analytics.topic import Indicator
from benchmarks.ratios.annual import aadt, counts_of
from benchmarks.ratios.counters import Counter
from benchmarks.ratios.frames import Frame, hourly, pd
from benchmarks.ratios.pair import Pair

_DAY: Final = (0, 24)
_SEARCHED: Final = {
    Indicator.PEAK_HOUR: _DAY,
    Indicator.PEAK_HOUR_MORNING: peaks.MORNING,
    Indicator.PEAK_HOUR_EVENING: peaks.EVENING,
}


def pairs(counter: Counter) -> Iterator[Pair]:
    """Yield peaks."""
    series = counter.series
    for indicator, search in _SEARCHED.items():
        yield Pair(
            name=indicator.value,
            indicators=(indicator,),
            ours=partial(_peak, counter, search),
            pandas=partial(_pandas_peak, series, search),
        )
    yield Pair(
        name="peak_hour_factor",
        indicators=(Indicator.PEAK_HOUR_FACTOR,),
        ours=partial(_factor, counter),
        pandas=partial(_pandas_factor, series),
    )
    yield Pair(
        name="design_hour_volume",
        indicators=(Indicator.DESIGN_HOUR_VOLUME,),
        ours=lambda: design_hour.nth_hour(counts_of(counter)).volume.value,
        pandas=lambda: hourly(series).nlargest(30).iloc[-1],
    )
    yield Pair(
        name="k_factor",
        indicators=(Indicator.K_FACTOR,),
        ours=partial(_k, counter),
        pandas=lambda: hourly(series).nlargest(30).iloc[-1] / aadt(series),
    )


def _peak(counter: Counter, search: tuple[int, int]) -> Float:
    found = peaks.peak_hours(counter.days, quarters_of(counter), search)
    return np.where(found.whole, found.volume, np.nan)


def _factor(counter: Counter) -> Float:
    found = peaks.peak_hours(counter.days, quarters_of(counter), _DAY)
    return np.where(found.whole, found.factor, np.nan)


def _k(counter: Counter) -> float | None:
    counts = counts_of(counter)
    hour, mean = design_hour.nth_hour(counts).volume.value, annual.aadt_fhwa(counts).value
    return design_hour.k_factor(hour or 0.0, mean or 0.0).value


def _sliding(series: Frame, search: tuple[int, int]) -> tuple[Frame, Frame, Frame]:
    """Return quarters, the hours that end with each inside the search, and which days are whole."""
    quarters = series.resample("15min").asfreq()
    minute = quarters.index.hour * 60 + quarters.index.minute
    asked = (minute >= search[0] * 60) & (minute < search[1] * 60)
    hours = quarters.rolling(4).sum().where(asked & (minute >= search[0] * 60 + 45))
    known = quarters.where(asked).resample("D").count()
    of = pd.Series(asked, index=quarters.index).resample("D").sum()
    return quarters, hours, known == of


def _pandas_peak(series: Frame, search: tuple[int, int]) -> Frame:
    _, hours, whole = _sliding(series, search)
    return hours.resample("D").max().where(whole)


def _pandas_factor(series: Frame) -> Frame:
    quarters, hours, whole = _sliding(series, _DAY)
    known = hours.dropna()
    at = known.groupby(known.index.normalize()).idxmax()
    sharpest = quarters.rolling(4).max()
    factor = hours.loc[at].to_numpy() / (4 * sharpest.loc[at].to_numpy())
    enough = hours.loc[at].to_numpy() >= peaks.PHF_VOLUME_MIN
    return (
        pd.Series(np.where(enough, factor, np.nan), index=at.index)
        .reindex(whole.index)
        .where(whole)
    )


def quarters_of(counter: Counter) -> Float:
    """Return the volume of each quarter hour of the days."""
    return quarter_volumes(counter.run, counter.days)
