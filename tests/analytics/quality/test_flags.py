"""Tests of single values: what each flags, what missing values do, and that the worst flag wins."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analytics.quality import flatness, qartod, rules
from analytics.quality.duplicates import Arrival, arrivals
from devices.quality import Flag

VALUES = arrays.arrays(
    np.float64,
    st.integers(0, 60),
    elements=st.one_of(st.just(np.nan), st.floats(-1e4, 1e4), st.integers(0, 5).map(float)),
)
TESTS = {
    "gross range": lambda v: qartod.gross_range(v, fail=(0, 600), suspect=(0, 300)),
    "spike average": lambda v: qartod.spike_average(v, suspect=5, fail=50),
    "spike differential": lambda v: qartod.spike_differential(v, suspect=5, fail=50),
    "rate": lambda v: qartod.rate_of_change(
        v, np.arange(len(v)) * 60.0, suspect_per_s=0.1, fail_per_s=1
    ),
    "flat line": lambda v: flatness.flat_line(v, step_s=1, suspect_s=3, fail_s=6, tolerance=0.1),
    "attenuated std": lambda v: flatness.attenuated_std(v, window=4, suspect=2, fail=1),
    "attenuated range": lambda v: flatness.attenuated_range(v, window=4, suspect=2, fail=1),
}


@pytest.mark.parametrize("name", TESTS)
@given(value=VALUES)
def test_a_test_flags_each_value_and_exactly_the_missing_ones_as_missing(
    name: str, value: np.ndarray
) -> None:
    flags = TESTS[name](value)

    assert len(flags) == len(value)
    assert ((flags == Flag.MISSING) == np.isnan(value)).all()
    assert set(flags.tolist()) <= {flag.value for flag in Flag}


@given(value=VALUES)
def test_a_stricter_test_is_never_milder(value: np.ndarray) -> None:
    strict = qartod.spike_differential(value, suspect=1, fail=10)
    mild = qartod.spike_differential(value, suspect=5, fail=50)

    assert (strict >= mild).all()


def test_an_empty_series_has_no_flags() -> None:
    for test in TESTS.values():
        assert len(test(np.zeros(0))) == 0


def test_a_suspect_span_beyond_the_fail_span_is_refused() -> None:
    with pytest.raises(ValueError, match="reaches beyond"):
        qartod.gross_range(np.zeros(1), fail=(0, 10), suspect=(0, 11))


@given(
    vectors=st.lists(
        arrays.arrays(np.uint8, 8, elements=st.sampled_from([1, 2, 3, 4, 9])),
        min_size=1,
        max_size=5,
    )
)
def test_one_failed_test_fails_and_the_order_does_not_matter(vectors: list[np.ndarray]) -> None:
    together = qartod.aggregate(vectors)

    assert (together == qartod.aggregate(vectors[::-1])).all()
    assert ((together == Flag.FAIL) == (np.stack(vectors) == Flag.FAIL).any(axis=0)).all()
    assert ((together == Flag.MISSING) == (np.stack(vectors) == Flag.MISSING).all(axis=0)).all()


@given(holds=arrays.arrays(np.bool_, st.integers(0, 40)))
def test_the_length_of_a_run_is_counted_as_by_hand(holds: np.ndarray) -> None:
    by_hand, length = [], 0
    for one in holds:
        length = length + 1 if one else 0
        by_hand.append(length)

    assert rules.run_lengths(holds).tolist() == by_hand


def test_a_missing_hour_ends_a_run_of_zeros() -> None:
    assert not rules.has_zero_run(np.array([0.0] * 5 + [np.nan] + [0.0] * 5))


@given(
    times=st.lists(st.integers(0, 5), max_size=30), values=st.lists(st.integers(0, 2), min_size=30)
)
def test_of_each_key_one_reading_is_first_and_conflicts_differ_from_it(
    times: list[int], values: list[int]
) -> None:
    time, value = np.array(times, dtype=np.int64), np.array(values[: len(times)], dtype=float)
    found = arrivals(time, value)

    assert np.count_nonzero(found == Arrival.FIRST) == len(set(times))
    for at in set(times):
        of_key = np.flatnonzero(time == at)
        assert found[of_key[0]] == Arrival.FIRST
        differs = value[of_key] != value[of_key[0]]
        assert ((found[of_key] == Arrival.CONFLICT) == differs).all()


def test_a_number_of_the_device_keeps_two_readings_of_one_time_apart() -> None:
    time, value = np.array([5, 5]), np.array([1.0, 2.0])

    assert arrivals(time, value).tolist() == [Arrival.FIRST, Arrival.CONFLICT]
    assert arrivals(time, value, np.array([1, 2])).tolist() == [Arrival.FIRST, Arrival.FIRST]
