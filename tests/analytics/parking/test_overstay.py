"""Stays against limits, turnover and supply: hours, holidays, clock changes and thin data."""

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import weekly
from analytics.civil import day_span
from analytics.figure import Reason
from analytics.occupancy import Load
from analytics.parking import overstay, supply, turnover
from analytics.parking.restrictions import Restriction, before_ms
from analytics.parking.stays import Stays
from analytics.spans import BEGINNING_MS, END_MS, Span

BERLIN = ZoneInfo("Europe/Berlin")
HOUR_MS = 3_600_000
UNHURRIED = settings(deadline=None)
NONE: frozenset[date] = frozenset()


def stays(*pairs: tuple[int, int], arrived: bool = True, departed: bool = True) -> Stays:
    count = len(pairs)
    return Stays(
        bay=np.arange(count),
        begin_ms=np.array([begin for begin, _ in pairs], dtype=np.int64),
        end_ms=np.array([end for _, end in pairs], dtype=np.int64),
        arrived=np.full(count, arrived),
        departed=np.full(count, departed),
        vehicle=np.arange(count),
    )


def restriction(hours: str, *, on_holidays: bool = False) -> Restriction:
    return Restriction(
        valid=Span(BEGINNING_MS, END_MS),
        hours=weekly.parse(hours),
        limit_ms=HOUR_MS,
        disabled_limit_ms=2 * HOUR_MS,
        on_holidays=on_holidays,
    )


def test_a_public_holiday_is_not_regulated_unless_the_sign_says_so() -> None:
    unity = date(2026, 10, 3)  # a Saturday
    day = day_span(unity, BERLIN)

    usual = restriction("Mo-Sa 09-18").spans(day, BERLIN, frozenset({unity}))
    always = restriction("Mo-Sa 09-18", on_holidays=True).spans(day, BERLIN, frozenset({unity}))

    assert usual == []
    assert [span.to_ms - span.from_ms for span in always] == [9 * HOUR_MS]


def test_regulated_hours_are_wall_time_over_a_clock_change() -> None:
    night = restriction("Sa 22:00-06:00")
    begin, end = (day_span(date(2026, 10, day), BERLIN) for day in (24, 25))
    window = Span(begin.from_ms, end.to_ms)

    spans = night.spans(window, BERLIN, NONE)

    assert sum(span.to_ms - span.from_ms for span in spans) == 9 * HOUR_MS


def test_a_restriction_holds_only_while_it_is_in_force() -> None:
    day = day_span(date(2026, 10, 5), BERLIN)
    half = Restriction(
        valid=Span(day.from_ms, day.from_ms + 12 * HOUR_MS),
        hours=weekly.parse("Mo 09-18"),
        limit_ms=HOUR_MS,
    )

    assert half.spans(day, BERLIN, NONE) == [
        Span(day.from_ms + 9 * HOUR_MS, day.from_ms + 12 * HOUR_MS)
    ]
    assert half.limit_of(disabled=True) == HOUR_MS
    assert restriction("Mo 09-18").limit_of(disabled=True) == 2 * HOUR_MS


@UNHURRIED
@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 20)), max_size=6),
    st.lists(st.integers(-10, 130), min_size=1, max_size=10),
)
def test_covered_time_is_counted_instant_by_instant(
    pairs: list[tuple[int, int]], instants: list[int]
) -> None:
    spans = [Span(begin, begin + length) for begin, length in pairs]
    inside = {t for span in spans for t in range(span.from_ms, span.to_ms)}

    found = before_ms(spans, np.array(instants, dtype=np.int64))

    assert found.tolist() == [sum(t < at for t in inside) for at in instants]


def test_the_bounds_hold_what_the_curve_says() -> None:
    seen = overstay.against(stays((0, 30), (0, 50), (0, 90)), [Span(0, 200)], 60)
    unseen = overstay.against(stays((0, 50), departed=False), [Span(0, 200)], 60)

    assert overstay.bounds(seen).low == overstay.bounds(seen).high
    assert overstay.bounds(unseen).low.value == 0.0
    assert overstay.bounds(unseen).high.value == 1.0
    assert overstay.censored_rate(unseen, stays_min=1).reason is Reason.NOT_REACHED


def test_a_stay_whose_arrival_nobody_saw_may_still_be_surely_too_long() -> None:
    found = overstay.against(stays((0, 90), (0, 10), arrived=False), [Span(0, 200)], 60)

    assert found.over.tolist() == [True, False]
    assert overstay.rate(found, stays_min=1).reason is Reason.INSUFFICIENT_DATA
    assert overstay.bounds(found).low.value == 0.5


def test_exactly_the_limit_with_grace_is_no_overstay() -> None:
    found = overstay.against(stays((0, 65), (0, 66)), [Span(0, 200)], 60, grace_ms=5)

    assert found.over.tolist() == [False, True]
    assert overstay.mean_excess_ms(found).value == 6.0


def test_stays_outside_the_regulated_time_are_not_counted() -> None:
    found = overstay.against(stays((0, 90)), [Span(100, 200)], 60)

    assert len(found) == 0
    assert overstay.rate(found).reason is Reason.INSUFFICIENT_DATA
    assert overstay.bounds(found).high.reason is Reason.INSUFFICIENT_DATA
    assert overstay.mean_excess_ms(found).reason is Reason.UNDEFINED


def test_a_stay_parted_by_a_gap_in_the_data_is_one_vehicle() -> None:
    parted = stays((0, 10), (20, 30))
    parted.vehicle[:] = 4

    assert turnover.volume(parted, Span(0, 100)) == 1
    assert turnover.volume(parted, Span(15, 100)) == 1
    assert turnover.load_ms(parted, Span(5, 25)) == 10


def test_a_volume_has_half_open_windows() -> None:
    one = stays((10, 20))

    assert turnover.volume(one, Span(20, 30)) == turnover.volume(one, Span(0, 10)) == 0
    assert turnover.arrivals(one, Span(10, 11)) == 1


def test_littles_mean_is_withheld_where_edges_bias_it() -> None:
    assert turnover.mean_duration(1000, 100, at_edges=9).value == 10.0
    assert turnover.mean_duration(1000, 100, at_edges=10).reason is Reason.INSUFFICIENT_DATA
    assert turnover.mean_duration(0, 0).reason is Reason.UNDEFINED


@pytest.mark.parametrize(
    ("observed", "capacity", "reason"),
    [(74, 10.0, Reason.INSUFFICIENT_DATA), (100, 0.0, Reason.CAPACITY_ZERO), (75, 10.0, None)],
)
def test_turnover_needs_capacity_and_three_quarters_of_the_time(
    observed: int, capacity: float, reason: Reason | None
) -> None:
    load = Load(
        first=0,
        occupied=np.zeros(1),
        capacity=np.array([capacity * HOUR_MS]),
        observed_ms=np.array([observed]),
        expected_ms=np.array([100]),
        doubted=np.zeros(1, dtype=bool),
    )

    assert turnover.per_space_hour(5, load).reason is reason
    assert supply.practical_space_h(load) == pytest.approx(0.9 * capacity)


def test_no_spaces_and_no_opening_give_no_number() -> None:
    assert turnover.per_space(5, 0).reason is Reason.CAPACITY_ZERO
    assert supply.additional_spaces(10, 0) is None
    assert supply.unserved_vehicles(10, 1.0).reason is Reason.UNDEFINED
