"""The day types of traffic counting follow their table, in every year from 2019 to 2029."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.calendar.day_types import RULES, Rule, day_types, weekdays
from analytics.calendar.region import (
    LAENDER,
    NO,
    UNKNOWN,
    Region,
    days_since_1970,
    school_known_until,
)

NW = Region(land="NW")


def _types(day: date, land: str = "NW") -> set[str]:
    found = day_types(days_since_1970(day, day), Region(land=land))
    return {name for name in RULES if found[name][0]}


@pytest.mark.parametrize(
    ("day", "types"),
    [
        (date(2023, 6, 14), {"W", "W5", "DiMiDo", "NZB"}),  # an ordinary Wednesday
        (date(2023, 6, 8), {"S"}),  # Fronleichnam, a Thursday
        (date(2023, 6, 7), {"W", "W5", "DiMiDo"}),  # the Wednesday before: its week has a holiday
        (date(2023, 6, 11), {"S"}),  # and the Sunday of that week
        (date(2023, 6, 18), {"S", "NZB"}),  # the Sunday of the week before the holidays
        (date(2023, 6, 25), {"S"}),  # the Sunday of the week in which they begin
        (date(2023, 6, 17), {"W", "NZB"}),  # a Saturday counts as W, not as W5
        (date(2023, 7, 4), {"U", "W5"}),  # a Tuesday in summer
        (date(2023, 7, 8), {"U"}),  # a Saturday in summer
        (date(2023, 11, 1), {"S"}),  # Allerheiligen, a Wednesday
        (date(2017, 10, 31), {"S"}),  # Reformation day, once in NRW too
        (date(2024, 12, 24), {"U", "W5"}),  # Christmas Eve, a Tuesday in the holidays
        (date(2019, 12, 31), {"U", "W5"}),  # New Year's Eve, a Tuesday
        (date(2017, 12, 25), {"S"}),
    ],
)
def test_a_day_in_nrw_is_of_its_types(day: date, types: set[str]) -> None:
    assert _types(day) == types


def test_repentance_day_is_u_in_bavaria_s_in_saxony_and_an_ordinary_day_elsewhere() -> None:
    wednesday = date(2024, 11, 20)

    assert _types(wednesday, "BY") == {"U", "W5"}
    assert _types(wednesday, "SN") == {"S"}
    assert _types(wednesday, "NW") == {"W", "W5", "DiMiDo", "NZB"}
    assert _types(date(2024, 11, 21), "BY") == {"W", "W5", "DiMiDo"}  # no quiet week


@pytest.mark.parametrize("land", LAENDER)
def test_a_decided_day_is_exactly_one_of_w_u_s(land: str) -> None:
    last = min(date(2029, 12, 31), school_known_until(land))
    found = day_types(days_since_1970(date(2019, 1, 1), last), Region(land=land))

    groups = found["W"].astype(int) + found["U"] + found["S"]
    assert groups.tolist() == [1] * len(groups)


def test_a_day_that_is_not_decided_is_neither_w_nor_u_nor_quiet() -> None:
    numbers = days_since_1970(date(2040, 1, 9), date(2040, 1, 15))
    found = day_types(numbers, NW)

    assert found.school.tolist() == [UNKNOWN] * 7
    for name in ("W", "U", "DiMiDo", "NZB"):
        assert not found[name].any()
    assert found["W5"].tolist() == [True] * 5 + [False] * 2


@given(first=st.integers(0, 20_000), count=st.integers(1, 60))
def test_quiet_weeks_are_whole_weeks_without_holidays(first: int, count: int) -> None:
    numbers = np.arange(first, first + count, dtype=np.int64)
    found = day_types(numbers, NW)

    assert not (found["NZB"] & found.public).any()
    assert (found.school[found["NZB"]] == NO).all()
    for monday in np.unique((numbers - weekdays(numbers))[found["NZB"]]):
        week = day_types(np.arange(monday, monday + 7), NW)
        assert week["NZB"].all()


def test_weekdays_are_those_of_the_calendar() -> None:
    numbers = days_since_1970(date(1969, 12, 28), date(1970, 1, 11))

    assert weekdays(numbers).tolist() == [6, 0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6]


def test_a_town_may_count_otherwise() -> None:
    rules = {"DiDo": Rule(weekdays=frozenset({1, 3}))}
    found = day_types(days_since_1970(date(2023, 7, 3), date(2023, 7, 9)), NW, rules)

    assert found["DiDo"].tolist() == [False, True, False, True, False, False, False]


def test_classes_and_groups_put_holidays_to_the_sundays() -> None:
    easter = day_types(days_since_1970(date(2023, 4, 6), date(2023, 4, 11)), NW)  # from Thursday

    assert easter.classes().tolist() == [3, 6, 5, 6, 6, 1]
    assert easter.groups().tolist() == [0, 6, 5, 6, 6, 0]
