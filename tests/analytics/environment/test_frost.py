"""Dew point, frost point and the flags of a road."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.environment import dew, frost
from analytics.environment.frost import Frost, Road

TEN_MIN_MS = 600_000
NAN = math.nan


def road(
    surface: list[float],
    *,
    air: float = 1.0,
    humidity: float = 60.0,
    wet: list[float] | None = None,
    rain: list[float] | None = None,
    freezing: float = 0.0,
) -> Road:
    """Return a road that is measured every ten minutes; dry, and without rain."""
    count = len(surface)
    return Road(
        time_ms=np.arange(count, dtype=np.int64) * TEN_MIN_MS,
        surface=np.array(surface, dtype=np.float64),
        air=np.full(count, air),
        humidity=np.full(count, humidity),
        wet=np.array(wet if wet is not None else [0.0] * count),
        precipitation=np.array(rain if rain is not None else [0.0] * count),
        freezing=np.full(count, freezing),
    )


@given(st.floats(-30, 40), st.floats(1, 100))
def test_the_dew_point_is_never_above_the_air(air: float, humidity: float) -> None:
    told = np.array([air]), np.array([humidity])

    assert dew.dew_point(*told)[0] <= air + 1e-9
    assert dew.dew_point_wmo(*told)[0] <= air + 1e-9


@given(st.floats(-30, -1), st.floats(5, 95))
def test_below_zero_the_frost_point_lies_above_the_dew_point(air: float, humidity: float) -> None:
    told = np.array([air]), np.array([humidity])

    assert dew.frost_point(*told)[0] > dew.dew_point_wmo(*told)[0]


def test_saturated_air_is_at_its_dew_point_and_no_humidity_is_not_known() -> None:
    found = dew.dew_point(np.full(3, 10.0), np.array([100.0, 104.0, 0.0]))

    assert found[:2] == pytest.approx(10.0)
    assert math.isnan(found[2])


def test_a_dry_road_above_its_frost_point_has_nothing() -> None:
    assert frost.flags(road([8.0] * 3)) == [Frost.NONE] * 3
    assert frost.flags(road([])) == []


def test_a_wet_road_that_freezes_may_be_icy_unless_salt_lies_on_it() -> None:
    wet = [1.0]

    assert frost.flags(road([-1.0], wet=wet)) == [Frost.ICE_POSSIBLE]
    assert frost.flags(road([-1.0], wet=wet, freezing=-6.0)) != [Frost.ICE_POSSIBLE]


def test_a_road_stays_wet_for_three_hours_after_rain_unless_told_dry() -> None:
    unknown = [NAN] * 20
    rain = [1.0] + [0.0] * 19
    kept = frost.wetness(road([0.0] * 20, wet=unknown, rain=rain))
    dried = frost.wetness(road([0.0] * 20, wet=[NAN, 0.0, *unknown[2:]], rain=rain))

    assert kept.tolist() == [True] * 19 + [False]
    assert dried.tolist() == [True] + [False] * 19


def test_a_flag_ends_when_it_has_been_a_kelvin_warmer_for_half_an_hour() -> None:
    surface = [-1.0, 0.5, 1.5, 1.5, 1.5, 1.5, 1.5]
    found = frost.flags(road(surface, wet=[1.0] * 7))

    assert found[:5] == [Frost.ICE_POSSIBLE] * 5
    assert Frost.ICE_POSSIBLE not in found[5:]


def test_a_cold_road_that_cools_is_warned_of() -> None:
    cooling = [4.0 - 0.2 * k for k in range(12)]
    found = frost.flags(road(cooling, air=4.0, humidity=40.0))

    assert found[9] is Frost.NONE
    assert found[10:] == [Frost.WARNING] * 2


def test_without_a_surface_temperature_nothing_is_known() -> None:
    assert frost.flags(road([NAN])) == [Frost.UNKNOWN]
    assert frost.flags(road([5.0], humidity=NAN)) == [Frost.UNKNOWN]


def test_frost_hours_are_time_and_not_samples() -> None:
    time_ms = np.array([0, 600_000, 7_200_000])
    up = np.array([True, True, False])

    assert frost.hours(time_ms, up, 7_800_000, 1_200_000) == pytest.approx(0.5)
    assert frost.hours(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool), 0, 1) == 0.0
