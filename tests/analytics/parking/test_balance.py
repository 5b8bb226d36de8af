"""The balance of counted car parks: anchors, drift, limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.figure import Reason
from analytics.parking import balance, limits
from analytics.parking.anchors import Anchors, Flow
from analytics.parking.drift import drift_rate

UNHURRIED = settings(deadline=None)
FLOWS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=40)


def flow(counts: list[tuple[int, int]]) -> Flow:
    """Entries and exits, one interval a unit of time; the first ends at 1."""
    told = np.array(counts, dtype=np.float64).reshape(-1, 2)
    return Flow(time_ms=np.arange(1, len(told) + 1), entries=told[:, 0], exits=told[:, 1])


def anchors(pairs: list[tuple[int, float]]) -> Anchors:
    return Anchors(
        time_ms=np.array([at for at, _ in pairs], dtype=np.int64),
        present=np.array([n for _, n in pairs], dtype=np.float64),
    )


@UNHURRIED
@given(counts=FLOWS, data=st.data())
def test_the_corrected_balance_meets_every_anchor_exactly(
    counts: list[tuple[int, int]], data: st.DataObject
) -> None:
    times = data.draw(st.sets(st.integers(0, len(counts)), min_size=1, max_size=8))
    told = anchors([(at, float(data.draw(st.integers(0, 500)))) for at in sorted(times)])
    passing = flow([(e + 1, x) for e, x in counts])  # somebody passes in every interval

    found = balance.corrected(passing, told)

    for at, present in zip(told.time_ms.tolist(), told.present.tolist(), strict=True):
        if at > told.time_ms[0]:
            assert found[at - 1] == present


@UNHURRIED
@given(counts=FLOWS, data=st.data())
def test_what_was_shown_does_not_change_when_a_later_anchor_comes(
    counts: list[tuple[int, int]], data: st.DataObject
) -> None:
    times = sorted(data.draw(st.sets(st.integers(0, len(counts)), min_size=2, max_size=8)))
    told = [(at, float(data.draw(st.integers(0, 500)))) for at in times]

    before = balance.online(flow(counts), anchors(told[:-1]))
    after = balance.online(flow(counts), anchors(told))

    assert np.array_equal(before[: times[-1]], after[: times[-1]], equal_nan=True)


def test_before_the_first_anchor_only_differences_are_known() -> None:
    passing = flow([(5, 0), (5, 0), (5, 0)])

    assert np.isnan(balance.corrected(passing, anchors([]))).all()
    assert np.isnan(balance.online(passing, anchors([]))).all()
    assert np.isnan(balance.corrected(passing, anchors([(2, 7)]))).tolist() == [True, True, False]


def test_the_rate_is_the_median_of_the_last_14_anchors() -> None:
    old, recent = [100.0] * 20, [2.0] * 14

    assert drift_rate(np.array(old + recent), np.full(34, 100.0)).value == 0.02
    nothing = drift_rate(np.zeros(3), np.zeros(3))
    assert nothing.reason is Reason.INSUFFICIENT_DATA


def test_drift_without_a_passage_is_left_as_a_step() -> None:
    passing = flow([(0, 0), (0, 0), (1, 0)])

    found = balance.corrected(passing, anchors([(0, 10), (2, 7)]))

    assert found.tolist() == [10, 10, 8]


@UNHURRIED
@given(
    start=st.integers(0, 20),
    steps=st.lists(st.integers(-15, 15), max_size=60),
    capacity=st.integers(1, 30),
)
def test_a_kept_balance_is_the_one_that_is_stopped_at_its_limits(
    start: int, steps: list[int], capacity: int
) -> None:
    """As if every vehicle were counted one after the other by somebody who knows the limits."""
    most = capacity * 1.05
    path = np.array([start + sum(steps[:k]) for k in range(len(steps) + 1)], dtype=np.float64)
    at, stopped = min(float(start), most), []
    for k in range(len(path)):
        at = at if k == 0 else min(max(at + path[k] - path[k - 1], 0.0), most)
        stopped.append(at)

    found = limits.kept(path, capacity)

    assert found.present == pytest.approx(stopped, abs=1e-9)
    assert not limits.impossible(found.present, capacity).any()


def test_a_possible_balance_is_kept_as_it_is() -> None:
    found = limits.kept(np.array([0.0, 40, 42, 3]), 40)

    assert found.present.tolist() == [0, 40, 42, 3]
    assert not found.moved.any()
    assert len(limits.kept(np.zeros(0), 40).present) == 0


def test_the_moves_are_told() -> None:
    found = limits.kept(np.array([1.0, -2, -2, 60, 20]), 40)

    assert found.moved.tolist() == [False, True, False, True, False]


def test_a_balance_without_a_known_rate_is_doubted_by_age_alone() -> None:
    day = limits.ANCHOR_AGE_MAX_MS

    assert limits.doubtful(np.array([day, day + 1]), np.zeros(2), 100, None).tolist() == [
        False,
        True,
    ]


def test_the_error_of_a_passage_needs_two_anchors() -> None:
    one = limits.passage_error(np.array([3.0]), np.array([9.0]), 0.0)

    assert one.reason is Reason.INSUFFICIENT_DATA
