"""Capture, running means, limits and indices: ties, gaps and versions."""

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analytics.environment import capture, eight_hours, limits, means
from analytics.environment.air_quality import EAQI, LQI, LQI_OLD, Pollutant, Table, classes, index
from analytics.figure import Reason
from analytics.quarters import Float

_hours = arrays.arrays(
    np.float64, 48, elements=st.one_of(st.just(math.nan), st.floats(0, 500, width=32))
)
_values = arrays.arrays(np.float64, 20, elements=st.floats(0, 400))


def test_nothing_known_is_never_enough() -> None:
    assert capture.enough(np.array([0, 0]), np.array([0, 4])).tolist() == [False, False]


def test_a_day_with_a_clock_change_needs_three_quarters_of_its_own_hours() -> None:
    def day(valid: int, of: int) -> float:
        hours = np.array([5.0] * valid + [math.nan] * (of - valid))
        return float(means.of_hours(hours, np.array([0, of]))[0])

    assert [math.isnan(day(17, 23)), day(18, 23)] == [True, 5.0]
    assert [math.isnan(day(18, 25)), day(19, 25)] == [True, 5.0]


@given(_hours)
def test_a_running_mean_is_that_of_its_eight_hours(hours: Float) -> None:
    found = eight_hours.running(hours)

    for at in range(len(hours)):
        window = hours[max(at - 7, 0) : at + 1]
        known = window[~np.isnan(window)]
        if len(known) < 6:
            assert math.isnan(found[at])
        else:
            assert found[at] == pytest.approx(known.mean())


def test_a_daily_maximum_needs_eighteen_windows() -> None:
    enough = np.array([1.0] * 17 + [9.0] + [math.nan] * 6)
    few = np.array([1.0] * 16 + [9.0] + [math.nan] * 7)

    assert eight_hours.daily_maxima(enough).tolist() == [9.0]
    assert np.isnan(eight_hours.daily_maxima(few)).all()
    assert len(eight_hours.daily_maxima(np.zeros(0))) == 0
    assert len(eight_hours.running(np.zeros(0))) == 0
    with pytest.raises(ValueError, match="whole CET days"):
        eight_hours.daily_maxima(np.zeros(23))


def test_what_equals_the_limit_is_no_exceedance_and_halves_round_up() -> None:
    assert limits.exceedances(np.array([50.0, 50.49, 50.5, 51.0, math.nan]), 50) == 2
    assert limits.exceedances(np.zeros(0), 50) == 0


def test_limits_change_on_their_date() -> None:
    def of(day: date) -> dict[tuple[str, str], tuple[float, int]]:
        return {(x.pollutant, x.statistic): (x.value, x.allowed) for x in limits.on(day)}

    assert of(date(2029, 12, 31))["pm2_5", "year"] == (25, 0)
    assert of(date(2030, 1, 1))["pm2_5", "year"] == (10, 0)
    assert of(date(2029, 12, 31))["no2", "hour"] == (200, 18)
    assert ("pm2_5", "day") not in of(date(2029, 12, 31))
    assert limits.on(date(2000, 1, 1)) == []


def test_no_two_limits_of_one_kind_hold_on_one_day() -> None:
    for day in (date(2026, 1, 1), date(2029, 12, 31), date(2030, 1, 1), date(2040, 1, 1)):
        kinds = [(limit.pollutant, limit.statistic) for limit in limits.on(day)]
        assert len(kinds) == len(set(kinds))


@given(_values)
def test_the_36th_highest_day_is_above_the_limit_when_it_is_exceeded_36_times(
    values: Float,
) -> None:
    times = limits.exceedances(values, 50, decimals=6)
    fifth = limits.highest(values, 5).value
    assert fifth is not None

    assert (times >= 5) == (np.floor(fifth * 1e6 + 0.5) > 50e6)


def test_a_rank_that_is_not_there_is_withheld() -> None:
    assert limits.highest(np.array([1.0, math.nan]), 2).reason is Reason.INSUFFICIENT_DATA
    assert means.percentile(np.full(4, math.nan), 50).reason is Reason.INSUFFICIENT_DATA
    assert means.annual(np.zeros(0)).reason is Reason.INSUFFICIENT_DATA


@pytest.mark.parametrize("table", [EAQI, LQI, LQI_OLD], ids=lambda table: table.version)
def test_every_bound_belongs_to_the_better_class(table: Table) -> None:
    assert len(table.words_de) == len(table.words_en)
    for pollutant, bounds in table.bounds.items():
        at = classes(table, pollutant, np.array(bounds, dtype=np.float64))
        above = classes(table, pollutant, np.array(bounds) + 1.0)

        assert len(bounds) + 1 == len(table.words_de)
        assert at.tolist() == list(range(1, len(bounds) + 1))
        assert (above == at + 1).all()


def test_an_index_without_all_pollutants_is_not_published() -> None:
    hours = {name: np.array([10.0, 10.0]) for name in EAQI.bounds}
    whole = index(EAQI, hours)
    gap = index(EAQI, {**hours, Pollutant.SO2: np.array([math.nan, 500.0])})

    assert whole.complete.all()
    assert gap.complete.tolist() == [False, True]
    assert gap.worst.tolist() == [whole.worst[0], 6]
    assert gap.published().tolist() == [0, 6]
    with pytest.raises(ValueError, match="no pollutant"):
        index(LQI_OLD, {Pollutant.SO2: np.array([1.0])})
