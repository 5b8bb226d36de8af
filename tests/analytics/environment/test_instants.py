"""Samples and averaged readings laid into quarters: what holds of any of them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.day_state import pack_days
from analytics.environment import levels, means
from analytics.environment.instants import (
    STEP_DEFAULT_MS,
    Sampled,
    known,
    level_quarters,
    quarters,
)
from analytics.fold import fold
from analytics.intervals import Readings
from analytics.quarters import QUARTER_MS, QUARTERS, Quarters, no_ends
from analytics.spans import END_MS, Span
from devices.quality import Flag

MINUTE_MS = 60_000
ALWAYS = Span(0, END_MS)
HOUR = np.array([0, 4])


def told(rows: list[tuple[float, float]], minutes: float = 0, quality: int = 1) -> Readings:
    """Return readings of (minute, value), averaged over so many minutes."""
    count = len(rows)
    return Readings(
        start_ms=np.array([round(at * MINUTE_MS) for at, _ in rows], dtype=np.int64),
        duration_ms=np.full(count, round(minutes * MINUTE_MS), dtype=np.int64),
        value=np.array([value for _, value in rows], dtype=np.float64),
        quality=np.full(count, quality, dtype=np.uint8),
        disputed=np.zeros(count, dtype=bool),
    )


def sampled(readings: Readings, step_min: float = 10) -> list[Sampled]:
    return [Sampled(span=ALWAYS, readings=readings, step_ms=round(step_min * MINUTE_MS))]


def day_of(readings: Readings, step_min: float = 10) -> Quarters:
    return quarters(0, QUARTERS, sampled(readings, step_min), [ALWAYS])


def test_a_sample_stands_until_the_next_one_and_at_most_two_steps() -> None:
    found = known(sampled(told([(0, 1.0), (10, 2.0), (60, 3.0)])))

    assert (found.from_ms // MINUTE_MS).tolist() == [0, 10, 60]
    assert (found.to_ms // MINUTE_MS).tolist() == [10, 30, 80]


def test_an_averaged_reading_stands_for_its_interval() -> None:
    found = known(sampled(told([(0, 1.0), (10, 2.0), (15, 3.0)], minutes=10)))

    assert (found.to_ms // MINUTE_MS).tolist() == [10, 15, 25]


def test_an_hour_is_weighted_by_time_and_not_by_samples() -> None:
    dense = [(minute, 0.0) for minute in range(30)]
    sparse = [(30.0, 10.0), (50.0, 10.0)]
    run = day_of(told(dense + sparse))

    assert means.of_buckets(fold(run, HOUR)).tolist() == [5.0]
    assert run.low[:4].tolist() == [0.0, 0.0, 10.0, 10.0]


def test_an_hour_with_less_than_three_quarters_of_its_time_has_no_mean() -> None:
    full, short = told([(0, 7.0), (25, 7.0)], minutes=22.5), told([(0, 7.0)], minutes=44.9)

    assert means.of_buckets(fold(day_of(full), HOUR)).tolist() == [7.0]
    assert np.isnan(means.of_buckets(fold(day_of(short), HOUR))).all()


def test_no_bucket_is_finer_than_the_readings() -> None:
    run = day_of(told([(0, 12.0), (60, 14.0)], minutes=60))

    assert run.grain[:9].tolist() == [4] * 8 + [0]
    assert np.isnan(means.of_buckets(fold(run, np.array([0, 1, 2])))).all()
    assert means.of_buckets(fold(run, np.array([0, 4, 8]))).tolist() == [12.0, 14.0]


def test_a_null_ends_what_was_known_and_a_refused_value_enters_no_mean() -> None:
    assert known(sampled(told([(0, 1.0), (5, math.nan)]))).to_ms.tolist() == [5 * MINUTE_MS]
    assert len(known(sampled(told([(0, 1.0)], quality=Flag.FAIL))).value) == 0


def test_excluded_time_is_not_in_the_mean() -> None:
    rows = told([(minute, 60.0 if minute < 10 else 90.0) for minute in range(15)])
    wind = Span(10 * MINUTE_MS, 15 * MINUTE_MS)
    run = level_quarters(0, 4, sampled(rows, 1), [ALWAYS], [wind])

    assert run.closed_ms[0] == 5 * MINUTE_MS
    assert run.observed_ms[0] == 10 * MINUTE_MS
    assert 10 * math.log10(run.total[0] / run.observed_ms[0]) == pytest.approx(60)


def test_nothing_is_known_without_readings() -> None:
    run = day_of(told([]))

    assert run.observed_ms.sum() == 0
    assert run.flag.tolist() == [Flag.MISSING] * QUARTERS
    assert np.isnan(means.of_buckets(fold(run, HOUR))).all()
    assert np.isnan(levels.of_buckets(fold(run, HOUR))).all()
    assert quarters(0, 4, [], [ALWAYS]).observed_ms.sum() == 0


def test_a_device_without_a_step_is_trusted_for_half_an_hour() -> None:
    found = known([Sampled(span=ALWAYS, readings=told([(0, 1.0)]))])

    assert found.to_ms.tolist() == [2 * STEP_DEFAULT_MS]


_minutes = st.lists(st.integers(0, 24 * 60 - 1), min_size=1, max_size=40, unique=True)


@given(_minutes, st.floats(-60, 160, allow_subnormal=False))
def test_the_mean_of_a_constant_is_the_constant(minutes: list[int], value: float) -> None:
    rows = told([(minute, value) for minute in sorted(minutes)])
    hours = fold(day_of(rows), np.arange(0, QUARTERS + 1, 4))
    found = means.of_buckets(hours)

    assert found[~np.isnan(found)] == pytest.approx(value)
    assert (hours.observed_ms <= hours.expected_ms).all()


@given(_minutes, st.floats(0, 140))
def test_the_equivalent_level_of_a_constant_is_the_constant(
    minutes: list[int], level: float
) -> None:
    rows = told([(minute, level) for minute in sorted(minutes)])
    run = level_quarters(0, QUARTERS, sampled(rows), [ALWAYS])
    found = levels.of_buckets(fold(run, np.arange(0, QUARTERS + 1, 4)))

    assert found[~np.isnan(found)] == pytest.approx(level)
    assert run.high[run.observed_ms > 0] == pytest.approx(level)


@given(
    st.lists(st.tuples(st.integers(0, 1439), st.floats(-20, 120)), min_size=1, max_size=30),
    st.integers(0, 1439),
)
def test_a_late_sample_changes_nothing_before_it_and_nothing_after_two_steps(
    rows: list[tuple[int, float]], at: int
) -> None:
    first = sorted({minute: value for minute, value in rows if minute != at}.items())
    with_it = sorted([*first, (at, 55.0)])
    before, after = day_of(told(list(first))), day_of(told(list(with_it)))
    changed = np.flatnonzero(
        (before.total != after.total) | (before.observed_ms != after.observed_ms)
    )

    assert (changed >= at * MINUTE_MS // QUARTER_MS).all()
    assert (changed <= (at + 20) * MINUTE_MS // QUARTER_MS).all()


def test_a_day_packs_as_every_other_day_state() -> None:
    run = day_of(told([(minute, 20.0) for minute in range(0, 1440, 10)]))

    assert list(pack_days(run, no_ends(1))) == [0]
