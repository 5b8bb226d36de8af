"""Spot checks and the fullest moment."""

import numpy as np
import pytest

from analytics.figure import Reason
from analytics.held import Segments
from analytics.parking import peaks, spot_check


def test_ninety_percent_is_not_below_ninety_percent() -> None:
    assert not spot_check.detection(9, 10).below
    assert spot_check.detection(899, 1000).below


def test_a_rate_is_surely_below_only_with_enough_seen() -> None:
    assert not spot_check.detection(8, 10).surely_below
    assert spot_check.detection(800, 1000).surely_below


def test_nothing_present_gives_no_rate_and_no_blame() -> None:
    nothing = spot_check.detection(0, 0)

    assert nothing.rate.reason is Reason.INSUFFICIENT_DATA
    assert not nothing.below


def test_more_detected_than_present_is_refused_with_the_remedy() -> None:
    with pytest.raises(ValueError, match="only what the sensor had right"):
        spot_check.detection(11, 10)


def test_checks_of_a_model_are_added_and_not_averaged() -> None:
    found = spot_check.by_label(["m", "m"], np.array([1, 95]), np.array([2, 98]))

    assert found["m"].rate.value == 0.96


def test_no_checks_give_no_labels() -> None:
    assert spot_check.by_label([], np.zeros(0, np.int64), np.zeros(0, np.int64)) == {}


def test_the_fullest_moment_of_nothing_is_withheld() -> None:
    none = np.zeros(0)
    empty = Segments(
        from_ms=none.astype(np.int64),
        to_ms=none.astype(np.int64),
        value=none,
        suspect=none.astype(bool),
    )

    assert peaks.fullest(empty).value.reason is Reason.INSUFFICIENT_DATA
    assert peaks.fullest(empty).time_ms is None


def test_one_sample_has_no_mean_over_time() -> None:
    assert peaks.mean_linear(np.array([5]), np.array([3.0])).reason is Reason.INSUFFICIENT_DATA
