"""Public and school holidays are those that the Länder published."""

from datetime import date, timedelta

import numpy as np
import pytest

from analytics.calendar import region
from analytics.calendar.region import (
    LAENDER,
    NO,
    UNKNOWN,
    YES,
    Region,
    days_since_1970,
    public,
    school,
    school_known_until,
)

NW = Region(land="NW")

#: First and last day as the ministry, the KMK and Düsseldorf printed them, typed from their pages:
#: Ferienordnung NRW (RdErl. 10.11.2014 and 19.05.2022), KMK Ferienkalender 2016-2018.
PRINTED = [
    ("2016-03-21", "2016-04-02"),
    ("2016-05-17", "2016-05-17"),
    ("2016-07-11", "2016-08-23"),
    ("2016-10-10", "2016-10-21"),
    ("2016-12-23", "2017-01-06"),
    ("2017-04-10", "2017-04-22"),
    ("2017-06-06", "2017-06-06"),
    ("2017-07-17", "2017-08-29"),
    ("2017-10-23", "2017-11-04"),
    ("2017-12-27", "2018-01-06"),
    ("2018-03-26", "2018-04-07"),
    ("2018-05-22", "2018-05-25"),
    ("2018-07-16", "2018-08-28"),
    ("2018-10-15", "2018-10-27"),
    ("2018-12-21", "2019-01-04"),
    ("2019-04-15", "2019-04-27"),
    ("2019-06-11", "2019-06-11"),
    ("2019-07-15", "2019-08-27"),
    ("2019-10-14", "2019-10-26"),
    ("2019-12-23", "2020-01-06"),
    ("2020-04-06", "2020-04-18"),
    ("2020-06-02", "2020-06-02"),
    ("2020-06-29", "2020-08-11"),
    ("2020-10-12", "2020-10-24"),
    ("2020-12-23", "2021-01-06"),
    ("2021-03-29", "2021-04-10"),
    ("2021-05-25", "2021-05-25"),
    ("2021-07-05", "2021-08-17"),
    ("2021-10-11", "2021-10-23"),
    ("2021-12-24", "2022-01-08"),
    ("2022-04-11", "2022-04-23"),
    ("2022-06-27", "2022-08-09"),
    ("2022-10-04", "2022-10-15"),
    ("2022-12-23", "2023-01-06"),
    ("2023-06-22", "2023-08-04"),
    ("2023-10-02", "2023-10-14"),
    ("2023-12-21", "2024-01-05"),
    ("2024-03-25", "2024-04-06"),
    ("2024-05-21", "2024-05-21"),
    ("2024-07-08", "2024-08-20"),
    ("2024-10-14", "2024-10-26"),
    ("2024-12-23", "2025-01-06"),
    ("2025-04-14", "2025-04-26"),
    ("2025-06-10", "2025-06-10"),
    ("2025-07-14", "2025-08-26"),
    ("2025-10-13", "2025-10-25"),
    ("2025-12-22", "2026-01-06"),
    ("2026-03-30", "2026-04-11"),
    ("2026-05-26", "2026-05-26"),
    ("2026-07-20", "2026-09-01"),
    ("2026-10-17", "2026-10-31"),
]


def _is(day: str, region: Region = NW) -> bool:
    found = public(days_since_1970(date.fromisoformat(day), date.fromisoformat(day)), region)
    return bool(found[0])


def test_the_school_holidays_of_nrw_are_the_printed_ones_to_the_day() -> None:
    first, last = date(2016, 1, 7), date(2022, 12, 31)
    numbers = days_since_1970(first, last)
    printed = np.zeros(len(numbers), dtype=np.int8)
    for begin, end in PRINTED:
        at, to = (days_since_1970(first, date.fromisoformat(day))[-1] for day in (begin, end))
        printed[(numbers >= at) & (numbers <= to)] = YES

    assert school(numbers, NW).tolist() == printed.tolist()


@pytest.mark.parametrize(("begin", "end"), PRINTED)
def test_a_holiday_begins_and_ends_as_printed(begin: str, end: str) -> None:
    first, last = date.fromisoformat(begin), date.fromisoformat(end)
    around = days_since_1970(first - timedelta(days=1), last + timedelta(days=1))

    assert school(around, NW).tolist() == [NO, *[YES] * (len(around) - 2), NO]


def test_what_nobody_has_decided_is_unknown_and_not_a_school_day() -> None:
    until = school_known_until("NW")
    after = days_since_1970(until, until + timedelta(days=2))

    assert until >= date(2029, 8, 14)
    assert school(after, NW).tolist() == [YES, UNKNOWN, UNKNOWN]
    assert school(days_since_1970(date(1990, 12, 31), date(1990, 12, 31)), NW)[0] == UNKNOWN


#: As the KMK's calendar prints them, of Länder in which recordings and customers lie.
PRINTED_ELSEWHERE = [
    ("BY", "2024-02-12", "2024-02-16"),
    ("BY", "2024-03-25", "2024-04-06"),
    ("BY", "2024-05-21", "2024-06-01"),
    ("BY", "2024-07-29", "2024-09-09"),
    ("BY", "2024-10-28", "2024-10-31"),
    ("BY", "2025-03-03", "2025-03-07"),
    ("BY", "2025-04-14", "2025-04-25"),
    ("BY", "2025-06-10", "2025-06-20"),
    ("BY", "2025-08-01", "2025-09-15"),
    ("BY", "2025-11-03", "2025-11-07"),
    ("BY", "2025-12-22", "2026-01-05"),
    ("BE", "2024-02-05", "2024-02-10"),
    ("BE", "2024-03-25", "2024-04-05"),
    ("BE", "2024-07-18", "2024-08-30"),
    ("BE", "2024-10-21", "2024-11-02"),
    ("BE", "2025-02-03", "2025-02-08"),
    ("BE", "2025-04-14", "2025-04-25"),
    ("BE", "2025-07-24", "2025-09-06"),
    ("BE", "2025-10-20", "2025-11-01"),
    ("BE", "2025-12-22", "2026-01-02"),
    ("SN", "2024-02-12", "2024-02-23"),
    ("SN", "2024-03-28", "2024-04-05"),
    ("SN", "2024-06-20", "2024-08-02"),
    ("SN", "2024-10-07", "2024-10-19"),
    ("SN", "2025-02-17", "2025-03-01"),
    ("SN", "2025-04-18", "2025-04-25"),
    ("SN", "2025-06-28", "2025-08-08"),
    ("SN", "2025-10-06", "2025-10-18"),
    ("SN", "2025-12-22", "2026-01-02"),
]


@pytest.mark.parametrize(("land", "begin", "end"), PRINTED_ELSEWHERE)
def test_holidays_of_other_laender_begin_and_end_as_printed(
    land: str, begin: str, end: str
) -> None:
    first, last = date.fromisoformat(begin), date.fromisoformat(end)
    around = days_since_1970(first - timedelta(days=1), last + timedelta(days=1))

    assert school(around, Region(land=land)).tolist() == [NO, *[YES] * (len(around) - 2), NO]


#: As calendars of Bavarian schools and Saxon ones, where it is a public holiday, print it.
REPENTANCE = ["2020-11-18", "2021-11-17", "2022-11-16", "2023-11-22", "2024-11-20", "2025-11-19"]


@pytest.mark.parametrize("day", REPENTANCE)
def test_there_is_no_school_on_repentance_day_in_bavaria_alone(day: str) -> None:
    at = date.fromisoformat(day)
    around = days_since_1970(at - timedelta(days=1), at + timedelta(days=1))

    assert school(around, Region(land="BY")).tolist() == [NO, YES, NO]
    assert not _is(day, Region(land="BY"))
    assert school(around, NW).tolist() == [NO, NO, NO]
    assert _is(day, Region(land="SN"))


def test_repentance_day_is_not_known_before_the_holidays_of_its_year_are_decided() -> None:
    until = school_known_until("BY")

    assert until.month != 11
    after = school(days_since_1970(until, date(until.year + 2, 12, 31)), Region(land="BY"))
    assert after.tolist() == [YES] + [UNKNOWN] * (len(after) - 1)


@pytest.mark.parametrize("land", LAENDER)
def test_no_holidays_but_single_bridging_days_have_a_weekend_left_out(land: str) -> None:
    """A weekend in the middle of long holidays is a slip of the package, as Bavaria's of 2025."""
    numbers = days_since_1970(date(2019, 1, 1), date(2029, 7, 31))
    free = school(numbers, Region(land=land)) == YES
    saturdays = np.flatnonzero((numbers[:-9] + 3) % 7 == 5)
    for k in saturdays[saturdays > 5].tolist():
        before, after = free[k - 5 : k].all(), free[k + 2 : k + 7].all()
        assert not (before and after) or free[k], date(1970, 1, 1) + timedelta(int(numbers[k]))
        begins = free[k - 1] and not free[k - 2] and free[k + 2 : k + 37].all()
        assert not begins or free[k], date(1970, 1, 1) + timedelta(int(numbers[k]))


@pytest.mark.parametrize("land", LAENDER)
def test_every_land_has_its_summer_holidays_in_every_year_that_is_tested(land: str) -> None:
    for year in range(2019, 2030):
        summer = school(days_since_1970(date(year, 6, 15), date(year, 9, 15)), Region(land=land))

        assert 35 <= (summer == YES).sum() <= 60, (land, year)  # with the end of Whitsun in BW


@pytest.mark.parametrize("year", range(2019, 2030))
def test_corpus_christi_and_all_saints_are_kept_in_nrw_and_not_in_berlin(year: int) -> None:
    numbers = days_since_1970(date(year, 1, 1), date(year, 12, 31))
    found = numbers[public(numbers, NW)]
    # Gauss's Easter, so that the movable feasts are not asked of the package they come from.
    easter = _easter(year)
    movable = [easter + timedelta(days=d) for d in (-2, 1, 39, 50, 60)]
    fixed = [date(year, m, d) for m, d in ((1, 1), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26))]

    expected = sorted((day - date(1970, 1, 1)).days for day in {*movable, *fixed})
    assert found.tolist() == expected
    assert not _is((easter + timedelta(days=60)).isoformat(), Region(land="BE"))
    assert not _is(f"{year}-11-01", Region(land="BE"))


def test_reformation_day_was_kept_everywhere_in_2017_and_later_only_in_the_north() -> None:
    assert _is("2017-10-31")
    assert not _is("2016-10-31")
    assert not _is("2018-10-31")
    assert _is("2018-10-31", Region(land="NI"))


@pytest.mark.parametrize("year", range(2019, 2030))
def test_christmas_eve_and_new_years_eve_are_no_public_holidays(year: int) -> None:
    assert not _is(f"{year}-12-24")
    assert not _is(f"{year}-12-31")


def test_a_town_adds_its_own_days() -> None:
    own = Region(
        land="NW",
        public_too=frozenset({date(2023, 8, 8)}),
        school_too=frozenset({date(2023, 2, 20)}),
    )
    rose_monday = days_since_1970(date(2023, 2, 20), date(2023, 2, 20))

    assert _is("2023-08-08", own)
    assert school(rose_monday, own).tolist() == [YES]
    assert school(rose_monday, NW).tolist() == [NO]


def test_an_unknown_land_is_refused_with_the_sixteen() -> None:
    with pytest.raises(ValueError, match="'NRW' is no Land: one of BB, BE"):
        Region(land="NRW")


def test_what_was_prepared_is_there_when_somebody_asks() -> None:
    region.prepare()
    loaded = region._school.cache_info()

    assert school_known_until("NW") >= date(2029, 8, 14)
    assert region._school.cache_info().misses == loaded.misses


def test_no_days_have_no_holidays() -> None:
    nothing = np.array([], dtype=np.int64)

    assert public(nothing, NW).tolist() == []
    assert school(nothing, NW).tolist() == []


def _easter(year: int) -> date:
    """Return Easter Sunday by the rule of Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    ell = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * ell) // 451
    month, day = divmod(h + ell - 7 * m + 114, 31)
    return date(year, month, day + 1)
