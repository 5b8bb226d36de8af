"""Headways, density, level of service, free vehicles and groups: the edges of their rules."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.figure import Reason
from analytics.spans import Span
from analytics.speeds import density, free_flow, geometry, headways, service_level, vehicle_groups
from analytics.speeds.density import Greenshields


def test_a_pause_of_a_minute_or_an_outage_is_no_headway() -> None:
    time_ms = np.array([0, 60_000, 120_001, 125_000, 130_000])
    found = headways.headways(time_ms, [Span(126_000, 127_000)])

    assert np.isnan(found).tolist() == [True, False, True, False, True]
    assert found[1] == 60.0
    assert len(headways.headways(np.zeros(0, dtype=np.int64))) == 0


@given(st.lists(st.integers(0, 10_000_000), min_size=2, max_size=40, unique=True))
def test_a_late_vehicle_changes_its_own_headway_and_the_next_one(times: list[int]) -> None:
    whole = np.array(sorted(times))
    late = len(whole) // 2
    without = headways.headways(np.delete(whole, late))
    with_it = headways.headways(whole)

    assert np.array_equal(with_it[:late], without[:late], equal_nan=True)
    assert np.array_equal(with_it[late + 2 :], without[late + 1 :], equal_nan=True)


def test_a_gap_behind_a_standing_leader_is_not_known() -> None:
    found = headways.gaps(np.array([3.0, 3.0]), np.array([4.0, 4.0]), np.array([0.0, math.nan]))

    assert np.isnan(found).all()
    assert math.isnan(headways.flow(np.array([math.nan])))
    assert headways.close_share(np.full(29, 1.0)).reason is Reason.INSUFFICIENT_DATA


def test_a_density_needs_ten_vehicles_and_a_speed() -> None:
    found = density.density(np.full(3, 1200.0), np.array([48.0, 48.0, 0.0]), np.array([10, 9, 50]))

    assert found[0] == 25.0
    assert np.isnan(found[1:]).all()


def test_greenshields_knows_nothing_beyond_the_jam() -> None:
    line = Greenshields(100, 120)

    assert line.speed(np.array([0.0, 120.0])).tolist() == [100.0, 0.0]
    assert math.isnan(line.flow(np.array([121.0]))[0])


def test_a_level_of_service_needs_a_density_or_a_configured_capacity() -> None:
    assert service_level.of_freeway(np.array([math.nan])) == [None]
    assert service_level.utilisation(900, 0).reason is Reason.CAPACITY_ZERO
    assert service_level.utilisation(math.nan, 900).reason is Reason.INSUFFICIENT_DATA


def test_a_vehicle_is_free_only_without_a_leader_and_without_a_follower() -> None:
    alone, led, followed = (
        np.array([0, 10_000, 20_000]),
        np.array([0, 6_000, 20_000]),
        np.array([0, 10_000, 12_999]),
    )

    assert free_flow.free(alone).tolist() == [True, True, True]
    assert free_flow.free(led).tolist() == [True, False, True]
    assert free_flow.free(followed).tolist() == [True, False, False]
    assert free_flow.free(np.array([5])).tolist() == [True]


def test_free_flow_speed_is_taken_while_the_lane_is_quiet() -> None:
    speed, flow = np.array([50.0, 70.0]), np.array([599.0, 600.0])

    assert free_flow.free_flow_speed(speed, np.ones(2, dtype=bool), flow) == 50.0
    assert math.isnan(free_flow.free_flow_speed(speed, np.zeros(2, dtype=bool), flow))


def test_lengths_become_groups_at_their_bounds() -> None:
    found = vehicle_groups.by_length(np.array([0.9, 1.0, 7.9, 8.0]), vehicle_groups.RADAR_BOX)

    assert found.tolist() == [255, 3, 3, 5]


@given(st.floats(1, 250), st.floats(0, 60))
def test_the_angle_of_a_radar_is_taken_out_again(speed: float, angle: float) -> None:
    shown = geometry.shown_speed(np.array([speed]), np.array([angle]))

    assert geometry.true_speed(shown, angle)[0] == pytest.approx(speed)


def test_a_radar_that_looks_across_the_road_is_refused() -> None:
    with pytest.raises(ValueError, match="angle of 80"):
        geometry.true_speed(np.array([50.0]), 80.0)
