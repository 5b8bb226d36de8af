"""Sensors that hang, sleep or flap, and those that do not."""

import math

import numpy as np

from analytics.figure import Reason
from analytics.parking import stuck
from analytics.parking.records import stays_of
from analytics.quarters import Float
from analytics.spans import Span
from devices.quality import Flag

NAN = float("nan")
MINUTE_MS = 60_000


def limit(lasted: Float, **rules: float) -> stuck.Figure:
    return stuck.duration_limit(
        lasted, np.ones(len(lasted), dtype=bool), np.zeros(len(lasted)), **rules
    )


def test_a_small_sample_does_not_make_its_longest_stay_the_limit() -> None:
    lasted = np.random.default_rng(2).exponential(45, 200)

    found = limit(lasted).value

    assert found is not None
    assert lasted.max() < found
    assert 300 < found < 600  # the true one is 414


def test_a_long_tail_lengthens_the_limit() -> None:
    rng = np.random.default_rng(2)
    short = rng.exponential(45, 1000)
    residents = rng.exponential(600, 150)

    usual, mixed = limit(short).value, limit(np.concatenate([short, residents])).value

    assert usual is not None
    assert mixed is not None
    assert mixed > 5 * usual


def test_residents_are_never_stuck_before_72_hours() -> None:
    lasted = np.random.default_rng(2).exponential(45, 1000)

    assert limit(lasted, floor_min=stuck.RESIDENTIAL_MIN).value == 72 * 60


def test_too_few_ends_give_no_limit() -> None:
    assert limit(np.arange(1.0, 15.0)).reason is Reason.INSUFFICIENT_DATA
    assert limit(np.zeros(0)).reason is Reason.INSUFFICIENT_DATA
    # rounded to half hours all ended at once: no tail is known, and nothing is stuck
    assert limit(np.full(100, 30.0)).reason is Reason.INSUFFICIENT_DATA


def test_a_curve_that_reaches_the_threshold_needs_no_tail() -> None:
    lasted = np.concatenate([np.full(30_000, 10.0), np.full(25, 90.0)])

    found = limit(lasted, xi=1e-3).value

    assert found == 10.0
    assert math.isclose(stuck.exponential_limit(45, 1.0), 0.0)


def test_stuck_time_is_the_whole_stretch() -> None:
    stays = stays_of(np.zeros(2), np.array([0.0, 100]), np.array([50.0, 900]))

    assert stuck.stuck_time(stays, 60) == [Span(100, 900)]


def test_a_bay_without_events_among_quiet_neighbours_is_not_stuck() -> None:
    assert stuck.inactive(np.zeros(9), np.full((5, 9), 3.0)).tolist() == [Flag.GOOD] * 9


def test_four_neighbours_or_an_unknown_day_give_no_verdict() -> None:
    own = np.array([0.0, 0, NAN, 0, 0, 0])

    assert set(stuck.inactive(own, np.full((4, 6), 9.0)).tolist()) == {Flag.NOT_EVALUATED}
    assert set(stuck.inactive(own, np.zeros((0, 6))).tolist()) == {Flag.NOT_EVALUATED}
    assert stuck.inactive(own, np.full((5, 6), 9.0)).tolist() == [1, 1, 2, 1, 1, 3]


def test_the_verdict_of_a_day_does_not_know_later_days() -> None:
    own = np.array([0.0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0])
    neighbours = np.full((6, 12), 9.0)
    neighbours[0, 3] = NAN

    whole = stuck.inactive(own, neighbours)

    for day in range(1, 13):
        assert stuck.inactive(own[:day], neighbours[:, :day]).tolist() == whole[:day].tolist()
    assert whole.tolist() == [1, 1, 3, 3, 1, 1, 1, 3, 3, 3, 3, 4]


def test_twenty_changes_an_hour_are_not_flapping_and_one_more_is() -> None:
    spread = np.arange(20) * 3 * MINUTE_MS

    assert not stuck.flapping(spread).any()
    assert stuck.flapping(np.append(spread, 59 * MINUTE_MS)).tolist() == [False] * 20 + [True]
    assert stuck.flapping(np.zeros(0, dtype=np.int64)).tolist() == []
