"""Free bays of a zone, search, chances on arrival and whether they came true."""

import math
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.civil import day_span
from analytics.figure import Reason
from analytics.held import Segments
from analytics.parking import arrival, availability, calibration, queues, search, survival, zone
from analytics.parking.debounce import debounce_held
from analytics.parking.records import stays_of
from analytics.parking.zone import ABSENT_MS
from analytics.quarters import QUARTER_MS
from analytics.spans import Span

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
NAN = float("nan")
UNHURRIED = settings(deadline=None)


def bay(*states: float, step_ms: int = QUARTER_MS) -> Segments:
    """A bay by quarters: 1 occupied, 0 vacant, NaN unknown."""
    told = np.array(states)
    at = np.flatnonzero(~np.isnan(told)) * step_ms
    return Segments(
        from_ms=at,
        to_ms=at + step_ms,
        value=told[~np.isnan(told)],
        suspect=np.zeros(len(at), dtype=bool),
    )


def edges(count: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.arange(count + 1, dtype=np.int64) * QUARTER_MS


@UNHURRIED
@given(
    st.lists(
        st.lists(st.sampled_from([0.0, 1.0, NAN]), min_size=6, max_size=6), min_size=1, max_size=6
    )
)
def test_a_zone_adds_up_its_bays_quarter_by_quarter(states: list[list[float]]) -> None:
    told = zone.free_bays([bay(*row) for row in states])
    at = edges(6)
    table = np.array(states)

    known = (~np.isnan(table)).sum(axis=0)
    free = (table == 0).sum(axis=0)
    enough = (known * 100 >= 75 * len(states)) & (known > 0)

    assert told.time_in(told.observed(), at[:-1], at[1:]).tolist() == (enough * QUARTER_MS).tolist()
    assert (
        told.time_in(told.offering(), at[:-1], at[1:]).tolist()
        == ((enough & (free > 0)) * QUARTER_MS).tolist()
    )


def test_a_zone_without_bays_is_never_observed() -> None:
    nothing = zone.free_bays([])
    day = np.array([0]), np.array([QUARTER_MS])

    assert nothing.time_in(nothing.observed(), *day).tolist() == [0]
    assert np.isnan(search.saturation(nothing, *day).minutes).all()


def test_saturation_counts_minutes_and_needs_three_quarters_of_the_day() -> None:
    told = zone.free_bays([bay(1, 1, 0, 1, NAN, NAN, 1, 1), bay(1, 0, 0, 1, NAN, NAN, 1, 1)])
    at = edges(8)

    found = search.saturation(told, at[[0, 4]], at[[4, 8]])

    assert found.minutes[0] == 30.0
    assert np.isnan(found.minutes[1])
    assert found.observed_ms.tolist() == [4 * QUARTER_MS, 2 * QUARTER_MS]


def test_quarters_of_the_wall_clock_over_both_clock_changes() -> None:
    days = [date(2026, 3, 29), date(2026, 10, 25), date(2026, 7, 1)]

    starts = zone.local_quarters(days, BERLIN)

    assert np.flatnonzero(starts[0] == ABSENT_MS).tolist() == [8, 9, 10, 11]
    autumn = day_span(days[1], BERLIN).from_ms
    assert starts[1, 8] == autumn + 2 * HOUR_MS  # the first 02:00
    assert starts[1, 12] == autumn + 4 * HOUR_MS
    assert starts[2].tolist() == list(range(*_span(days[2]), QUARTER_MS))


def _span(day: date) -> tuple[int, int]:
    span = day_span(day, BERLIN)
    return span.from_ms, span.to_ms


def test_a_quarter_that_a_day_does_not_have_is_not_observed() -> None:
    told = zone.free_bays([bay(0, 0)])

    free, known = availability.observed(told, np.array([[0, ABSENT_MS]]))

    assert (free.tolist(), known.tolist()) == ([[QUARTER_MS, 0]], [[QUARTER_MS, 0]])


def test_a_chance_needs_twenty_days_of_its_type() -> None:
    known = np.full((20, 2), QUARTER_MS)
    known[0, 1] = QUARTER_MS // 2

    told = availability.empirical(known.copy(), known)

    assert told.chance[0] == 1.0
    assert math.isnan(told.chance[1])
    assert told.days.tolist() == [20, 19]
    assert 0.85 < told.low[0] < told.high[0] == 1.0


def test_median_vacancies_are_those_between_stays() -> None:
    states = [1.0] + [0.0, 1.0] * 30
    found = debounce_held([bay(*states, step_ms=90_000)])

    window = Span(0, HOUR_MS * 2)

    assert search.median_vacancy_min(found.vacancies, window).value == 1.5
    assert search.median_vacancy_min(found.vacancies, Span(0, 0)).reason is not None


def test_the_last_minutes_of_a_window_cannot_be_judged_for_turning_around() -> None:
    entered = np.array([0.0, 0, 55, 30]) * MINUTE_MS
    left = np.array([5.0, 50, 58, NAN]) * MINUTE_MS
    stays = stays_of(np.arange(4), entered, left)

    assert search.turn_around_share(stays, Span(0, HOUR_MS)).value == 0.5
    assert search.turn_around_share(stays, Span(0, 0)).reason is Reason.INSUFFICIENT_DATA


def test_rates_are_changes_per_hour_of_the_state_before() -> None:
    # four hours: occupied 3 h (2 departures seen), vacant 1 h (1 arrival seen)
    found = debounce_held([bay(1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0)])

    told = arrival.rates(found.stays, found.vacancies, Span(0, 4 * HOUR_MS))

    assert told.arrive.value == 1.0
    assert told.leave.value == pytest.approx(2 / 3)
    none = debounce_held([])
    empty = arrival.rates(none.stays, none.vacancies, Span(0, HOUR_MS))
    assert empty.arrive.reason is Reason.INSUFFICIENT_DATA


@UNHURRIED
@given(st.floats(0, 5), st.floats(0.01, 5), st.floats(0, 10))
def test_a_two_state_bay_settles_between_its_state_and_its_mean(
    arrive: float, leave: float, horizon: float
) -> None:
    taken, free = arrival.bay_occupied(np.array([True, False]), arrive, leave, horizon)
    settled = arrive / (arrive + leave)

    assert 0 <= free <= settled + 1e-12
    assert settled - 1e-12 <= taken <= 1


def test_bays_that_never_change_predict_nothing() -> None:
    with pytest.raises(ValueError, match="changes hands"):
        arrival.bay_occupied(np.array([True]), 0, 0, 1)


@UNHURRIED
@given(
    st.integers(0, 12), st.sampled_from([0.0, 0.3, 0.75, 1.0]), st.floats(0, 8), st.integers(0, 15)
)
def test_the_chance_of_a_free_space_is_the_sum_over_all_outcomes(
    present: int, stay: float, newcomers: float, capacity: int
) -> None:
    total = sum(
        math.comb(present, k)
        * stay**k
        * (1 - stay) ** (present - k)
        * math.exp(-newcomers)
        * newcomers**n
        / math.factorial(n)
        for k in range(present + 1)
        for n in range(capacity - k)
    )

    found = queues.infinite_server(present, stay, newcomers, capacity)

    assert found.free == pytest.approx(total, abs=1e-9)


def test_a_car_park_of_thousands_is_no_problem() -> None:
    told = queues.infinite_server(2900, 0.95, 200, 3000)

    assert 0.99 < told.free <= 1.0


@UNHURRIED
@given(st.floats(0.01, 30), st.integers(0, 40))
def test_blocking_is_the_share_of_the_full_state(offered: float, capacity: int) -> None:
    weights = [offered**k / math.factorial(k) for k in range(capacity + 1)]

    assert queues.erlang_b(offered, capacity) == pytest.approx(weights[-1] / sum(weights))


def test_ages_beyond_the_curve_are_left_out() -> None:
    curve = survival.kaplan_meier(np.array([10.0, 20.0]), np.array([True, False]))

    assert queues.still_there(curve, np.array([5.0, 50.0]), 10) == 0.5
    assert math.isnan(queues.still_there(curve, np.array([50.0]), 10))


def test_honest_chances_pass_and_boasting_ones_do_not() -> None:
    rng = np.random.default_rng(5)
    chance = rng.random(20_000)
    came = rng.random(20_000) < chance

    honest = calibration.reliability(chance, came)
    boasting = calibration.reliability(np.sqrt(chance), came)

    assert honest.honest().sum() >= 8
    assert honest.worst_gap().value < 0.05
    assert not boasting.honest()[5:9].any()
    assert int(honest.n.sum()) == 20_000


def test_the_edges_of_the_table_hold_0_and_1() -> None:
    told = calibration.reliability(np.array([0.0, 1.0]), np.array([False, True]))

    assert told.n[[0, -1]].tolist() == [1, 1]
    assert told.worst_gap().reason is Reason.INSUFFICIENT_DATA
    assert math.isnan(told.came[5])


def test_skill_is_above_nothing_only_where_it_beats_the_baseline() -> None:
    came = np.array([True, False, True, False])
    sharp, flat = np.array([0.9, 0.1, 0.9, 0.1]), np.full(4, 0.5)

    assert calibration.skill(sharp, flat, came).value == pytest.approx(1 - 0.01 / 0.25)
    assert calibration.skill(flat, flat, came).value == 0.0
    assert calibration.skill(flat, came.astype(float), came).reason is Reason.UNDEFINED
    nothing = np.zeros(0)
    assert calibration.skill(nothing, nothing, nothing > 0).reason is Reason.INSUFFICIENT_DATA
