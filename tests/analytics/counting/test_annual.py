"""Annual means: exact on whole data, in any order of years, and withheld with too little."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.calendar.region import Region
from analytics.counting import annual, annual_pems, months
from analytics.counting.hours import Counts, of_hours
from analytics.figure import Figure, Reason
from tests.analytics.counting.laying import BERLIN, UTC, counted, month, per_day, place, town, year

EVERY = [
    annual.aadt_simple,
    annual.aadt_aashto,
    annual_pems.aadt_aashto_relaxed,
    annual.aadt_fhwa,
    annual.aadt_fhwa_renormalised,
    annual_pems.aadt_of_months,
    annual_pems.aadt_of_months_relaxed,
    annual_pems.aadt_of_weekdays,
    annual_pems.aadt_of_weekdays_relaxed,
    annual_pems.aadt_of_hours_of_week,
    annual_pems.aadt_of_hours,
]


def _value(figure: Figure) -> float:
    assert figure.value is not None
    return figure.value


@given(seed=st.integers(0, 10_000), number=st.integers(2019, 2029))
@settings(max_examples=25, deadline=None)
def test_on_whole_data_without_a_clock_change_the_default_is_the_true_mean(
    seed: int, number: int
) -> None:
    days = year(number, UTC)
    hourly = np.random.default_rng(seed).integers(0, 900, len(days.hour)).astype(np.float64)
    counts = of_hours(days, hourly)

    true = hourly.sum() / len(days)
    assert _value(annual.aadt_fhwa(counts)) == pytest.approx(true, rel=1e-12)
    assert _value(annual.aadt_simple(counts)) == pytest.approx(true, rel=1e-12)


@pytest.mark.parametrize("number", range(2019, 2030))
def test_the_clock_changes_shift_the_default_by_no_more_than_a_night_hour_a_year(
    number: int,
) -> None:
    days = year(number, BERLIN)
    counts = town(days, seed=number)
    nights = counts.by_hour()[:, 2]

    off = _value(annual.aadt_fhwa(counts)) - counts.hourly.sum() / len(days)
    assert abs(off) <= np.nanmax(nights) / len(days)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_days_of_the_same_month_and_weekday_may_be_swapped(seed: int) -> None:
    days = year(2023, UTC)
    table = town(days, seed).hourly.reshape(-1, 24)
    rng = np.random.default_rng(seed)
    table[rng.random(table.shape) < 0.02] = np.nan
    swapped = table.copy()
    for cell in np.unique(days.month * 7 + days.weekday):
        rows = np.flatnonzero(days.month * 7 + days.weekday == cell)
        swapped[rows] = table[rng.permutation(rows)]
    before, after = (of_hours(days, t.reshape(-1)) for t in (table, swapped))

    for method in EVERY:
        found, again = method(before), method(after)
        assert found.reason == again.reason
        if found.value is not None:
            assert again.value == pytest.approx(found.value, rel=1e-12)


@given(seed=st.integers(0, 10_000), factor=st.floats(0.01, 50))
@settings(max_examples=10, deadline=None)
def test_a_calibrated_counter_has_a_calibrated_mean(seed: int, factor: float) -> None:
    counts = town(year(2023, BERLIN), seed)
    scaled = of_hours(counts.days, counts.hourly * factor)

    for method in EVERY:
        assert _value(method(scaled)) == pytest.approx(factor * _value(method(counts)), rel=1e-9)


@pytest.mark.parametrize("method", EVERY)
def test_an_even_year_has_its_mean_by_every_method(method: Callable[[Counts], Figure]) -> None:
    days = year(2023, UTC)

    assert _value(method(of_hours(days, np.full(8760, 5.0)))) == pytest.approx(120.0, rel=1e-12)


@pytest.mark.parametrize("method", EVERY)
def test_nothing_known_has_no_mean(method: Callable[[Counts], Figure]) -> None:
    days = year(2023, BERLIN)

    found = method(of_hours(days, np.full(8760, np.nan)))
    assert found == Figure(None, Reason.INSUFFICIENT_DATA)


@pytest.mark.parametrize(
    "method", [annual.aadt_aashto, annual.aadt_fhwa, annual_pems.aadt_of_months, annual.aadt_simple]
)
def test_a_month_or_less_is_no_year(method: Callable[[Counts], Figure]) -> None:
    counts = per_day(month(2023, 2), np.full(28, 100.0))

    assert method(counts).value is None


def test_the_relaxed_variants_take_eleven_months() -> None:
    days = year(2023, UTC)
    hourly = counted(days).hourly.copy()
    hourly[: 31 * 24] = np.nan
    counts = of_hours(days, hourly)

    assert annual_pems.aadt_of_months(counts).value is None
    assert annual_pems.aadt_of_months_relaxed(counts).value is not None
    assert annual_pems.aadt_aashto_relaxed(counts).value is not None
    hourly[31 * 24 : 59 * 24] = np.nan
    assert annual_pems.aadt_of_months_relaxed(of_hours(days, hourly)).value is None
    assert annual_pems.aadt_aashto_relaxed(of_hours(days, hourly)).value is None


def test_half_days_are_used_and_a_dead_half_week_all_month_withholds_the_year() -> None:
    days = year(2023, UTC)
    hourly = counted(days).hourly.copy()
    mondays = (days.weekday[days.day] == 0) & (days.month[days.day] == 4) & (days.hour < 12)
    hourly[mondays] = np.nan
    counts = of_hours(days, hourly)

    assert annual.aadt_fhwa(counts).value is None
    assert np.isnan(months.madt_fhwa(counts)).tolist() == [k == 4 for k in range(12)]
    first = np.flatnonzero(mondays)[:12]
    hourly[first] = counted(days).hourly[first]  # one Monday morning in May is enough
    true = (260 * 960 + 105 * 480) / 365
    assert _value(annual.aadt_fhwa(of_hours(days, hourly))) == pytest.approx(true, abs=1e-9)


def test_working_days_leave_out_public_holidays() -> None:
    days = year(2023, BERLIN)
    daily = np.full(365, 100.0)
    daily[place(days, date(2023, 6, 8))] = 9_000.0  # Fronleichnam, a Thursday
    counts = per_day(days, daily)

    assert months.aawdt(counts, Region(land="NW")).value == 100.0
    assert _value(months.aawdt(counts, Region(land="BE"))) > 100.0


def test_working_days_need_thirty() -> None:
    days = month(2023, 6, BERLIN)

    assert months.aawdt(per_day(days, np.ones(30)), Region(land="NW")).value is None


def test_a_weekday_that_is_missing_is_no_number_in_its_month() -> None:
    june = month(2023, 6)
    counts = per_day(june, np.where(june.weekday == 3, np.nan, 50.0))

    assert np.isnan(months.madw(counts)).tolist() == [[k == 3 for k in range(7)]]
    assert np.isnan(months.madt_aashto(counts)).all()
    assert np.isnan(months.madt_calendar_weighted(counts)).all()
    assert months.madt_simple(counts).tolist() == [50.0]
    assert np.isnan(months.madw_working(counts)).all()
