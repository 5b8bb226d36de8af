"""Comparisons: neighbours, change points, clocks, gaps, states of a device."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.figure import Reason
from analytics.quality import alive, changes, clocks, crosschecks, gaps
from analytics.spans import Span
from devices.quality import Flag

WEEKS = 120


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("factor", [0.5, 0.75, 1.4, 2.0])
def test_a_changed_level_is_found_within_a_week_of_where_it_is(seed: int, factor: float) -> None:
    random = np.random.default_rng(seed)
    at = int(random.integers(12, WEEKS - 12))
    ratio = random.normal(0, 0.06, WEEKS) + np.where(np.arange(WEEKS) >= at, np.log(factor), 0)

    found = changes.change_points(ratio)

    assert len(found) == 1
    assert abs(found[0].at - at) <= 1
    assert found[0].step == pytest.approx(np.log(factor), abs=0.1)


@pytest.mark.parametrize("seed", range(20))
def test_noise_with_odd_weeks_has_no_changes(seed: int) -> None:
    random = np.random.default_rng(seed)
    ratio = random.normal(0, 0.06, WEEKS)
    ratio[random.integers(0, WEEKS, 5)] += random.choice([-1, 1], 5)
    ratio[random.integers(0, WEEKS, 10)] = np.nan

    assert changes.change_points(ratio) == []


@pytest.mark.parametrize("values", [[], [1.0], [np.nan] * 30, [2.0] * 30])
def test_without_enough_or_with_equal_values_there_is_no_change(values: list[float]) -> None:
    assert changes.change_points(np.array(values)) == []


@given(
    steps=st.lists(st.one_of(st.floats(-5, 5), st.just(float("nan"))), max_size=50),
    slack=st.floats(0, 1),
)
def test_cumulative_sums_are_those_of_the_loop(steps: list[float], slack: float) -> None:
    rise = fall = 0.0
    by_hand = []
    for step in steps:
        known = not np.isnan(step)
        rise = max(0.0, rise + step - slack) if known else rise
        fall = max(0.0, fall - step - slack) if known else fall
        by_hand.append((rise, fall))
    found = crosschecks.cusum(np.array(steps), slack)

    assert found.rise.tolist() == pytest.approx([r for r, _ in by_hand], abs=1e-9)
    assert found.fall.tolist() == pytest.approx([f for _, f in by_hand], abs=1e-9)


def test_one_neighbour_that_fails_does_not_move_the_ratio() -> None:
    own = np.full(10, 100.0)
    neighbours = np.array([np.full(10, 50.0), np.full(10, 70.0), [80.0] * 9 + [1.0]])

    assert crosschecks.log_ratio(own, neighbours).tolist() == pytest.approx([0.0] * 10)


def test_without_a_neighbour_there_is_no_ratio() -> None:
    assert np.isnan(crosschecks.log_ratio(np.array([1.0, 0.0]), np.full((2, 2), np.nan))).all()


def test_a_part_above_the_whole_fails() -> None:
    part, whole = np.array([5.0, 6, np.nan, 1]), np.array([5.0, 5, 5, np.nan])

    assert crosschecks.part_of(part, whole).tolist() == [
        Flag.GOOD, Flag.FAIL, Flag.MISSING, Flag.NOT_EVALUATED,
    ]  # fmt: skip


def test_classes_add_up_to_the_total_within_what_rounding_makes() -> None:
    light = np.array([9.0, 8, 12, np.nan, 9, 0])
    heavy = np.array([1.0, 1, 0, 1, 1, 0])
    total = np.array([10.0, 10, 10, 10, np.nan, 0])

    flags = crosschecks.class_sum(np.array([light, heavy]), total)
    exact = crosschecks.class_sum(np.array([light, heavy]), total, tolerance=0.0)

    assert flags.tolist() == [
        Flag.GOOD, Flag.GOOD, Flag.SUSPECT, Flag.NOT_EVALUATED, Flag.MISSING, Flag.GOOD,
    ]  # fmt: skip
    assert np.flatnonzero(exact != flags).tolist() == [1]


def test_vehicles_have_a_speed_and_an_empty_road_has_none() -> None:
    flow = np.array([3.0, 3, 3, 0, 0, np.nan])
    speed = np.array([48.0, np.nan, -1, np.nan, -1, 50])

    assert crosschecks.speed_missing(flow, speed).tolist() == [
        Flag.GOOD, Flag.SUSPECT, Flag.SUSPECT, Flag.GOOD, Flag.GOOD, Flag.MISSING,
    ]  # fmt: skip


@given(hours=st.integers(-2, 2))
def test_a_day_moved_by_hours_is_found_to_be(hours: int) -> None:
    usual = 100 + 80 * np.sin(np.arange(24) / 24 * 2 * np.pi) ** 3 + np.arange(24) % 7
    late = np.full(24, np.nan)
    late[max(hours, 0) : 24 + min(hours, 0)] = usual[max(-hours, 0) : 24 + min(-hours, 0)]

    assert clocks.lag_of_day(late, usual)[0] == hours


def test_a_day_without_any_change_has_no_lag() -> None:
    assert clocks.lag_of_day(np.full(24, 5.0), np.arange(24.0))[0] == 0
    assert clocks.lag_of_day(np.full(24, np.nan), np.arange(24.0))[0] == 0


def test_a_clock_that_jitters_has_not_jumped() -> None:
    assert clocks.clock_step(np.array([2.0, 5, 1, 9, 3, 2, 8])) is None
    assert clocks.clock_step(np.array([2.0, 900])) is None


@given(
    signs=st.lists(st.integers(0, 1000), max_size=20),
    heartbeat=st.integers(1, 300),
    begin=st.integers(0, 500),
    length=st.integers(1, 500),
)
def test_up_and_down_time_make_the_window(
    signs: list[int], heartbeat: int, begin: int, length: int
) -> None:
    found = alive.liveness(np.array(signs, dtype=np.int64), heartbeat, Span(begin, begin + length))

    assert found.uptime + found.downtime == length
    assert found.uptime == len(
        {t for s in signs for t in range(s, s + heartbeat)} & set(range(begin, begin + length))
    )


def test_without_a_device_availability_is_withheld() -> None:
    assert alive.availability([]).reason is Reason.INSUFFICIENT_DATA


def test_the_last_state_is_closed_by_the_watermark() -> None:
    assert alive.state_durations([0, 10], ["ok", "error"], until_ms=25) == {"ok": 10, "error": 15}


def test_more_than_twelve_missing_hours_are_not_filled() -> None:
    profile = np.arange(1.0, 25)
    twelve, thirteen = profile * 2, profile * 2
    twelve[:12], thirteen[:13] = np.nan, np.nan

    assert gaps.fill_day(twelve, profile) == pytest.approx(profile * 2)
    assert np.isnan(gaps.fill_day(thirteen, profile)).sum() == 13


def test_a_day_is_not_estimated_from_a_neighbour_that_goes_its_own_way() -> None:
    own, other = np.array([1.0, 2, 3, 2, 1]), np.array([2.0, 2, 1, 3, 2])

    assert gaps.estimate_day(2.0, own, other, today=2.0).reason is Reason.INSUFFICIENT_DATA
    assert gaps.estimate_day(2.0, own, np.ones(5), today=2.0).reason is Reason.UNDEFINED
