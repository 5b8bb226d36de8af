"""Peak hours and design hours: the right one, the earliest one, and none from too little."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.calendar.day_types import day_types
from analytics.calendar.region import Region
from analytics.counting import design_hour, peaks, split
from analytics.counting.hours import civil_days, of_hours
from analytics.figure import Reason
from analytics.quarters import Float
from tests.analytics.counting.laying import BERLIN, UTC, town, year

WEEK = civil_days(date(2023, 6, 12), date(2023, 6, 18), BERLIN)


@given(seed=st.integers(0, 10_000), search=st.sampled_from([(6, 10), (15, 19), (0, 24), (3, 4)]))
@settings(max_examples=40, deadline=None)
def test_the_peak_is_the_greatest_whole_hour_of_the_search_period(
    seed: int, search: tuple[int, int]
) -> None:
    rng = np.random.default_rng(seed)
    quarters = rng.integers(0, 9, 7 * 96).astype(np.float64)
    quarters[rng.random(len(quarters)) < 0.1] = np.nan
    found = peaks.peak_hours(WEEK, quarters, search)

    for day in range(7):
        hours = {
            at: quarters[at : at + 4].sum()
            for at in range(day * 96 + search[0] * 4, day * 96 + search[1] * 4 - 3)
            if not np.isnan(quarters[at : at + 4]).any()
        }
        best = max(hours.values(), default=np.nan)
        first = min((at for at, v in hours.items() if v == best), default=-1)
        assert found.start[day] == first
        np.testing.assert_equal(found.volume[day], best)
        asked = quarters[day * 96 + search[0] * 4 : day * 96 + search[1] * 4]
        assert found.whole[day] == (not np.isnan(asked).any())
        assert found.enough[day] == (np.isnan(asked).sum() * 4 <= len(asked))


@pytest.mark.parametrize("day", [date(2023, 3, 26), date(2023, 10, 29)])
def test_the_peak_of_a_clock_change_day_is_told_in_local_time(day: date) -> None:
    days = civil_days(day, day, BERLIN)
    quarters = np.zeros(len(days.hour) * 4)
    quarters[np.flatnonzero(days.hour == 8)[0] * 4 + 2 :][:4] = 50.0
    found = peaks.peak_hours(days, quarters, (0, 24))

    assert found.start_min.tolist() == [8.5 * 60]
    assert found.volume.tolist() == [200.0]
    assert found.factor.tolist() == [1.0]


def test_few_vehicles_have_a_peak_and_no_factor() -> None:
    quarters = np.zeros(7 * 96)
    quarters[30] = 29.0
    found = peaks.peak_hours(WEEK, quarters, (6, 10))

    assert found.volume[0] == 29.0
    assert np.isnan(found.factor[0])
    assert peaks.peak_hour_factor(quarters[30:34]).reason is Reason.INSUFFICIENT_DATA
    assert peaks.peak_hour_factor(np.array([np.nan, 90.0, 90.0, 90.0])).value is None


@given(st.lists(st.integers(0, 500), min_size=4, max_size=4))
def test_the_peak_hour_factor_lies_between_a_quarter_and_one(quarters: list[int]) -> None:
    found = peaks.peak_hour_factor(np.array(quarters, dtype=np.float64)).value

    assert found is None or 0.25 <= found <= 1


def test_the_typical_peak_is_the_median_of_ordinary_days_and_needs_ten() -> None:
    days = civil_days(date(2023, 5, 1), date(2023, 6, 16), BERLIN)
    types = day_types(days.number, Region(land="NW"))
    quarters: Float = np.zeros(len(days) * 96).reshape(-1, 96)
    for day in range(len(days)):
        start = 30 if types["DiMiDo"][day] else 26
        quarters[day, start : start + 4] = 100.0
    found = peaks.peak_hours(days, quarters.reshape(-1), peaks.MORNING)
    typical = peaks.typical_peak(found, types["DiMiDo"])

    assert typical.start_min.value == 30 * 15
    assert typical.volume.value == 400.0
    assert typical.days >= peaks.TYPICAL_DAYS_MIN
    few = types["DiMiDo"] & (days.number < days.number[20])
    assert peaks.typical_peak(found, few).start_min.reason is Reason.INSUFFICIENT_DATA


def test_the_peak_period_stops_where_nothing_is_known() -> None:
    assert peaks.peak_period(np.array([80.0, np.nan, 100.0, 80.0])) == (2, 4)
    assert peaks.peak_period(np.array([100.0, 100.0])) == (0, 2)
    assert peaks.peak_period(np.array([np.nan, np.nan])) is None
    assert peaks.peak_period(np.zeros(4)) is None


def test_clock_hours_need_all_four_quarters() -> None:
    quarters = np.ones(7 * 96)
    quarters[5] = np.nan

    assert np.isnan(peaks.clock_hours(WEEK, quarters).hourly).tolist() == [
        k == 1 for k in range(168)
    ]


@given(seed=st.integers(0, 10_000), rank=st.integers(1, 60))
@settings(max_examples=30, deadline=None)
def test_the_nth_hour_is_ranked_by_position_whatever_the_order_of_hours(
    seed: int, rank: int
) -> None:
    rng = np.random.default_rng(seed)
    hourly = rng.integers(0, 12, 168).astype(np.float64)  # many are equal
    found = design_hour.nth_hour(of_hours(WEEK, hourly), rank)
    again = design_hour.nth_hour(of_hours(WEEK, rng.permutation(hourly)), rank)

    assert found.volume.value == np.sort(hourly)[-rank] == again.volume.value
    assert found.above == (hourly > found.volume.value).sum() <= rank - 1
    assert hourly[found.at] == found.volume.value


def test_hours_that_are_not_known_are_not_ranked_and_the_hour_is_doubted() -> None:
    hourly = np.arange(168.0)
    hourly[100:120] = np.nan
    found = design_hour.nth_hour(of_hours(WEEK, hourly))

    assert found.volume.value == 138.0
    assert found.doubted
    assert found.coverage == pytest.approx(148 / 168)
    season = np.array([True, True, False, False, False, False, False])
    assert not design_hour.nth_hour(of_hours(WEEK, hourly), season=season).doubted


def test_fewer_hours_than_the_rank_have_no_design_hour() -> None:
    hourly = np.full(168, np.nan)
    hourly[:29] = 5.0
    found = design_hour.nth_hour(of_hours(WEEK, hourly))

    assert found.volume.reason is Reason.INSUFFICIENT_DATA
    assert found.at == -1
    none = of_hours(WEEK, np.full(168, np.nan))
    assert design_hour.directional_factor_at(none, none).value is None
    assert design_hour.k_factor(100, 0).reason is Reason.UNDEFINED


def test_the_direction_is_that_of_the_design_hour_not_of_the_day() -> None:
    first, second = np.full(168, 10.0), np.full(168, 10.0)
    first[40], second[40] = 90.0, 10.0
    counts = of_hours(WEEK, first), of_hours(WEEK, second)

    assert design_hour.directional_factor_at(*counts, rank=1).value == 0.9
    assert design_hour.directional_factor_at(*counts, rank=2).value == 0.5
    share = split.direction_share(first, second).value
    assert share == pytest.approx((1670 + 90) / (1670 + 90 + 1680))


def test_shares_of_nothing_are_undefined_and_unclassified_ones_withheld() -> None:
    assert split.share(0, 0).reason is Reason.UNDEFINED
    assert split.relative_balance(0, 0).reason is Reason.UNDEFINED
    assert split.heavy_share(0, 0).reason is Reason.UNDEFINED
    assert split.heavy_share(8, 100, unclassified=11).reason is Reason.UNCLASSIFIED
    assert split.heavy_share(8, 100, unclassified=10).value == 0.08
    none = np.full(168, np.nan)
    assert split.direction_share(none, none).reason is Reason.INSUFFICIENT_DATA


def test_the_thirtieth_hour_of_a_town_lies_below_its_busiest() -> None:
    counts = town(year(2023, UTC), 5)
    values = [design_hour.nth_hour(counts, rank).volume.value or 0 for rank in (1, 30, 50)]

    assert values[0] > values[1] > values[2] > counts.hourly.mean()
