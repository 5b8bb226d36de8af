"""Hours know their local day: nothing is doubled, summed or made up at clock changes."""

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import volume
from analytics.civil import day_span
from analytics.counting.hours import civil_days, of_hours
from analytics.counting.quarter_hours import of_quarters, quarter_volumes
from analytics.fold import fold
from analytics.quarters import QUARTER_MS, Quarters, empty
from tests.analytics.counting.laying import BERLIN, commuters, per_day, place, year

HOUR_MS = 4 * QUARTER_MS


def _run(first: int, count: int, seed: int) -> Quarters:
    """Return quarters of which some are known in part, some not, some counted in long intervals."""
    rng = np.random.default_rng(seed)
    run = empty(first, count)
    run.expected_ms[:] = np.where(rng.random(count) < 0.95, QUARTER_MS, 0)
    run.observed_ms[:] = np.minimum(rng.choice([0, 300_000, 700_000, QUARTER_MS], count), 10**9)
    run.observed_ms[:] = np.minimum(run.observed_ms, run.expected_ms)
    run.total[:] = np.where(run.observed_ms > 0, rng.integers(0, 90, count), 0)
    run.grain[:] = np.where(run.observed_ms > 0, rng.choice([1, 1, 1, 4, 5, 96], count), 0)
    return run


def test_the_autumn_day_has_hour_two_twice_and_the_spring_day_not_at_all() -> None:
    days = year(2023, BERLIN)
    spring, autumn = place(days, date(2023, 3, 26)), place(days, date(2023, 10, 29))
    hours = [days.hour[days.day == day].tolist() for day in (spring, autumn)]

    assert hours[0] == [0, 1, *range(3, 24)]
    assert hours[1] == [0, 1, 2, *range(2, 24)]
    assert len(days.hour) == 8760


@pytest.mark.parametrize(
    "zone",
    [
        *("Europe/Berlin", "UTC", "America/New_York", "Atlantic/Azores", "Asia/Kolkata"),
        *("Asia/Kathmandu", "Australia/Adelaide", "America/St_Johns", "Pacific/Chatham"),
    ],
)
@pytest.mark.parametrize("number", range(2019, 2030))
def test_hours_are_where_the_zone_puts_them(zone: str, number: int) -> None:
    tz = ZoneInfo(zone)
    days = civil_days(date(number, 3, 1), date(number, 11, 10), tz)
    for k in range(len(days)):
        day = date.fromordinal(date(1970, 1, 1).toordinal() + int(days.number[k]))
        span = day_span(day, tz)
        assert days.first_quarter * 900_000 + days.begins[k] * HOUR_MS == span.from_ms
        assert days.first_quarter * 900_000 + days.begins[k + 1] * HOUR_MS == span.to_ms
        assert day.weekday() == days.weekday[k]
        assert day.month - 3 == days.month[k]
        assert day.month - 1 == days.month_of_year()[k]


def test_days_that_are_not_made_of_whole_hours_are_refused() -> None:
    with pytest.raises(ValueError, match="2023-03-31 to 2023-04-03 are not made of whole hours"):
        civil_days(date(2023, 3, 31), date(2023, 4, 3), ZoneInfo("Australia/Lord_Howe"))


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="comes before the first"):
        civil_days(date(2023, 1, 2), date(2023, 1, 1), BERLIN)


@given(seed=st.integers(0, 10_000), day=st.integers(80, 90), length=st.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_hours_and_quarters_are_those_of_the_stored_series(
    seed: int, day: int, length: int
) -> None:
    first = date.fromordinal(date(2023, 1, 1).toordinal() + day)
    days = civil_days(first, date.fromordinal(first.toordinal() + length - 1), BERLIN)
    begin, count = days.first_quarter, len(days.hour) * 4
    run = _run(begin - 7, count + 20, seed)

    counts = of_quarters(run, days)
    edges = np.arange(begin, begin + count + 1)
    np.testing.assert_array_equal(counts.hourly, volume.values(fold(run, edges[::4])))
    np.testing.assert_array_equal(quarter_volumes(run, days), volume.values(fold(run, edges)))


def test_half_an_hour_of_a_counter_that_was_just_put_up_is_no_hour() -> None:
    days = civil_days(date(2023, 6, 1), date(2023, 6, 1), BERLIN)
    run = empty(days.first_quarter, 96)
    run.total[50:] = 10.0
    run.expected_ms[50:] = run.observed_ms[50:] = QUARTER_MS
    run.grain[50:] = 1

    counts = of_quarters(run, days)
    assert np.isnan(counts.hourly[12])
    assert counts.hourly[13:].tolist() == [40.0] * 11
    assert np.isnan(volume.values(fold(run, run.first + np.arange(0, 97, 4)))[12])


def test_a_day_needs_every_hour() -> None:
    days = civil_days(date(2023, 6, 1), date(2023, 6, 2), BERLIN)
    hourly = np.full(48, 2.0)
    hourly[3] = np.nan

    np.testing.assert_array_equal(of_hours(days, hourly).daily, [np.nan, 48.0])


def test_a_counter_that_tells_whole_days_has_days_and_no_hours() -> None:
    days = civil_days(date(2023, 6, 1), date(2023, 6, 3), BERLIN)
    run = empty(days.first_quarter, 288)
    run.total[:] = 5.0
    run.expected_ms[:] = QUARTER_MS
    run.observed_ms[:200] = QUARTER_MS
    run.grain[:200] = 96

    counts = of_quarters(run, days)
    assert np.isnan(counts.hourly).all()
    np.testing.assert_array_equal(counts.daily, [480.0, 480.0, np.nan])


def test_a_run_that_does_not_reach_the_days_is_refused() -> None:
    days = civil_days(date(2023, 6, 1), date(2023, 6, 1), BERLIN)
    for first, count in ((days.first_quarter + 1, 200), (days.first_quarter, 95)):
        with pytest.raises(ValueError, match="do not cover the days"):
            of_quarters(empty(first, count), days)
        with pytest.raises(ValueError, match="do not cover the days"):
            quarter_volumes(empty(first, count), days)


def test_hours_that_do_not_fit_the_days_are_refused() -> None:
    with pytest.raises(ValueError, match="24 hours for days that have 25"):
        of_hours(civil_days(date(2023, 10, 29), date(2023, 10, 29), BERLIN), np.zeros(24))


def test_the_hour_that_comes_twice_is_their_mean_in_a_table_and_their_sum_in_a_day() -> None:
    days = civil_days(date(2023, 10, 28), date(2023, 10, 30), BERLIN)
    hourly = np.full(73, 10.0)
    hourly[days.begins[1] + 2] = 4.0
    counts = of_hours(days, hourly)

    assert counts.by_hour()[1, 2] == 7.0
    assert counts.daily.tolist() == [240.0, 244.0, 240.0]
    assert np.isnan(counts.of(np.array([True, False, True])).daily[1])


def test_the_hour_that_does_not_come_is_not_known() -> None:
    days = civil_days(date(2023, 3, 26), date(2023, 3, 26), BERLIN)
    table = of_hours(days, np.full(23, 10.0)).by_hour()

    assert np.isnan(table[0]).tolist() == [k == 2 for k in range(24)]


def test_what_lies_where_cannot_be_written_over() -> None:
    with pytest.raises(ValueError, match="read-only"):
        year(2023).hour[0] = 5


def test_days_are_exact_when_laid_by_the_day() -> None:
    days = year(2024, BERLIN)
    counts = per_day(days, np.arange(366.0))

    assert counts.daily.tolist() == list(range(366))
    assert commuters(days).shape == (8784,)
