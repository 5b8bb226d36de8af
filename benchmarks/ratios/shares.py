"""Shares of directions and of heavy vehicles, from the quarter hours of a year."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from analytics.counting import design_hour, split
from analytics.quarters import Float
from analytics.topic import Indicator
from benchmarks.ratios.annual import counts_of
from benchmarks.ratios.counters import Counter
from benchmarks.ratios.frames import Frame, hourly, pd
from benchmarks.ratios.pair import Pair
from benchmarks.ratios.peaks import quarters_of


def pairs(counter: Counter, other: Counter, heavy: Counter) -> Iterator[Pair]:
    """Yield shares.

    Parameters
    ----------
    other, heavy
        The other direction, and the heavy vehicles of the first.
    """
    yield Pair(
        name="directional_split",
        indicators=(Indicator.DIRECTIONAL_SPLIT,),
        ours=lambda: split.direction_share(quarters_of(counter), quarters_of(other)).value,
        pandas=partial(_pandas_split, counter.series, other.series),
    )
    yield Pair(
        name="directional_factor",
        indicators=(Indicator.DIRECTIONAL_FACTOR,),
        ours=lambda: design_hour.directional_factor_at(counts_of(counter), counts_of(other)).value,
        pandas=partial(_pandas_factor_of_directions, counter.series, other.series),
    )
    yield Pair(
        name="heavy_share",
        indicators=(Indicator.HEAVY_SHARE,),
        ours=lambda: _heavy(quarters_of(heavy), quarters_of(counter)),
        pandas=partial(_pandas_heavy, heavy.series, counter.series),
    )


def _heavy(heavy: Float, motor: Float) -> float | None:
    known = ~np.isnan(heavy) & ~np.isnan(motor)
    return split.heavy_share(heavy[known].sum(), motor[known].sum()).value


def _pandas_split(first: Frame, second: Frame) -> float:
    both = pd.DataFrame({"a": first, "b": second}).dropna().sum()
    return float(both["a"] / both.sum())


def _pandas_factor_of_directions(first: Frame, second: Frame) -> float:
    both = pd.DataFrame({"a": hourly(first), "b": hourly(second)}).dropna()
    at = both.loc[both.sum(axis=1).nlargest(30).index[-1]]
    return float(at.max() / at.sum())


def _pandas_heavy(heavy: Frame, motor: Frame) -> float:
    both = pd.DataFrame({"heavy": heavy, "motor": motor}).dropna().sum()
    return float(both["heavy"] / both["motor"])
