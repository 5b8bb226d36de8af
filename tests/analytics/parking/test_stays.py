"""Stays of bays: debouncing, censoring, and records of other systems."""

from dataclasses import astuple
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.held import Segments
from analytics.parking.debounce import Debounced, debounce, debounce_held
from analytics.parking.records import Verdict, judge, stays_of
from analytics.parking.stays import Stays, changed
from analytics.spans import Span

#: Other work on the machine makes no test fail.
UNHURRIED = settings(deadline=None)
FOREVER_MS = 10**12
NAN = float("nan")
Event = tuple[int, int, float, int]

#: bay, second, state, sequence: dense enough that gaps, flaps and ties of all kinds come up
EVENTS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 2_000),
        st.sampled_from([0.0, 1.0, 0.0, 1.0, NAN]),
        st.integers(0, 2),
    ),
    max_size=60,
)


def found(
    events: list[Event], *, hold_s: int = 10**6, until_s: int = 10**4, **rules: int
) -> Debounced:
    columns = list(zip(*events, strict=True)) or [(), (), (), ()]
    bay, second, state, sequence = columns
    return debounce(
        np.array(bay, dtype=np.int64),
        np.array(second, dtype=np.int64) * 1000,
        np.array(state, dtype=np.float64),
        np.array(sequence, dtype=np.int64),
        until_ms=until_s * 1000,
        hold_max_ms=hold_s * 1000,
        **rules,
    )


def rows(stays: Stays) -> list[tuple[int, float, float, bool, bool]]:
    """Bay, begin and end in seconds, and whether each was seen."""
    return [
        (int(b), begin / 1000, end / 1000, bool(a), bool(d))
        for b, begin, end, a, d in zip(
            stays.bay, stays.begin_ms, stays.end_ms, stays.arrived, stays.departed, strict=True
        )
    ]


def one_bay(*points: tuple[int, float], **rules: int) -> Debounced:
    return found([(0, at, state, k) for k, (at, state) in enumerate(points)], **rules)


def test_no_events_give_no_stays() -> None:
    nothing = found([])

    assert len(nothing.stays) == len(nothing.vacancies) == 0


def test_a_car_that_was_there_first_has_no_arrival_and_one_that_stays_no_departure() -> None:
    told = one_bay((0, 1), (600, 0), (900, 1), until_s=2000)

    assert rows(told.stays) == [(0, 0, 600, False, True), (0, 900, 2000, True, False)]


def test_a_repeated_state_is_a_heartbeat_and_no_arrival() -> None:
    told = one_bay((0, 0), (60, 1), (660, 1), (1260, 1), (1860, 0))

    assert rows(told.stays) == [(0, 60, 1860, True, True)]


def test_a_chain_of_flaps_is_one_stay() -> None:
    flaps = [(100 + 10 * k, float(k % 2 == 0)) for k in range(21)]

    told = one_bay((0, 0), *flaps, (400, 0))

    assert rows(told.stays) == [(0, 100, 400, True, True)]
    assert told.n_merged == 10
    assert told.n_raw == 11


def test_limits_are_strict() -> None:
    told = one_bay((0, 0), (100, 1), (160, 0), (190, 1), (300, 0))

    assert (told.n_merged, told.n_dropped, len(told.stays)) == (0, 0, 2)


def test_a_silence_beyond_the_hold_censors_and_counts_once() -> None:
    told = one_bay((0, 0), (100, 1), (5000, 1), (5100, 0), hold_s=600)

    assert rows(told.stays) == [(0, 100, 700, True, False), (0, 5000, 5100, False, True)]
    assert len(np.unique(told.stays.vehicle)) == 1


def test_what_follows_a_seen_departure_is_another_vehicle_even_after_a_silence() -> None:
    told = one_bay((0, 0), (100, 1), (300, 0), (5000, 1), (5100, 0), hold_s=600)

    assert len(np.unique(told.stays.vehicle)) == 2


def test_a_short_stay_at_the_edge_of_what_is_known_is_not_dropped() -> None:
    told = one_bay((0, 0), (100, 1), (110, NAN))

    assert rows(told.stays) == [(0, 100, 110, True, False)]
    assert told.n_dropped == 0


def test_on_and_off_in_the_same_second_follow_the_sequence_number() -> None:
    on_then_off = found([(0, 0, 0, 1), (0, 50, 1, 2), (0, 50, 0, 3)])
    off_then_on = found([(0, 0, 0, 1), (0, 50, 1, 3), (0, 50, 0, 2)])

    assert (len(on_then_off.stays), on_then_off.n_dropped) == (0, 1)
    assert rows(off_then_on.stays) == [(0, 50, 10_000, True, False)]


def test_vacancies_are_the_time_between_stays() -> None:
    told = one_bay((0, 1), (600, 0), (900, 1), (930, 0), (1500, 1))

    assert rows(told.vacancies) == [(0, 600, 1500, True, True)]


@UNHURRIED
@given(events=EVENTS, order=st.randoms(use_true_random=False), hold_s=st.integers(20, 3000))
def test_permutation_and_duplication_change_nothing(
    events: list[Event], order: object, hold_s: int
) -> None:
    again = events + events[: len(events) // 2]
    order.shuffle(again)  # type: ignore[attr-defined]

    assert same(found(again, hold_s=hold_s), found(events, hold_s=hold_s))


@UNHURRIED
@given(events=EVENTS, hold_s=st.integers(20, 3000))
def test_debouncing_twice_is_debouncing_once(events: list[Event], hold_s: int) -> None:
    once = found(events, hold_s=hold_s)

    again = found(events_of(once))

    assert rows(again.stays) == rows(once.stays)
    assert rows(again.vacancies) == rows(once.vacancies)
    assert again.stays.vehicle.tolist() == once.stays.vehicle.tolist()
    assert (again.n_merged, again.n_dropped) == (0, 0)


@UNHURRIED
@given(events=EVENTS, hold_s=st.integers(20, 3000))
def test_stays_and_vacancies_never_overlap_and_keep_the_rules(
    events: list[Event], hold_s: int
) -> None:
    told = found(events, hold_s=hold_s)
    stays, vacancies = told.stays, told.vacancies
    everything = sorted(rows(stays) + rows(vacancies))

    for before, after in pairwise(everything):
        assert before[0] < after[0] or before[2] <= after[1]
    whole = stays.arrived & stays.departed
    assert (stays.end_ms - stays.begin_ms)[whole].min(initial=60_000) >= 60_000


@UNHURRIED
@given(events=EVENTS)
def test_a_late_state_touches_only_the_stays_that_are_told(events: list[Event]) -> None:
    before, after = found(events[1:]), found(events)
    spans = changed(before.stays, after.stays)

    def outside(stays: Stays) -> list[tuple[int, float, float, bool, bool]]:
        return [
            row
            for row in rows(stays)
            if not any(s.from_ms <= row[1] * 1000 < s.to_ms for s in spans)
        ]

    assert outside(before.stays) == outside(after.stays)
    assert bool(spans) == (rows(before.stays) != rows(after.stays))


def test_stays_from_held_states_are_those_from_the_messages() -> None:
    known = Segments(
        from_ms=np.array([0, 100_000, 300_000, 900_000]),
        to_ms=np.array([100_000, 300_000, 500_000, 1_000_000]),
        value=np.array([0.0, 1.0, 0.0, 1.0]),
        suspect=np.zeros(4, dtype=bool),
    )

    told = debounce_held([known, known])

    assert rows(told.stays) == [
        (bay, *row) for bay in (0, 1) for row in [(100, 300, True, True), (900, 1000, False, False)]
    ]


@pytest.mark.parametrize(
    ("arrive", "depart", "verdict"),
    [
        (0, 60, Verdict.WHOLE),
        (60, 0, Verdict.REJECT_NEGATIVE),
        (5, 5, Verdict.REJECT_ZERO),
        (NAN, 5, Verdict.CENSORED_START),
        (5, NAN, Verdict.CENSORED_END),
        (NAN, NAN, Verdict.REJECT_EMPTY),
    ],
)
def test_a_record_is_judged(arrive: float, depart: float, verdict: Verdict) -> None:
    assert judge(np.array([arrive]), np.array([depart])) == [verdict]


def test_rejected_and_repeated_records_make_no_stays() -> None:
    told = stays_of(
        np.array([1, 1, 1, 2]), np.array([0.0, 0.0, 50.0, NAN]), np.array([9.0, 9.0, 40.0, 7.0])
    )

    assert told.begin_ms.tolist() == [0, 7]
    assert told.arrived.tolist() == [True, False]
    assert told.overlapping(Span(7, 8)).tolist() == [True, True]


def events_of(told: Debounced) -> list[Event]:
    """Say debounced stretches as messages: each begins with its state and ends with unknown."""
    stretches = [
        (vehicle, row, state)
        for part, state in ((told.stays, 1.0), (told.vacancies, 0.0))
        for vehicle, row in zip(part.vehicle.tolist(), rows(part), strict=True)
    ]
    events: list[Event] = []
    for k, (_, (bay, begin, end, _, departed), state) in enumerate(sorted(stretches)):
        events.append((bay, round(begin), state, 2 * k))
        if not departed and end < 10_000:
            events.append((bay, round(end), NAN, 2 * k + 1))
    return events


def same(left: Debounced, right: Debounced) -> bool:
    return all(
        np.array_equal(a, b)
        for x, y in zip(astuple(left), astuple(right), strict=True)
        for a, b in (zip(x, y, strict=True) if isinstance(x, tuple) else [(x, y)])
    )
