"""Groups, hours of a year, full spells and what-if: ratios of sums over the same quarters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.figure import Reason
from analytics.occupancy import Load
from analytics.parking import groups, hours, peaks, spells, what_if
from analytics.quarters import QUARTER_MS

UNHURRIED = settings(deadline=None)
NAN = float("nan")


def load(taken: list[float], spaces: float, *, first: int = 0, closed: bool = False) -> Load:
    """A car park by quarters; NaN: not known; `closed`: what is not known was closed."""
    told = np.array(taken, dtype=np.float64)
    known = ~np.isnan(told)
    time = np.where(known, QUARTER_MS, 0)
    return Load(
        first=first,
        occupied=np.nan_to_num(told) * time,
        capacity=spaces * time.astype(np.float64),
        observed_ms=time,
        expected_ms=time if closed else np.full(len(told), QUARTER_MS),
        doubted=np.zeros(len(told), dtype=bool),
    )


def test_the_peak_of_a_group_is_not_the_sum_of_peaks() -> None:
    group = groups.of_sites([load([100, 10], 100), load([10, 100], 100)])

    assert peaks.peak(group) == (0.55, 0)


def test_a_silent_site_hides_the_quarter_and_not_the_day() -> None:
    group = groups.of_sites([load([90, NAN, 90], 100), load([10, 10, 10], 100)])

    assert group.observed_ms.tolist() == [QUARTER_MS, 0, QUARTER_MS]
    assert group.expected_ms.tolist() == [QUARTER_MS] * 3
    assert group.occupied.sum() / group.capacity.sum() == 0.5


def test_a_small_silent_site_is_left_out_of_both_sums() -> None:
    group = groups.of_sites([load([90, 90], 100), load([5, NAN], 10)])

    assert (group.occupied / group.capacity).tolist() == pytest.approx([95 / 110, 0.9])
    assert group.observed_ms[1] == round(QUARTER_MS * 100 / 110)


def test_a_closed_site_is_not_missed() -> None:
    group = groups.of_sites([load([90, 90], 100), load([50, NAN], 100, closed=True)])

    assert group.observed_ms.tolist() == [QUARTER_MS, QUARTER_MS]
    assert (group.occupied / group.capacity).tolist() == [0.7, 0.9]


def test_a_site_that_is_silent_throughout_hides_the_group_unless_its_size_is_known() -> None:
    sites = [load([90], 100), load([NAN], 5)]

    assert groups.of_sites(sites).observed_ms.tolist() == [0]
    assert groups.of_sites(sites, spaces=[100, 5]).capacity.sum() == 100 * QUARTER_MS
    assert groups.of_sites(sites, spaces=[100, 50]).observed_ms.tolist() == [0]


def test_a_group_needs_sites_and_the_same_quarters() -> None:
    with pytest.raises(ValueError, match="without sites"):
        groups.of_sites([])
    with pytest.raises(ValueError, match="same quarter"):
        groups.of_sites([load([1], 2), load([1], 2, first=4)])


@UNHURRIED
@given(
    st.lists(
        st.tuples(st.lists(st.integers(0, 50), min_size=5, max_size=5), st.integers(1, 50)),
        min_size=1,
        max_size=4,
    )
)
def test_a_group_is_the_ratio_of_sums_in_any_order(sites: list[tuple[list[int], int]]) -> None:
    loads = [load([float(n) for n in taken], spaces) for taken, spaces in sites]

    group, turned = groups.of_sites(loads), groups.of_sites(loads[::-1])

    assert group.occupied.tolist() == turned.occupied.tolist()
    assert group.capacity.sum() == 5 * QUARTER_MS * sum(spaces for _, spaces in sites)
    assert group.occupied.sum() == QUARTER_MS * sum(sum(taken) for taken, _ in sites)


@UNHURRIED
@given(st.integers(1, 400), st.integers(0, 400), st.sampled_from([85, 95, 98, 100]))
def test_thresholds_are_whole_number_comparisons(spaces: int, taken: int, percent: int) -> None:
    full = hours.at_least(np.array([taken * 3.6e6]), np.array([spaces * 3.6e6]), percent)

    assert full.tolist() == [100 * taken >= percent * spaces]


def test_hours_begin_at_full_hours_and_leave_cut_ones_out() -> None:
    told = hours.by_hour(load([0, 0, 10, 10, 10, 10, 3], 10, first=2))

    assert (told.first, told.occupancy().tolist()) == (1, [1.0])


def test_an_hour_known_for_three_quarters_counts_and_for_half_does_not() -> None:
    told = hours.by_hour(load([9, 9, 9, NAN, 9, 9, NAN, NAN], 10))

    assert told.known.tolist() == [True, False]
    assert np.isnan(told.occupancy()[1])
    counted = hours.hours_at_least(told, 85)
    assert (counted.hours, counted.known, counted.expected) == (1, 1, 2)


def test_an_hour_in_which_it_was_closed_is_not_expected() -> None:
    told = hours.by_hour(load([9] * 4 + [NAN] * 4, 10, closed=True))

    assert hours.hours_at_least(told, 85).expected == 1


def test_the_30th_busiest_hour_needs_30_hours_and_three_quarters_of_the_year() -> None:
    few = hours.by_hour(load([5.0] * 4 * 29, 10))
    gappy = hours.by_hour(load([5.0] * 4 * 30 + [NAN] * 4 * 11, 10))
    enough = hours.by_hour(load([float(k // 4 % 10) for k in range(4 * 100)], 10))

    assert hours.nth_busiest(few).occupancy.reason is Reason.INSUFFICIENT_DATA
    assert hours.nth_busiest(gappy).hour is None
    assert hours.nth_busiest(enough, 30) == hours.Busiest(
        occupancy=hours.nth_busiest(enough, 21).occupancy, hour=97
    )
    assert hours.nth_busiest(enough, 30).occupancy.value == pytest.approx(0.7)
    assert hours.design_occupancy(enough).value == pytest.approx(0.8)
    assert hours.design_occupancy(gappy).reason is Reason.INSUFFICIENT_DATA


def test_a_spell_beside_unknown_time_or_the_edge_is_cut_and_one_before_closing_is_whole() -> None:
    told = spells.full_spells(load([10, 5, 10, 10, NAN, 10, 5, 10, 0], 10))
    shut = spells.full_spells(load([5, 10, 10, NAN], 10, closed=True))

    assert told.first.tolist() == [0, 2, 5, 7]
    assert told.length.tolist() == [1, 2, 1, 1]
    assert told.whole.tolist() == [False, False, False, True]
    assert shut.whole.tolist() == [True]
    assert spells.longest_h(told) == 0.5
    assert spells.median_h(told).reason is Reason.INSUFFICIENT_DATA


def test_no_spells_are_no_error() -> None:
    never = spells.full_spells(load([1, 2, 3], 10))

    assert len(never) == 0
    assert spells.longest_h(never) == 0.0


def test_nothing_changed_is_what_was() -> None:
    was = load([50, 98, NAN, 0], 100)

    same = what_if.changed(was, np.full(4, 100.0))

    assert same.low.occupied.tolist() == was.occupied.tolist()
    assert same.low.capacity.tolist() == was.capacity.tolist()
    assert same.unserved_space_h() == 0.0
    assert same.censored.tolist() == [False, True, False, False]


def test_fewer_spaces_turn_away_what_does_not_fit() -> None:
    scenario = what_if.changed(load([50, 90, 100, 100], 100), np.full(4, 100.0), more_spaces=-20)

    assert (scenario.low.occupied / QUARTER_MS).tolist() == [50, 80, 80, 80]
    assert scenario.low.occupied.tolist() == scenario.high.occupied.tolist()
    assert scenario.unserved_space_h() == pytest.approx((10 + 20 + 20) / 4)


def test_more_spaces_leave_open_what_was_turned_away() -> None:
    scenario = what_if.changed(load([90, 100, 100, 100], 100), np.full(4, 100.0), more_spaces=100)

    low, high = (hours.hours_at_least(part, 85).hours for part in scenario.hours())

    assert (low, high) == (0, 1)
    assert (scenario.low.occupied / QUARTER_MS).tolist() == [90, 100, 100, 100]
    assert (scenario.high.occupied / QUARTER_MS).tolist() == [90, 200, 200, 200]


def test_no_spaces_left_is_no_occupancy_and_all_demand_in_vain() -> None:
    scenario = what_if.changed(load([50] * 4, 100), np.full(4, 100.0), more_spaces=-100)

    assert np.isnan(hours.by_hour(scenario.low).occupancy()).all()
    assert scenario.unserved_space_h() == 50.0


@UNHURRIED
@given(
    st.lists(st.integers(-5, 120), min_size=1, max_size=20),
    st.integers(-100, 100),
    st.integers(-100, 100),
)
def test_a_scenario_never_holds_more_than_its_capacity(
    taken: list[int], more_spaces: int, more_demand: int
) -> None:
    scenario = what_if.changed(
        load([float(n) for n in taken], 100),
        np.full(len(taken), 100.0),
        more_spaces=more_spaces,
        more_demand_percent=more_demand,
    )

    for told in (scenario.low, scenario.high):
        assert np.all((told.occupied >= 0) & (told.occupied <= told.capacity + 1e-6))
    assert np.all(scenario.low.occupied <= scenario.high.occupied + 1e-6)


def test_demand_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="-100"):
        what_if.changed(load([1], 2), np.array([2.0]), more_demand_percent=-101)
