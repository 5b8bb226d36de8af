"""Watermarks, dirty ranges and merged states: what late readings may change, and what not."""

import math
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import held
from analytics.civil import Bucket, from_ms, to_ms
from analytics.intervals import Readings
from analytics.quarters import QUARTER_MS, QUARTERS, Int, Quarters
from analytics.spans import END_MS, Span
from analytics.speeds.headways import headways
from analytics.streaming import dirty, moments, watermarks

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE_MS = 60_000
_events = st.lists(st.integers(0, 500), max_size=40)
_states = st.dictionaries(st.integers(0, 1439), st.sampled_from([0.0, 1.0]), max_size=20)


@given(_events, st.integers(1, 60), st.integers(0, 60))
def test_in_order_nothing_comes_after_its_window_has_closed(
    event: list[int], window: int, bound: int
) -> None:
    assert not watermarks.after_close(np.array(sorted(event)), window, bound).any()


@given(_events, st.integers(0, 60))
def test_every_event_is_in_order_or_out_of_order_or_late(event: list[int], lateness: int) -> None:
    found = watermarks.order(np.array(event, dtype=np.int64), lateness)

    assert not (found.late & found.out_of_order).any()
    for at, when in enumerate(event):
        behind = max([when, *event[:at]]) - when
        assert found.late[at] == (behind > lateness)
        assert found.out_of_order[at] == (0 < behind <= lateness)


def test_a_site_waits_for_its_devices_that_are_online() -> None:
    marks = np.array([10, 20])

    assert watermarks.of_site(marks, np.array([True, True])) == 10
    assert watermarks.of_site(marks, np.array([False, False])) is None
    assert watermarks.watermark(np.zeros(0, dtype=np.int64), 3) is None


def _day(states: dict[int, float], hold_max_ms: int) -> Quarters:
    at = np.array(sorted(states), dtype=np.int64)
    readings = Readings(
        start_ms=at * MINUTE_MS,
        duration_ms=at * 0,
        value=np.array([states[minute] for minute in at.tolist()]),
        quality=np.ones(len(at), dtype=np.uint8),
        disputed=np.zeros(len(at), dtype=bool),
    )
    always = Span(0, END_MS)
    part = held.Holding(span=always, readings=readings, hold_max_ms=hold_max_ms)
    return held.quarters(0, QUARTERS, held.segments([part], END_MS), [always], [])


@given(_states, st.integers(0, 1439), st.integers(1, 2_000))
def test_a_late_state_changes_no_quarter_outside_its_dirty_range(
    states: dict[int, float], at: int, hold_min: int
) -> None:
    states.pop(at, None)
    hold_ms = hold_min * MINUTE_MS
    before, after = _day(states, hold_ms), _day({**states, at: 1.0}, hold_ms)
    following = min((minute for minute in states if minute > at), default=None)
    span = dirty.of_state(
        at * MINUTE_MS, None if following is None else following * MINUTE_MS, hold_ms
    )

    changed = (before.total != after.total) | (before.observed_ms != after.observed_ms)
    touched = dirty.bucket_starts([span]) // QUARTER_MS
    assert set(np.flatnonzero(changed).tolist()) <= set(touched.tolist())


@given(st.lists(st.integers(0, 10_000_000), min_size=1, max_size=30, unique=True))
def test_a_late_vehicle_changes_no_headway_outside_its_dirty_range(times: list[int]) -> None:
    late, rest = times[0], np.array(sorted(times[1:]), dtype=np.int64)
    following = rest[rest > late]
    spans = dirty.of_vehicle(late, int(following[0]) if len(following) else None)

    whole = np.array(sorted(times), dtype=np.int64)
    before = dict(zip(rest.tolist(), headways(rest).tolist(), strict=True))
    for at, headway in zip(whole.tolist(), headways(whole).tolist(), strict=True):
        if at not in before or not (headway == before[at] or math.isnan(headway)):
            assert any(span.from_ms <= at < span.to_ms for span in spans)


def test_what_is_dirty_reaches_its_local_days_months_and_years() -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # already 2027 in Berlin
    spans = [Span(to_ms(late), to_ms(late) + 1), Span(to_ms(late), to_ms(late) + 5)]

    def starts(bucket: Bucket) -> list[str]:
        found: Int = dirty.propagated(spans, bucket, BERLIN)
        return [from_ms(at).astimezone(BERLIN).strftime("%Y-%m-%d %H") for at in found.tolist()]

    assert starts(Bucket.HOUR) == ["2027-01-01 00"]
    assert starts(Bucket.DAY) == ["2027-01-01 00"]
    assert starts(Bucket.YEAR) == ["2027-01-01 00"]
    assert len(dirty.propagated([], Bucket.DAY, BERLIN)) == 0
    assert len(dirty.bucket_starts([])) == 0


def test_a_fact_is_dirty_where_it_held_and_where_it_holds() -> None:
    assert dirty.of_fact(Span(0, 10), None) == [Span(0, 10)]
    assert dirty.of_fact(Span(0, 10), Span(20, 30)) == [Span(0, 10), Span(20, 30)]
    assert dirty.of_fact(None, None) == []


def test_the_first_anchor_changes_everything_before_and_the_last_all_after() -> None:
    first, last = dirty.of_anchor(None, 50, 90), dirty.of_anchor(50, 90, None)

    assert first.from_ms < 0
    assert first.to_ms == 90
    assert last == Span(51, END_MS)


_whole = st.lists(st.integers(-(10**6), 10**6), max_size=30)


@given(_whole, _whole, _whole)
def test_exact_states_add_up_in_any_order(one: list[int], two: list[int], three: list[int]) -> None:
    a, b, c = (moments.exact_of(np.array(x, dtype=np.int64)) for x in (one, two, three))
    pooled = moments.exact_of(np.array(one + two + three, dtype=np.int64))

    assert a.merged(b).merged(c) == c.merged(b.merged(a)) == pooled


@given(_whole, _whole)
def test_merged_deviations_are_those_of_all_values(one: list[int], two: list[int]) -> None:
    both = np.array(one + two, dtype=np.float64)
    found = moments.chan_of(np.array(one, dtype=np.float64)).merged(
        moments.chan_of(np.array(two, dtype=np.float64))
    )
    exact = moments.exact_of(np.array(one + two, dtype=np.int64))

    assert found.n == len(both)
    if len(both) > 1:
        assert found.variance() == pytest.approx(both.var(ddof=1), rel=1e-9, abs=1e-6)
        assert exact.variance() == pytest.approx(both.var(ddof=1), rel=1e-9, abs=1e-6)
        assert exact.mean() == pytest.approx(both.mean())
    else:
        assert math.isnan(found.variance())
        assert math.isnan(exact.variance())


def test_sums_of_squares_do_not_run_over() -> None:
    many = np.full(100, 10**9 - 1, dtype=np.int64)

    assert moments.exact_of(many).square == 100 * (10**9 - 1) ** 2
    assert moments.exact_of(many).variance() == 0.0
    with pytest.raises(ValueError, match="coarser unit"):
        moments.exact_of(np.array([10**9]))
