"""Levels: energy, periods of the local day, clock changes."""

import math
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.civil import day_span
from analytics.environment import levels
from analytics.environment.day_evening_night import (
    EUROPE,
    GERMANY,
    Levels,
    Periods,
    daily,
    l_den,
    yearly,
)
from analytics.environment.instants import Sampled, level_quarters
from analytics.figure import Reason
from analytics.intervals import Readings
from analytics.quarters import QUARTER_MS, Quarters
from analytics.spans import Span

BERLIN = ZoneInfo("Europe/Berlin")
WINTER = date(2026, 1, 14)
_levels = st.lists(st.floats(20, 120), min_size=1, max_size=30)


def heard(day: date, level_of_hour: list[float]) -> Quarters:
    """Return quarters with one level for each hour since local midnight; NaN is silence."""
    span = day_span(day, BERLIN)
    value = np.repeat(np.array(level_of_hour, dtype=np.float64), 4)
    start = span.from_ms + np.arange(len(value), dtype=np.int64) * QUARTER_MS
    readings = Readings(
        start_ms=start,
        duration_ms=np.full(len(value), QUARTER_MS),
        value=value,
        quality=np.ones(len(value), dtype=np.uint8),
        disputed=np.zeros(len(value), dtype=bool),
    )
    whole = Span(span.from_ms, span.to_ms)
    first, last = span.from_ms // QUARTER_MS, span.to_ms // QUARTER_MS
    return level_quarters(first, last - first, [Sampled(span=whole, readings=readings)], [whole])


@given(_levels)
def test_the_equivalent_level_lies_between_the_mean_and_the_loudest(heard_db: list[float]) -> None:
    found = levels.equivalent(np.array(heard_db))

    assert np.mean(heard_db) - 1e-9 <= found <= max(heard_db) + 1e-9


@given(_levels, st.floats(0.1, 3600))
def test_an_exposure_of_a_constant_grows_with_its_length(heard_db: list[float], s: float) -> None:
    level = levels.equivalent(np.full(len(heard_db), heard_db[0]))

    assert levels.exposure(level, s) == pytest.approx(heard_db[0] + 10 * math.log10(s))


def test_nothing_is_known_of_silence() -> None:
    assert math.isnan(levels.equivalent(np.array([math.nan])))
    assert math.isnan(levels.equivalent(np.zeros(0)))
    assert math.isnan(levels.exceeded(np.array([math.nan]), 90))
    assert levels.published(math.nan).reason is Reason.INSUFFICIENT_DATA
    assert levels.published(60.0).value == 60.0


def test_l90_lies_below_l10() -> None:
    values = np.array([40.0, 50, 60, math.nan, 70])

    assert levels.exceeded(values, 90) < levels.exceeded(values, 50) < levels.exceeded(values, 10)


def test_day_evening_and_night_are_hours_of_the_local_clock() -> None:
    hours = [40.0] * 6 + [60.0] * 12 + [50.0] * 4 + [40.0] * 2
    found = daily(heard(WINTER, hours), [WINTER], BERLIN)

    assert found.day[0] == pytest.approx(60)
    assert found.evening[0] == pytest.approx(50)
    assert found.night[0] == pytest.approx(40)
    assert found.den == pytest.approx(l_den(found.day, found.evening, found.night))


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_night_with_a_clock_change_is_its_seven_or_nine_hours(day: date, hours: int) -> None:
    night = hours - 18  # before 06:00, of a 24-h day 6
    level = [40.0] * night + [60.0] * 12 + [50.0] * 4 + [40.0] * 2
    found = daily(heard(day, level), [day], BERLIN)

    assert len(level) == hours
    assert found.night[0] == pytest.approx(40)
    assert found.day[0] == pytest.approx(60)
    whole = l_den(np.array([60.0]), np.array([50.0]), np.array([40.0]))
    assert found.den == pytest.approx(whole)


def test_a_period_with_less_than_three_quarters_known_is_missing() -> None:
    nan = math.nan
    nine = [40.0] * 6 + [60.0] * 9 + [nan] * 3 + [50.0] * 4 + [40.0] * 2
    eight = [40.0] * 6 + [60.0] * 8 + [nan] * 4 + [50.0] * 4 + [40.0] * 2

    assert daily(heard(WINTER, nine), [WINTER], BERLIN).day[0] == pytest.approx(60)
    assert math.isnan(daily(heard(WINTER, eight), [WINTER], BERLIN).day[0])
    assert math.isnan(daily(heard(WINTER, eight), [WINTER], BERLIN).den[0])


def test_days_outside_the_quarters_are_refused() -> None:
    run = heard(WINTER, [50.0] * 24)

    with pytest.raises(ValueError, match="do not cover the days"):
        daily(run, [WINTER + timedelta(days=1)], BERLIN)
    assert len(daily(run, [], BERLIN).day) == 0


def test_a_year_is_the_energy_of_its_days_and_needs_three_quarters_of_them() -> None:
    known, few = np.array([60.0] * 3 + [math.nan]), np.array([60.0] * 2 + [math.nan] * 2)
    told = yearly(Levels(day=known, evening=known, night=known, den=known))
    short = yearly(Levels(day=few, evening=known, night=known, den=known))

    assert told.den[0] == pytest.approx(66.395, abs=0.001)
    assert math.isnan(short.day[0])
    assert math.isnan(short.den[0])


def test_periods_are_configured_and_their_weights_add_up_to_a_day() -> None:
    assert GERMANY.weights() == (12, 4, 8)
    assert EUROPE.weights() == (12, 4, 8)
    assert Periods(6, 19, 22).weights() == (13, 3, 8)  # Austria
    with pytest.raises(ValueError, match="in this order"):
        Periods(7, 6, 22)
