"""The BASt family: each mean over its own days, and none from too little of a year."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.calendar.day_types import DayTypes, day_types
from analytics.calendar.region import Region
from analytics.counting import bast
from analytics.counting.hours import Counts, of_hours
from analytics.figure import Figure, Reason
from tests.analytics.counting.laying import BERLIN, counted, per_day, town, year

DAYS = year(2023, BERLIN)
TYPES = day_types(DAYS.number, Region(land="NW"))


def _laid() -> Counts:
    """Return a year with another volume on each kind of day, written down here."""
    quiet = np.full(len(DAYS), 12_000.0)
    quiet[TYPES["U"]] = 11_400.0
    quiet[TYPES["S"]] = 5_000.0
    quiet[TYPES["NZB"] & (TYPES.weekday == 6)] = 7_200.0
    quiet[TYPES["NZB"] & (TYPES.weekday == 4)] = 13_200.0
    quiet[TYPES["NZB"] & (TYPES.weekday == 0)] = 10_800.0
    return per_day(DAYS, quiet)


def test_each_factor_compares_its_own_days() -> None:
    counts = _laid()

    assert bast.dtv_u(counts, TYPES).value == 11_400.0
    assert bast.b_so(counts, TYPES).value == pytest.approx(0.6)
    assert bast.b_fr(counts, TYPES).value == pytest.approx(1.1)
    # As many quiet Mondays as Fridays: W is 12,000 again.
    assert bast.dtv_w(counts, TYPES).value == pytest.approx(12_000.0)
    assert bast.fer(counts, TYPES).value == pytest.approx(0.95)


def test_saturdays_are_in_w_and_not_in_w5() -> None:
    counts = per_day(DAYS, np.where(DAYS.weekday == 5, 600.0, 1_000.0))

    assert bast.dtv_w5(counts, TYPES).value == 1_000.0
    found = bast.dtv_w(counts, TYPES).value
    assert found is not None
    assert 900.0 < found < 1_000.0


@given(seed=st.integers(0, 500))
@settings(max_examples=10, deadline=None)
def test_the_groups_put_together_are_all_days(seed: int) -> None:
    counts = town(DAYS, seed)
    groups = [(bast.dtv_w, "W"), (bast.dtv_u, "U"), (bast.dtv_s, "S")]
    whole = sum((mean(counts, TYPES).value or 0) * TYPES[name].sum() for mean, name in groups)

    assert whole / len(DAYS) == pytest.approx(bast.dtv(counts).value, rel=1e-12)


def test_day_and_evening_and_night_make_the_day() -> None:
    counts = town(DAYS, 3)
    mean = {name: bast.mean_hourly(counts, name).value or 0 for name in bast.PERIODS}

    assert mean["Md"] * 12 + mean["Me"] * 4 == pytest.approx(mean["Mt"] * 16)
    assert mean["Mt"] * 16 + mean["Mn"] * 8 == pytest.approx(bast.dtv(counts).value, rel=1e-3)


@pytest.mark.parametrize("first", [0, 200])
def test_a_year_needs_three_hundred_days_and_every_month(first: int) -> None:
    hourly = counted(DAYS).hourly.copy()
    hourly[DAYS.begins[first] : DAYS.begins[first + 70]] = np.nan
    counts = of_hours(DAYS, hourly)
    withheld = Figure(None, Reason.INSUFFICIENT_DATA)

    assert bast.dtv(counts) == withheld
    assert bast.fer(counts, TYPES) == withheld
    assert bast.mean_hourly(counts, "Mt") == withheld


def test_a_month_without_a_day_withholds_the_year() -> None:
    hourly = counted(DAYS).hourly.copy()
    hourly[DAYS.begins[31] : DAYS.begins[59]] = np.nan

    assert not bast.enough(of_hours(DAYS, hourly))


def test_a_land_without_decided_holidays_has_no_w() -> None:
    days = year(2040, BERLIN)
    types: DayTypes = day_types(days.number, Region(land="NW"))

    assert bast.dtv_w(counted(days), types).value is None
    assert bast.dtv_w5(counted(days), types).value is not None


def test_a_factor_over_nothing_is_undefined() -> None:
    assert bast.factor(Figure(1.0), Figure(0.0)).reason is Reason.UNDEFINED
    assert bast.factor(Figure(1.0), Figure(None, Reason.NO_CONTROL)).reason is Reason.NO_CONTROL
