"""Means, percentiles, shares and pace of speeds: what holds for any histogram, and the edges."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.figure import Reason
from analytics.speeds import conventions, means, pace, percentiles, samples, shares
from analytics.speeds.classes import TELRAAM_10, Binned, of_edges, rounded_whole

_counts = st.lists(st.integers(0, 50), min_size=8, max_size=8)


def telraam(counts: list[int]) -> Binned:
    return Binned(classes=TELRAAM_10, counts=np.array(counts))


def whole(speeds: list[int]) -> Binned:
    counts = np.bincount(np.array(speeds, dtype=np.int64), minlength=len(rounded_whole()))
    return Binned(classes=rounded_whole(), counts=counts)


@given(_counts, st.sampled_from([15, 50, 85]))
def test_a_percentile_lies_in_the_class_that_holds_its_vehicle(
    counts: list[int], percent: int
) -> None:
    found = float(percentiles.percentile(telraam(counts), percent))
    below = np.cumsum(counts)
    if below[-1] == 0:
        assert math.isnan(found)
        return
    held = int(np.argmax(100 * below >= percent * below[-1]))

    if held == 7:
        assert math.isnan(found)
        assert percentiles.above_top(telraam(counts), percent)
    else:
        assert 10 * held <= found <= 10 * held + 10


@given(st.lists(st.integers(4, 200), min_size=1, max_size=200))
def test_v15_v50_and_v85_rise_and_lie_near_the_vehicle_of_that_rank(speeds: list[int]) -> None:
    binned = whole(speeds)
    v15, v50, v85 = (float(percentiles.percentile(binned, p)) for p in (15, 50, 85))

    assert v15 <= v50 <= v85
    assert abs(v85 - conventions.inverted_cdf(np.array(speeds, dtype=np.float64), 85)) <= 0.5


@given(st.lists(st.integers(0, 200), min_size=2, max_size=100))
def test_the_space_mean_is_never_above_the_time_mean(speeds: list[int]) -> None:
    speed = np.array(speeds, dtype=np.float64)
    space = means.space_mean(speed)

    assert space.rejected == sum(v <= 3 for v in speeds)
    if not math.isnan(space.value):
        assert space.value <= means.time_mean(speed[speed > 3]) + 1e-9


@given(_counts)
def test_the_three_shares_over_a_limit_enclose_each_other(counts: list[int]) -> None:
    binned = telraam(counts)
    low, mid, high = (
        float(share(binned, 35.0))
        for share in (shares.over_wholly, shares.over_interpolated, shares.over_touching)
    )
    if sum(counts) == 0:
        assert math.isnan(low)
        assert math.isnan(mid)
        assert math.isnan(high)
    else:
        assert low - 1e-12 <= mid <= high + 1e-12


@given(st.lists(st.integers(0, 200), min_size=1, max_size=100), st.integers(0, 120))
def test_the_share_over_a_whole_limit_is_exact_of_whole_numbers(
    speeds: list[int], limit: int
) -> None:
    records = np.array(speeds, dtype=np.float64)

    assert shares.over_wholly(whole(speeds), limit) == pytest.approx(shares.over(records, limit))


@given(st.lists(st.integers(0, 200), min_size=1, max_size=100))
def test_no_window_holds_more_than_the_pace(speeds: list[int]) -> None:
    found = pace.pace(whole(speeds))
    assert found is not None
    most = max(sum(at <= v < at + 10 for v in speeds) for at in range(240))

    assert found.share == pytest.approx(most / len(speeds))
    assert found.upper - found.lower == 10


def test_of_equal_windows_the_lowest_is_the_pace() -> None:
    found = pace.pace(whole([30, 60]))

    assert found == pace.Pace(20.5, 30.5, 0.5)


def test_no_pace_without_vehicles_or_without_edges_that_far_apart() -> None:
    assert pace.pace(telraam([0] * 8)) is None
    assert pace.pace(telraam([1] * 8), width_kmh=15) is None


def test_histograms_are_computed_row_by_row() -> None:
    rows = Binned(classes=TELRAAM_10, counts=np.array([[0] * 8, [0, 0, 0, 10, 0, 0, 0, 0]]))

    assert np.isnan(percentiles.percentile(rows, 85)).tolist() == [True, False]
    assert percentiles.percentile(rows, 85)[1] == 38.5
    assert means.time_mean_of_classes(rows).tolist()[1] == 35.0
    assert shares.over_steps(rows, 30)[1].tolist() == [1.0, 0.0, 0.0]


def test_a_v85_in_the_open_top_class_is_withheld_with_its_reason() -> None:
    binned = telraam([0] * 6 + [10, 990])

    assert percentiles.published(binned, 85).reason is Reason.ABOVE_TOP_CLASS
    assert percentiles.published(telraam([0] * 7 + [9]), 85).reason is Reason.INSUFFICIENT_DATA


def test_a_v85_of_few_or_widely_spread_vehicles_is_withheld() -> None:
    few = of_edges([40, 45], [99])
    spread = of_edges([0, 100, 200], [60, 60])

    assert percentiles.published(few, 85).reason is Reason.INSUFFICIENT_DATA
    assert percentiles.percentile_interval(spread, 85).half_width > 3
    assert percentiles.published(spread, 85).reason is Reason.INSUFFICIENT_DATA
    assert percentiles.published(of_edges([40, 45], [100]), 85).value == 44.25


def test_an_empty_class_between_does_not_move_a_percentile_that_falls_on_its_edge() -> None:
    assert percentiles.percentile(of_edges([0, 10, 20, 30], [17, 0, 3]), 85) == 10.0


def test_the_mean_of_an_open_class_needs_a_stated_middle() -> None:
    binned = telraam([0] * 6 + [1, 1])

    assert math.isnan(float(means.time_mean_of_classes(binned)))
    assert float(means.time_mean_of_classes(binned, 75.0)) == 70.0
    assert float(means.time_mean_of_classes(telraam([0, 1, 0, 0, 0, 0, 0, 0]))) == 15.0
    assert math.isnan(float(shares.over_interpolated(binned, 80)))


def test_nothing_is_known_of_no_vehicle() -> None:
    nobody = np.zeros(0)

    assert math.isnan(means.time_mean(nobody))
    assert math.isnan(means.space_mean(nobody).value)
    assert math.isnan(means.deviation(np.array([50.0])))
    assert math.isnan(conventions.of_records(nobody, 85))
    assert math.isnan(conventions.by_rank(nobody))
    assert math.isnan(conventions.histogram_r4(nobody, nobody, 85))
    assert math.isnan(conventions.histogram_r5(nobody, nobody, 85))
    assert math.isnan(shares.over(np.array([math.nan]), 50))
    assert math.isnan(samples.mean_half_width(3.0, 0))
    with pytest.raises(ValueError, match="at least one vehicle"):
        conventions.rank(0)


def test_a_mean_of_fewer_than_thirty_vehicles_is_not_published() -> None:
    assert means.published(49.8, 29).reason is Reason.INSUFFICIENT_DATA
    assert means.published(math.nan, 30).reason is Reason.UNDEFINED
    assert means.published(49.8, 30).value == 49.8
    assert shares.published(0.5, 99).reason is Reason.INSUFFICIENT_DATA
