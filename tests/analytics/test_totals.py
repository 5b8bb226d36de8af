"""What was counted between readings of a running counter."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import intervals, totals
from analytics.intervals import Deployed, Readings
from analytics.quarters import QUARTER_MS
from analytics.spans import BEGINNING_MS, END_MS, Span
from analytics.touching import moved
from devices.quality import Flag

ALWAYS = Span(BEGINNING_MS, END_MS)
STEP_MS = 600_000


def told(
    values: Sequence[float | None], step_ms: int = STEP_MS, quality: Sequence[int] | None = None
) -> Readings:
    """Readings of a total, one each step."""
    n = len(values)
    return Readings(
        start_ms=np.arange(n, dtype=np.int64) * step_ms,
        duration_ms=np.zeros(n, dtype=np.int64),
        value=np.array([np.nan if v is None else v for v in values], dtype=np.float64),
        quality=np.array(quality or [Flag.GOOD] * n, dtype=np.uint8),
        disputed=np.zeros(n, dtype=bool),
    )


def test_what_lies_between_two_totals_is_counted_from_one_to_the_other() -> None:
    found = totals.between(told([7, 7, 12]), 2**16)

    assert found.start_ms.tolist() == [0, STEP_MS]
    assert found.duration_ms.tolist() == [STEP_MS, STEP_MS]
    assert found.value.tolist() == [0, 5]


@pytest.mark.parametrize("bits", [16, 32])
def test_a_counter_that_runs_over_goes_on(bits: int) -> None:
    found = totals.between(told([2**bits - 3, 4]), 2**bits)

    assert found.value.tolist() == [7]
    assert found.quality.tolist() == [Flag.GOOD]


@pytest.mark.parametrize(
    ("before", "after", "wrap"),
    [
        (500, 3, 2**16),  # a power cut
        (500, 3, None),
        (40_000, 0, 2**16),  # far from running over
        (500, 490, 2**16),  # set by hand
        (2**32 - 20, 6_000 * 10, 2**32),  # more than can pass in ten minutes
        (70_000, 10, 2**16),  # a counter that cannot have told this
    ],
)
def test_a_counter_that_starts_again_leaves_the_time_unknown(
    before: int, after: int, wrap: int | None
) -> None:
    found = totals.between(told([before, after, after + 2]), wrap)

    assert np.isnan(found.value[0])
    assert found.quality.tolist() == [Flag.MISSING, Flag.GOOD]
    assert found.value[1] == 2


def test_a_leap_that_nobody_can_count_is_refused() -> None:
    found = totals.between(told([0, 2**31]), 2**32)

    assert np.isnan(found.value[0])
    assert found.quality.tolist() == [Flag.FAIL]


def test_unknown_and_refused_totals_are_passed_over() -> None:
    good, fail = Flag.GOOD, Flag.FAIL
    found = totals.between(told([5, None, 9_000, 8], quality=[good, good, fail, good]), None)

    assert found.value.tolist() == [3]
    assert found.duration_ms.tolist() == [3 * STEP_MS]


def test_a_doubted_total_makes_both_its_intervals_doubtful() -> None:
    good, suspect = Flag.GOOD, Flag.SUSPECT
    found = totals.between(told([1, 2, 3, 4], quality=[good, suspect, good, good]), None)

    assert found.quality.tolist() == [suspect, suspect, good]


def test_a_gap_too_long_says_nothing() -> None:
    found = totals.between(told([1, 2], totals.GAP_MAX_MS + 1), None)

    assert np.isnan(found.value[0])


@pytest.mark.parametrize("count", [0, 1])
def test_one_total_alone_counts_nothing(count: int) -> None:
    assert len(totals.between(told([1] * count), 2**16)) == 0


@given(
    st.lists(st.tuples(st.integers(1, 7_200), st.integers(0, 50)), min_size=1, max_size=40),
    st.integers(0, 2**16 - 1),
)
def test_no_count_is_lost_or_doubled_whatever_the_counter_shows(
    steps: list[tuple[int, int]], first: int
) -> None:
    """The true counts, seen through a 16-bit counter, add up over every quarter."""
    time_ms = np.cumsum([0, *(gap * 1_000 for gap, _ in steps)])
    total = (first + np.cumsum([0, *(n for _, n in steps)])) % 2**16
    readings = Readings(
        start_ms=time_ms.astype(np.int64),
        duration_ms=np.zeros(len(time_ms), dtype=np.int64),
        value=total.astype(np.float64),
        quality=np.ones(len(time_ms), dtype=np.uint8),
        disputed=np.zeros(len(time_ms), dtype=bool),
    )

    counted = totals.between(readings, 2**16)

    run = intervals.quarters(
        0, int(time_ms[-1]) // QUARTER_MS + 1, [Deployed(span=ALWAYS, readings=counted)]
    )
    assert run.total.sum() == sum(n for _, n in steps)
    assert run.observed_ms.sum() == time_ms[-1]


@given(st.lists(st.integers(0, 20), min_size=3, max_size=30), st.data())
def test_a_missing_total_moves_counts_but_loses_none(
    counts: list[int], data: st.DataObject
) -> None:
    total = np.cumsum(counts).tolist()
    lost = data.draw(st.integers(1, len(total) - 2))
    whole = totals.between(told(total), None)
    holey = totals.between(told([None if k == lost else v for k, v in enumerate(total)]), None)

    assert holey.value.sum() == whole.value.sum()
    assert holey.duration_ms.sum() == whole.duration_ms.sum()
    assert len(holey) == len(whole) - 1


def framed(starts_s: Sequence[float], length_s: float = 600, value: float = 10) -> Readings:
    """Counts whose start is the time of a frame less the interval."""
    n = len(starts_s)
    return Readings(
        start_ms=np.array([round(s * 1000) for s in starts_s], dtype=np.int64),
        duration_ms=np.full(n, round(length_s * 1000), dtype=np.int64),
        value=np.full(n, value),
        quality=np.ones(n, dtype=np.uint8),
        disputed=np.zeros(n, dtype=bool),
    )


@given(st.lists(st.floats(-2, 2), min_size=9, max_size=9))
def test_frames_that_come_a_little_early_or_late_leave_no_gap_and_no_overlap(
    jitter: list[float],
) -> None:
    starts = [7.123 + 600 * k + late for k, late in enumerate(jitter)]
    readings = framed(starts)
    ends_ms = readings.start_ms + readings.duration_ms

    run = intervals.quarters(0, 8, [Deployed(span=ALWAYS, readings=readings)])

    assert run.total.sum() == 90
    assert run.observed_ms.sum() == ends_ms[-1] - readings.start_ms[0]
    assert set(run.flag[1:5].tolist()) == {Flag.GOOD}
    assert set(run.grain[:6].tolist()) == {1}


def test_a_quarter_hour_that_lasts_a_second_longer_is_a_quarter_hour() -> None:
    run = intervals.quarters(
        0, 4, [Deployed(span=ALWAYS, readings=framed([0.5, 901.7, 1801.2], 900))]
    )

    assert run.grain.tolist()[:3] == [1, 1, 1]
    assert run.total.sum() == 30


def test_starts_by_a_clock_are_left_as_they_are() -> None:
    frames, by_clock = framed([0, 599]), framed([0, 540])
    both = np.ones(2, dtype=bool)

    assert moved(frames.start_ms, frames.duration_ms, both).tolist() == [0, 600_000]
    assert moved(by_clock.start_ms, by_clock.duration_ms, both).tolist() == [0, 540_000]


def test_a_lost_frame_leaves_its_gap() -> None:
    run = intervals.quarters(
        0, 4, [Deployed(span=ALWAYS, readings=framed([0.1, 600.3, 1800.2, 2400.4]))]
    )

    assert run.observed_ms.sum() == 2 * (1_200_000 + 200)
    assert run.total.sum() == 40
