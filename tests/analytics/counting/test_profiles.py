"""Profiles add up, survive clock changes, and tell who rides; events stand out of them."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.calendar.day_types import day_types
from analytics.calendar.region import Region
from analytics.counting import annual, events, patterns, profiles
from analytics.counting.hours import Counts, of_hours
from analytics.counting.patterns import Pattern
from analytics.figure import Reason
from tests.analytics.counting.laying import BERLIN, counted, month, per_day, place, town, year

DAYS = year(2023, BERLIN)
TYPES = day_types(DAYS.number, Region(land="NW"))
ALL = np.ones(len(DAYS), dtype=bool)


@given(seed=st.integers(0, 500))
@settings(max_examples=10, deadline=None)
def test_the_hours_of_a_day_add_up_to_one(seed: int) -> None:
    counts = town(DAYS, seed)

    assert profiles.hourly_index(counts, ALL).sum() == pytest.approx(1)
    assert profiles.weekday_index(counts).mean() == pytest.approx(1)
    assert profiles.weekly_profile(counts).shape == (7, 24)


def test_the_hour_that_comes_twice_weighs_as_one_night() -> None:
    days = DAYS
    even = of_hours(days, np.full(len(days.hour), 10.0))

    assert profiles.hourly_profile(even, ALL).tolist() == [10.0] * 24
    assert profiles.hourly_profile_median(even, ALL).tolist() == [10.0] * 24


def test_an_hour_that_two_days_know_is_not_known() -> None:
    june = month(2023, 6)
    hourly = np.full(720, 5.0)
    hourly[8::24] = np.nan
    hourly[[8, 32]] = 5.0
    counts = of_hours(june, hourly)
    every = np.ones(30, dtype=bool)

    assert np.isnan(profiles.hourly_profile(counts, every)).tolist() == [k == 8 for k in range(24)]
    assert np.isnan(profiles.hourly_index(counts, every)).all()
    assert np.isnan(profiles.hourly_profile(counts, ~every)).all()
    assert np.isnan(profiles.hourly_profile_median(counts, ~every)).all()


def test_a_year_without_traffic_has_no_index() -> None:
    nothing = of_hours(DAYS, np.zeros(len(DAYS.hour)))

    assert np.isnan(profiles.hourly_index(nothing, ALL)).all()
    assert np.isnan(profiles.weekday_index(nothing)).all()
    assert np.isnan(profiles.monthly_index(nothing, 0.0)).all()


def test_the_months_are_told_by_the_year() -> None:
    counts = town(DAYS, 2)
    aadt = annual.aadt_fhwa(counts).value
    assert aadt is not None
    index = profiles.monthly_index(counts, aadt)

    length = np.bincount(DAYS.month)
    assert (index * length).sum() / 365 == pytest.approx(1, rel=1e-3)
    assert index.argmin() in {0, 1, 11}


@given(st.lists(st.lists(st.floats(0, 99) | st.none(), min_size=3, max_size=3), max_size=9))
def test_medians_are_those_of_numpy(rows: list[list[float | None]]) -> None:
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    known = [column[~np.isnan(column)] for column in table.T]

    expected = [np.median(column) if len(column) >= 2 else np.nan for column in known]
    np.testing.assert_allclose(profiles.medians(table, 2), expected)


def test_commuters_are_told_from_people_on_an_outing() -> None:
    counts = town(DAYS, 4)
    wwi = patterns.weekend_index(counts, TYPES.public).value
    ami = patterns.morning_index(counts, TYPES.public).value
    assert wwi is not None
    assert ami is not None

    assert patterns.pattern(wwi, ami) is Pattern.UTILITARIAN
    assert patterns.pattern(1.5, 1.0) is Pattern.RECREATIONAL
    assert patterns.pattern(0.5, 0.6) is Pattern.RECREATIONAL
    assert patterns.pattern(1.0, 1.0) is Pattern.MIXED


def test_indices_take_april_to_october_and_leave_holidays_out() -> None:
    daily = np.where(DAYS.weekday >= 5, 50.0, 100.0)
    daily[(DAYS.month < 3) | (DAYS.month > 9) | TYPES.public] = 9_999.0
    counts = per_day(DAYS, daily)

    assert patterns.weekend_index(counts, TYPES.public).value == 0.5
    assert patterns.morning_index(counts, TYPES.public).value == 0.0


def test_too_few_days_have_no_index() -> None:
    counts = counted(month(2023, 6))
    none = np.zeros(30, dtype=bool)
    few = counts.of(np.arange(30) < 20)

    assert patterns.weekend_index(few, none).reason is Reason.INSUFFICIENT_DATA
    assert patterns.morning_index(few, none).reason is Reason.INSUFFICIENT_DATA
    assert patterns.weekend_index(counts, none).value == 0.5
    dead = of_hours(counts.days, np.zeros(720))
    assert patterns.weekend_index(dead, none).reason is Reason.UNDEFINED
    assert patterns.morning_index(dead, none).reason is Reason.UNDEFINED


def test_the_morning_index_needs_weekend_days_as_the_pattern_does() -> None:
    june, none = month(2023, 6), np.zeros(30, dtype=bool)
    free = np.flatnonzero(june.weekday >= 5)
    daily = np.full(30, 240.0)
    daily[free[:1]] = np.nan  # June 2023 has eight weekend days
    seven = of_hours(june, np.where(np.isnan(daily)[june.day], np.nan, 10.0))

    assert len(free) == 8
    assert patterns.morning_index(seven, none).reason is Reason.INSUFFICIENT_DATA
    assert patterns.morning_index(of_hours(june, np.full(720, 10.0)), none).value == 1.0


def _with(counts: Counts, day: date, hours: range, factor: float) -> Counts:
    hourly = counts.hourly.copy()
    begin = counts.days.begins[place(counts.days, day)]
    hourly[begin + hours.start : begin + hours.stop] *= factor
    return of_hours(counts.days, hourly)


def test_a_fair_of_three_hours_is_found_and_a_single_hour_is_not() -> None:
    counts = town(DAYS, 6)
    fair = _with(counts, date(2023, 6, 17), range(14, 17), 6.0)
    spike = _with(counts, date(2023, 6, 17), range(14, 15), 6.0)
    at = DAYS.begins[place(DAYS, date(2023, 6, 17))] + np.arange(14, 17)

    assert events.unusual(fair, TYPES.groups()).hours[at].all()
    found = events.unusual(spike, TYPES.groups())
    assert found.hour_score[at[0]] > events.HOUR_SCORE_MAX
    assert not found.hours[at].any()


def test_a_day_far_above_its_weeks_is_unusual() -> None:
    counts = _with(town(DAYS, 6), date(2023, 6, 17), range(24), 4.0)
    found = events.unusual(counts, TYPES.groups())

    assert found.days[place(DAYS, date(2023, 6, 17))]
    assert found.days.mean() < 0.05


def test_weeks_that_are_hardly_known_tell_nothing_of_what_is_usual() -> None:
    begun = town(DAYS, 6).hourly.copy()
    first = place(DAYS, date(2023, 5, 1))
    begun[: DAYS.begins[first]] = np.nan  # the counter came on 1 May
    score = events.unusual(of_hours(DAYS, begun), TYPES.groups()).day_score

    needed = 42  # of 56 days
    assert np.isnan(score[: first + needed]).all()
    working = np.flatnonzero((DAYS.weekday < 5) & ~TYPES.public)
    assert not np.isnan(score[working[working >= first + needed]]).any()


def test_a_score_never_looks_ahead() -> None:
    counts = town(DAYS, 8)
    later = counts.hourly.copy()
    later[5_000:] = 0.0
    before = events.unusual(counts, TYPES.groups()).hour_score[:5_000]
    after = events.unusual(of_hours(DAYS, later), TYPES.groups()).hour_score[:5_000]

    np.testing.assert_array_equal(before, after)
    assert np.isnan(before[: 24 * 7 * 8]).all()


def test_one_vehicle_where_none_is_expected_is_no_event() -> None:
    hourly = np.zeros(len(DAYS.hour))
    hourly[[4_000, 4_001]] = 1.0
    found = events.unusual(of_hours(DAYS, hourly), TYPES.groups())

    assert not found.hours.any()
    assert not found.days.any()
    assert found.hour_score[4_000] == 1.0


def test_nothing_known_is_nothing_unusual() -> None:
    none = of_hours(DAYS, np.full(len(DAYS.hour), np.nan))
    found = events.unusual(none, TYPES.groups())

    assert np.isnan(found.hour_score).all()
    assert not found.hours.any()
    assert np.isnan(events.robust_score(5.0, np.array([3.0, 3.0, 3.0])))
