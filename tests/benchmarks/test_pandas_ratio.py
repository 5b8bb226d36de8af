"""Our figures are those of straightforward pandas, for every indicator there is."""

import numpy as np
import pytest

from analytics.indicators import METHODS
from analytics.topic import Indicator
from benchmarks.pandas_ratio import pairs
from benchmarks.ratios.pair import Pair, timed

PAIRS = {pair.name: pair for pair in pairs(quick=True)}


@pytest.mark.parametrize("name", PAIRS)
def test_a_figure_is_the_one_that_pandas_computes(name: str) -> None:
    assert len(PAIRS[name].agree()) > 0


def test_every_indicator_is_compared_with_pandas() -> None:
    compared = {indicator for pair in PAIRS.values() for indicator in pair.indicators}

    assert sorted(set(METHODS) - compared) == []


@pytest.mark.parametrize("name", [name for name in PAIRS if name.startswith("volume.")])
def test_volumes_are_to_be_three_times_as_fast(name: str) -> None:
    assert PAIRS[name].at_least == 3.0


def pair(ours: object, theirs: object) -> Pair:
    return Pair(
        name="made up", indicators=(Indicator.VOLUME,), ours=lambda: ours, pandas=lambda: theirs
    )


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (1.0, 1.001),
        (np.array([1.0, np.nan]), np.array([1.0, 0.0])),
        ([1.0, None], [1.0, 2.0]),
        (np.ones(2), np.ones(3)),
        (None, None),
    ],
)
def test_figures_that_differ_are_not_timed(ours: object, theirs: object) -> None:
    with pytest.raises(AssertionError, match="made up"):
        pair(ours, theirs).agree()


def test_both_sides_are_timed_once_a_round() -> None:
    ours, theirs = timed(pair(1.0, 1.0), rounds=3, turn_s=0.0)

    assert (len(ours), len(theirs)) == (3, 3)
    assert min(ours) >= 0
