"""Counts become quarter hours, day states and volumes, without loss and without guesses."""

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import day_state, volume
from analytics.civil import Bucket, bucket_span
from analytics.day_state import DayState, stack, unpack
from analytics.fold import fold
from analytics.intervals import Deployed, Readings
from analytics.intervals import quarters as interval_quarters
from analytics.quarters import DAY_MS, QUARTER_MS, QUARTERS, Quarters
from analytics.question import Question, Stream
from analytics.series import (
    volume_series,
)
from analytics.spans import BEGINNING_MS, END_MS, Span
from devices.quality import Flag
from devices.reading import DURATION_MAX_MS

BERLIN = ZoneInfo("Europe/Berlin")
ALWAYS = Span(BEGINNING_MS, END_MS)
HOUR_MS = 4 * QUARTER_MS


def counts(rows: list[tuple[int, int, float]], quality: int = 1) -> Readings:
    """Return readings of (start, duration, count), in ms."""
    start, duration, value = zip(*rows, strict=True)
    return Readings(
        start_ms=np.array(start, dtype=np.int64),
        duration_ms=np.array(duration, dtype=np.int64),
        value=np.array(value, dtype=np.float64),
        quality=np.full(len(rows), quality, dtype=np.uint8),
        disputed=np.zeros(len(rows), dtype=bool),
    )


def counted(rows: list[tuple[int, int, float]], count: int, span: Span = ALWAYS) -> Quarters:
    return interval_quarters(0, count, [Deployed(span=span, readings=counts(rows))])


@given(st.integers(0, 10**6), st.integers(1, 40 * DAY_MS // 1000), st.integers(0, QUARTER_MS - 1))
def test_the_parts_of_a_count_add_up(count: int, length_s: int, offset: int) -> None:
    duration = min(length_s * 1000, DURATION_MAX_MS)
    run = counted([(offset, duration, count)], 36 * QUARTERS)

    assert run.total.sum() == count
    assert run.observed_ms.sum() == duration
    assert (run.total == np.floor(run.total)).all()


@given(st.integers(0, 10_000), st.integers(0, 2 * HOUR_MS))
def test_a_move_splits_a_count_without_loss(count: int, at: int) -> None:
    readings = counts([(0, 2 * HOUR_MS, count)])
    before = interval_quarters(0, 8, [Deployed(span=Span(-1, at), readings=readings)])
    after = interval_quarters(0, 8, [Deployed(span=Span(at, END_MS), readings=readings)])

    assert before.total.sum() + after.total.sum() == count


def test_an_hour_of_a_clock_change_is_one_reading_of_two_hours() -> None:
    run = counted([(0, 2 * HOUR_MS, 17)], 8)

    hours = fold(volume.cross_section([run]), np.array([0, 4, 8]))
    both = fold(volume.cross_section([run]), np.array([0, 8]))

    assert np.isnan(volume.values(hours)).all()  # finer than what was counted
    assert volume.values(both).tolist() == [17]
    assert both.flag().tolist() == [Flag.GOOD]


def test_a_reading_that_overlaps_an_earlier_one_is_not_counted() -> None:
    run = counted([(0, HOUR_MS, 8), (3 * QUARTER_MS, HOUR_MS, 100)], 8)

    assert run.total.sum() == 8
    assert run.flag.tolist() == [1, 1, 1, 3, 3, 3, 3, 9]


def test_a_refused_reading_is_not_counted_and_an_absent_one_is_missing() -> None:
    part = Deployed(span=ALWAYS, readings=counts([(0, QUARTER_MS, 5)], quality=Flag.FAIL))

    run = interval_quarters(0, 2, [part])

    assert run.total.tolist() == [0, 0]
    assert run.flag.tolist() == [Flag.FAIL, Flag.MISSING]


def test_a_null_count_is_missing_and_never_zero() -> None:
    run = counted([(0, QUARTER_MS, np.nan), (QUARTER_MS, QUARTER_MS, 0)], 2)

    assert volume.values(fold(run, np.arange(3))).tolist()[1] == 0
    assert np.isnan(volume.values(fold(run, np.arange(3)))[0])


def test_calibration_applies_to_its_deployment_only() -> None:
    readings = counts([(0, QUARTER_MS, 10), (QUARTER_MS, QUARTER_MS, 10)])
    parts = [
        Deployed(span=Span(0, QUARTER_MS), readings=readings),
        Deployed(span=Span(QUARTER_MS, END_MS), readings=readings, factor=1.5),
    ]

    assert interval_quarters(0, 2, parts).total.tolist() == [10, 15]


def test_a_state_that_is_packed_is_read_back_the_same() -> None:
    state = DayState(day=20_000, quarters=_day_of([(3, 7)], 20_000), last_value=7.0, last_ms=5)

    again = unpack(20_000, state.pack())

    assert again == state
    assert again.pack() == state.pack()
    assert again.quarters.total.sum() == 7


def test_a_state_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="derive the day again"):
        unpack(0, b"\x63nonsense")


def test_days_are_laid_where_they_belong_and_others_stay_empty() -> None:
    states = {day: DayState(day=day, quarters=_day_of([(0, day)], day)).pack() for day in (1, 3)}

    run = stack(QUARTERS, 3 * QUARTERS, states)

    assert run.total[[0, QUARTERS, 2 * QUARTERS]].tolist() == [1, 0, 3]
    assert run.flag[QUARTERS] == Flag.MISSING


def _day_of(rows: list[tuple[int, float]], day: int) -> Quarters:
    """Return a day with counts in some quarters."""
    first = day * QUARTERS
    readings = counts([((first + q) * QUARTER_MS, QUARTER_MS, n) for q, n in rows])
    return interval_quarters(first, QUARTERS, [Deployed(span=ALWAYS, readings=readings)])


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-03-29", 92), ("2026-10-25", 100), ("2026-06-01", 96)]
)
@pytest.mark.parametrize("per_hour", [4, 1])
def test_a_local_day_expects_as_many_intervals_as_it_has(
    day: str, expected: int, per_hour: int
) -> None:
    span = bucket_span(date.fromisoformat(day), Bucket.DAY, BERLIN)
    stream = Stream(states={}, deployed=[ALWAYS], nominal_ms=HOUR_MS // per_hour)

    found = volume_series([stream], Question(window=span, bucket=Bucket.DAY, zone=BERLIN))

    assert found.n_expected.tolist() == [expected * per_hour // 4]
    assert np.isnan(found.value[0])
    assert found.flag.tolist() == [Flag.MISSING]


def test_a_cross_section_is_never_a_partial_sum() -> None:
    left = counted([(0, QUARTER_MS, 4), (QUARTER_MS, QUARTER_MS, 4)], 2)
    right = counted([(0, QUARTER_MS, 3)], 2)

    run = volume.cross_section([left, right])

    assert run.total.tolist() == [7, 0]
    assert run.observed_ms.tolist() == [QUARTER_MS, 0]
    whole = fold(run, np.array([0, 2]))
    assert np.isnan(volume.values(whole)[0])  # half of it is known: too little
    assert whole.flag().tolist() == [Flag.SUSPECT]


def test_a_part_that_is_not_deployed_is_not_asked() -> None:
    left = counted([(0, QUARTER_MS, 4), (QUARTER_MS, QUARTER_MS, 4)], 2)
    right = counted([(QUARTER_MS, QUARTER_MS, 3)], 2, Span(QUARTER_MS, END_MS))

    assert volume.cross_section([left, right]).total.tolist() == [4, 7]


def test_a_day_is_the_sum_of_what_is_known_and_says_how_much_that_is() -> None:
    day = 20_600
    state = DayState(day=day, quarters=_day_of([(40, 5), (41, 6)], day)).pack()
    window = Span(day * DAY_MS, (day + 1) * DAY_MS)
    stream = Stream(states={day: state}, deployed=[ALWAYS])

    found = volume_series(
        [stream], Question(window=window, bucket=Bucket.DAY, zone=ZoneInfo("UTC"))
    )

    assert found.value.tolist() == [11]
    assert (found.n_valid.tolist(), found.n_expected.tolist()) == ([2], [96])
    assert found.coverage.tolist() == [2 / 96]
    assert found.flag.tolist() == [Flag.SUSPECT]
    assert found.total is not None
    assert found.total.value.tolist() == [11]


def test_a_sensor_year_folds_in_milliseconds() -> None:
    states = {
        day: DayState(day=day, quarters=_day_of([(q, q) for q in range(QUARTERS)], day)).pack()
        for day in range(20_000, 20_366)
    }
    window = Span(20_000 * DAY_MS, 20_366 * DAY_MS)
    stream = Stream(states=states, deployed=[ALWAYS])

    found = volume_series([stream], Question(window=window, bucket=Bucket.DAY, zone=BERLIN))

    assert found.total is not None
    assert found.total.value[0] == 366 * sum(range(QUARTERS))
    assert day_state.VERSION == 1
