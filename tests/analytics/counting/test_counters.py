"""Running totals: run-over or start again, joined anywhere, spread over buckets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.counting import counters

READINGS = st.lists(st.integers(0, 60), min_size=2, max_size=30)


@given(READINGS, st.data())
def test_a_run_may_be_cut_anywhere_and_joined_again(read: list[int], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(read) - 1))
    at, total = np.arange(len(read)) * 60_000, np.array(read, dtype=np.float64)
    parts = [counters.summary(at[:cut], total[:cut]), counters.summary(at[cut:], total[cut:])]

    assert counters.joined(parts) == counters.summary(at, total)


@given(READINGS, st.integers(61, 500), st.integers(0, 400))
def test_a_counter_that_runs_over_counts_as_one_that_never_does(
    steps: list[int], modulus: int, first: int
) -> None:
    true = first + np.cumsum([0, *steps])
    at = np.arange(len(true)) * 60_000
    found = counters.steps(at, true % modulus * 1.0, modulus=modulus, rate_max_per_s=1.0)

    assert found.counted.tolist() == steps
    assert not found.restarted.any()


@given(READINGS)
def test_buckets_add_up_to_what_was_counted(read: list[int]) -> None:
    at, total = np.arange(len(read)) * 700, np.array(read, dtype=np.float64)
    whole = counters.adjusted(total[0], counters.steps(at, total))
    edges = np.arange(0, at[-1] + 1_001, 1_000)

    found = counters.in_buckets(at, whole, edges)
    assert np.nansum(found) == pytest.approx(whole[-1] - whole[0], abs=1e-9)


def test_a_fall_far_from_the_range_is_a_start_again() -> None:
    at = np.array([0, 60_000])
    found = counters.steps(at, np.array([40_000.0, 12.0]), modulus=65_536, rate_max_per_s=2.0)

    assert found.counted.tolist() == [12.0]
    assert found.restarted.tolist() == [True]


@pytest.mark.parametrize("at", [[0, 5, 2], [0, 5, 5]])
def test_readings_out_of_order_are_refused(at: list[int]) -> None:
    with pytest.raises(counters.OrderError, match="reading 2 is not later"):
        counters.summary(np.array(at), np.array([0.0, 10.0, 9.0]))


def test_one_reading_counts_nothing_and_none_is_refused() -> None:
    one = counters.summary(np.array([0]), np.array([7.0]))

    assert (one.delta, one.resets, one.changes) == (0.0, 0, 0)
    assert counters.joined([one]) == one
    with pytest.raises(ValueError, match="no reading"):
        counters.summary(np.array([], dtype=np.int64), np.array([]))


def test_a_bucket_outside_the_readings_is_not_known() -> None:
    found = counters.in_buckets(np.array([10, 20]), np.array([0.0, 5.0]), np.array([0, 10, 20, 30]))
    nothing = counters.in_buckets(np.array([]), np.array([]), np.array([0, 10]))

    np.testing.assert_array_equal(found, [np.nan, 5.0, np.nan])
    np.testing.assert_array_equal(nothing, [np.nan])
