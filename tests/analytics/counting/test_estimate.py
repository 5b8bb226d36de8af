"""Gaps are filled from the station's own days; what nothing speaks for is withheld."""

import csv
import gzip
from datetime import date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.calendar.day_types import day_types
from analytics.calendar.region import Region
from analytics.counting import annual, annual_pems, estimate, filling
from analytics.counting.estimate import Estimate
from analytics.counting.hours import Bool, Counts, civil_days, of_hours
from analytics.counting.nearby import neighbour_ratio
from analytics.counting.quarter_hours import of_quarters
from analytics.figure import Reason
from analytics.quarters import QUARTER_MS, empty
from tests.analytics.counting.laying import BERLIN, counted, month, place, town, year

DAYS = year(2023, BERLIN)
CLASSES = day_types(DAYS.number, Region(land="NW")).classes()
BIKES = Path(__file__).resolve().parents[4] / "shared" / "data" / "muenster_bikes"


def _cut(counts: Counts, first: int, last: int) -> Counts:
    """Return the counts without the hours from `first` to before `last`."""
    hourly = counts.hourly.copy()
    hourly[first:last] = np.nan
    return of_hours(counts.days, hourly)


def _on(*days: int) -> Bool:
    return np.isin(np.arange(len(DAYS)), days)


def _holds(found: Estimate, true: float) -> bool:
    assert found.low is not None
    assert found.high is not None
    return found.low <= true <= found.high


@given(seed=st.integers(0, 300), day=st.integers(60, 300), gap=st.integers(1, 24 * 20))
@settings(max_examples=30, deadline=None)
def test_an_estimate_lies_in_its_interval_and_never_below_the_count(
    seed: int, day: int, gap: int
) -> None:
    begin = int(DAYS.begins[day]) + seed % 24
    counts = _cut(town(DAYS, seed), begin, begin + gap)
    found = estimate.total(filling.fill(counts, CLASSES), np.ones(365, dtype=bool))

    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert np.nansum(counts.hourly) <= found.low <= found.value <= found.high
    assert found.filled_days == np.isnan(counts.daily).sum()


def test_a_whole_period_is_its_count_without_doubt() -> None:
    counts = town(DAYS, 1)
    found = estimate.total(filling.fill(counts, CLASSES), np.ones(365, dtype=bool))

    assert found.value == found.low == found.high == counts.hourly.sum()
    assert found.filled_days == 0


@pytest.mark.parametrize("hours", range(1, 24))
def test_an_even_pattern_is_filled_exactly(hours: int) -> None:
    whole = counted(DAYS)
    day = place(DAYS, date(2023, 9, 13))
    begin = int(DAYS.begins[day])
    filled = filling.fill(_cut(whole, begin, begin + hours), CLASSES)

    assert filled.value[day] == pytest.approx(960.0)


def test_up_to_twelve_hours_follow_the_rest_of_the_day_and_more_do_not() -> None:
    hourly = counted(DAYS).hourly.copy()
    day = place(DAYS, date(2023, 9, 13))
    begin = int(DAYS.begins[day])
    hourly[begin : begin + 24] *= 2  # a busy day
    busy = of_hours(DAYS, hourly)

    half = filling.fill(_cut(busy, begin + 12, begin + 24), CLASSES)
    more = filling.fill(_cut(busy, begin + 11, begin + 24), CLASSES)
    assert half.value[day] == pytest.approx(1_920.0)
    assert more.value[day] == pytest.approx(960.0)
    assert more.counted[day] == 660.0


def test_the_estimate_is_never_less_than_what_a_broken_day_counted() -> None:
    hourly = counted(DAYS).hourly.copy()
    day = place(DAYS, date(2023, 9, 13))
    begin = int(DAYS.begins[day])
    hourly[begin : begin + 5] = 800.0
    hourly[begin + 5 : begin + 24] = np.nan
    filled = filling.fill(of_hours(DAYS, hourly), CLASSES)

    assert filled.value[day] == 4_000.0
    assert estimate.total(filled, _on(day)).low == 4_000.0


def test_both_hours_of_the_autumn_night_are_filled() -> None:
    whole = of_hours(DAYS, np.full(len(DAYS.hour), 10.0))
    day = place(DAYS, date(2023, 10, 29))
    begin = int(DAYS.begins[day])
    filled = filling.fill(_cut(whole, begin + 1, begin + 5), CLASSES)

    assert filled.value[day] == pytest.approx(250.0)
    lost = filling.fill(_cut(whole, begin, begin + 25), CLASSES)
    assert lost.value[day] == pytest.approx(250.0)


def test_hours_in_which_nothing_was_expected_are_not_filled() -> None:
    hourly = np.full(len(DAYS.hour), 10.0)
    expected = np.arange(len(hourly)) >= DAYS.begins[100] + 6
    hourly[~expected] = np.nan
    counts = of_hours(DAYS, hourly, expected)
    filled = filling.fill(counts, CLASSES)

    assert not filled.filled.any()
    assert estimate.total(filled, np.ones(365, dtype=bool)).value == np.nansum(hourly)
    hourly[DAYS.begins[100] + 8] = np.nan
    assert filling.fill(of_hours(DAYS, hourly, expected), CLASSES).value[100] == 180.0


def test_a_month_with_too_many_filled_days_is_withheld_and_its_year_is_not() -> None:
    counts = _cut(town(DAYS, 2), int(DAYS.begins[155]), int(DAYS.begins[160]))
    filled = filling.fill(counts, CLASSES)
    june = estimate.total(filled, DAYS.month == 5)
    whole = estimate.total(filled, np.ones(365, dtype=bool))

    assert june.reason is Reason.INSUFFICIENT_DATA
    assert (june.value, june.low, june.high, june.filled_days) == (None, None, None, 5)
    assert whole.value is not None


def test_a_gap_of_months_has_nothing_that_speaks_for_its_middle() -> None:
    counts = _cut(town(DAYS, 2), int(DAYS.begins[100]), int(DAYS.begins[240]))
    filled = filling.fill(counts, CLASSES)

    assert np.isnan(filled.value[170])
    assert estimate.total(filled, _on(170)).reason is Reason.INSUFFICIENT_DATA
    assert not np.isnan(filled.value[101])


def test_a_station_that_never_counted_has_no_estimate() -> None:
    june = month(2023, 6)
    filled = filling.fill(of_hours(june, np.full(720, np.nan)), june.weekday)

    assert np.isnan(filled.value).all()
    assert estimate.total(filled, np.ones(30, dtype=bool)).value is None


def test_a_period_of_quarters_is_estimated_from_the_weeks_around_it() -> None:
    days = civil_days(date(2023, 6, 1), date(2023, 9, 30), BERLIN)
    whole = town(days, 4)
    run = empty(days.first_quarter, len(days.hour) * 4)
    run.total[:] = np.repeat(whole.hourly / 4, 4)
    run.expected_ms[:] = QUARTER_MS
    run.observed_ms[:] = QUARTER_MS
    run.grain[:] = 1
    day = place(days, date(2023, 8, 9))
    gap = slice(int(days.begins[day]) * 4, int(days.begins[day + 1]) * 4)
    run.observed_ms[gap] = run.grain[gap] = 0
    run.total[gap] = 0.0
    asked = date(2023, 8, 1), date(2023, 8, 31)

    found = estimate.of_period(of_quarters(run, days), Region(land="NW"), *asked)
    assert found.filled_days == 1
    assert _holds(found, whole.daily[place(days, asked[0]) :][:31].sum())
    with pytest.raises(ValueError, match="2023-10-01 is not among the days"):
        estimate.of_period(of_quarters(run, days), Region(land="NW"), asked[0], date(2023, 10, 1))


def test_no_days_add_up_to_nothing() -> None:
    found = estimate.total(filling.fill(counted(DAYS), CLASSES), np.zeros(365, dtype=bool))

    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


def test_a_counter_of_whole_days_is_filled_by_days() -> None:
    daily = np.where(np.arange(365) == 200, np.nan, 500.0)
    days = Counts(
        days=DAYS,
        hourly=np.full(len(DAYS.hour), np.nan),
        daily=daily,
        expected=np.ones(len(DAYS.hour), dtype=bool),
    )
    filled = filling.fill(days, CLASSES)

    assert filled.filled.tolist() == _on(200).tolist()
    assert filled.value[200] == pytest.approx(500.0)


def test_a_neighbour_tells_of_a_dull_day_and_one_that_goes_its_own_way_is_not_heeded() -> None:
    whole = town(DAYS, 5)
    day = place(DAYS, date(2023, 8, 16))
    counts = _cut(whole, int(DAYS.begins[day]), int(DAYS.begins[day + 1]))
    like = whole.daily / 3
    unlike = np.random.default_rng(1).permutation(like)

    alone = filling.fill(counts, CLASSES).value[day]
    along = filling.fill(counts, CLASSES, like).value[day]
    assert abs(along - whole.daily[day]) < abs(alone - whole.daily[day])
    assert filling.fill(counts, CLASSES, unlike).value[day] == alone
    empty = np.full(365, np.nan)
    assert (neighbour_ratio(counts.daily, empty, DAYS.number, CLASSES) == 1).all()
    assert (neighbour_ratio(counts.daily, np.zeros(365), DAYS.number, CLASSES) == 1).all()


@cache
def _station(name: str) -> Counts:
    """Return 2023 of a bicycle counter of Münster; the summed autumn hour is shared by both."""
    if not BIKES.exists():
        pytest.skip(f"the recordings are missing: {BIKES}")
    table = np.zeros((365, 24))
    seen = np.zeros((365, 24))
    for path in sorted((BIKES / name).glob("2023-*.csv.gz")):
        with gzip.open(path, "rt") as lines:
            rows = csv.reader(lines)
            head = next(rows)
            column = next(k for k, word in enumerate(head) if word.startswith(name))
            for row in rows:
                at = datetime.strptime(row[0], "%Y-%m-%d %H:%M")  # noqa: DTZ007 -- local, as told
                if row[column]:
                    day = at.timetuple().tm_yday - 1
                    table[day, at.hour] += float(row[column])
                    seen[day, at.hour] += 1
    table[seen < 4] = np.nan
    hourly = table[DAYS.day, DAYS.hour]
    twice = np.flatnonzero(np.diff(DAYS.hour) == 0)
    hourly[twice] /= 2
    hourly[twice + 1] /= 2
    return of_hours(DAYS, hourly)


STATIONS = ["100031297", "100034978", "100034981", "100034982"]


@pytest.mark.recordings
def test_gaps_cut_into_real_counters_are_covered_nine_times_in_ten() -> None:
    rng = np.random.default_rng(8)
    held: list[bool] = []
    for name in STATIONS:
        counts = _station(name)
        for length in [1, 2, 3, 7, 14] * 12:
            first = int(rng.integers(0, 365 - length))
            on = (np.arange(365) >= first) & (np.arange(365) < first + length)
            if np.isnan(counts.daily[on]).any():
                continue
            cut = _cut(counts, int(DAYS.begins[first]), int(DAYS.begins[first + length]))
            found = estimate.total(filling.fill(cut, CLASSES), on)
            if found.value is not None:
                held.append(_holds(found, counts.daily[on].sum()))

    assert len(held) > 100
    assert np.mean(held) >= 0.88


@pytest.mark.recordings
@pytest.mark.parametrize("name", STATIONS)
def test_the_methods_agree_on_a_real_year_and_the_estimate_with_them(name: str) -> None:
    counts = _station(name)
    default = annual.aadt_fhwa(counts).value
    assert default is not None

    for method in (annual.aadt_simple, annual.aadt_aashto, annual_pems.aadt_of_hours):
        assert method(counts).value == pytest.approx(default, rel=0.02)
    found = estimate.total(filling.fill(counts, CLASSES), np.ones(365, dtype=bool))
    assert found.value is not None
    assert found.value / 365 == pytest.approx(default, rel=0.02)
    assert found.filled_days == np.isnan(counts.daily).sum() > 0
