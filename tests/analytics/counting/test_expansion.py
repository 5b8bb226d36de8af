"""Short counts find the year of a town that is like its permanent counter."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.counting import annual, expansion
from analytics.counting.hours import Counts, of_hours
from analytics.figure import Figure, Reason
from analytics.quarters import Float
from tests.analytics.counting.laying import BERLIN, place, town, year

DAYS = year(2023, BERLIN)
REFERENCE = town(DAYS, 21)


def _cut(counts: Counts, first: date, days: int) -> Counts:
    at = place(counts.days, first)
    hourly = np.full(len(counts.hourly), np.nan)
    cut = slice(counts.days.begins[at], counts.days.begins[at + days])
    hourly[cut] = counts.hourly[cut]
    return of_hours(counts.days, hourly)


@given(seed=st.integers(0, 400), scale=st.floats(0.05, 4))
@settings(max_examples=10, deadline=None)
def test_a_whole_year_expands_to_itself(seed: int, scale: float) -> None:
    counts = of_hours(DAYS, town(DAYS, seed).hourly * scale)
    found = expansion.factors(counts)
    assert found is not None
    told = expansion.expanded(counts, found, error=0.1, hours_min=168)

    assert told.aadt.value == pytest.approx(annual.aadt_fhwa(counts).value, rel=1e-3)


def test_a_week_finds_the_year_within_the_published_error() -> None:
    found = expansion.factors(REFERENCE)
    assert found is not None
    error = expansion.PUBLISHED_ERROR["bicycle, days, reference counter"]
    held = []
    for seed in range(40):
        true = town(DAYS, 100 + seed, level=800.0)
        week = _cut(true, date(2023, 5 + seed % 6, 3 + seed % 20), 7)
        told = expansion.expanded(week, found, error=error, hours_min=168)
        assert told.low is not None
        assert told.high is not None
        assert told.hours == 168
        held.append(told.low <= (annual.aadt_fhwa(true).value or 0) <= told.high)

    assert np.mean(held) >= 0.8


def test_the_factors_of_a_day_lead_from_hour_to_year() -> None:
    found = expansion.factors(REFERENCE)
    assert found is not None

    assert found.hour_share.sum(axis=2) == pytest.approx(np.ones((12, 7)))
    assert (found.month_to_year[[0, 6]] - 1).tolist()[0] > 0 > found.month_to_year[6] - 1


def test_a_short_count_is_too_short() -> None:
    found = expansion.factors(REFERENCE)
    assert found is not None
    day = _cut(REFERENCE, date(2023, 6, 6), 1)

    motor = expansion.expanded(day, found, error=0.064, hours_min=expansion.MOTOR_HOURS_MIN)
    bicycle = expansion.expanded(day, found, error=0.1, hours_min=expansion.BICYCLE_HOURS_MIN)
    assert motor.aadt.value is not None
    assert bicycle.aadt.reason is Reason.INSUFFICIENT_DATA
    assert (bicycle.low, bicycle.high, bicycle.hours) == (None, None, 24)


def test_a_reference_without_a_year_has_no_factors() -> None:
    assert expansion.factors(_cut(REFERENCE, date(2023, 3, 1), 100)) is None


def test_the_ratio_of_sums_is_not_moved_by_the_order_of_days() -> None:
    short, known = np.array([5.0, np.nan, 8.0]), np.array([50.0, np.nan, 90.0])

    assert expansion.day_of_year_ratio(short, known, 70.0).value == pytest.approx(6.5)
    turned = expansion.day_of_year_ratio(short[::-1], known[::-1], 70.0)
    assert turned.value == pytest.approx(6.5)


@pytest.mark.parametrize("method", [expansion.day_of_year_mean, expansion.day_of_year_ratio])
def test_the_reference_must_be_known_on_every_day_of_the_count(
    method: Callable[[Float, Float, float], Figure],
) -> None:
    few = method(np.array([5.0, 6.0]), np.array([50.0, np.nan]), 70.0)
    none = method(np.array([np.nan]), np.array([50.0]), 70.0)
    dead = method(np.array([5.0]), np.array([0.0]), 70.0)

    assert few.reason is none.reason is Reason.INSUFFICIENT_DATA
    assert dead.reason is Reason.UNDEFINED
