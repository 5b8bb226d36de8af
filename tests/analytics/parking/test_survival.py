"""Kaplan-Meier: what it must equal, and when it says nothing."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.figure import Reason
from analytics.parking import durations, survival
from analytics.parking.proportions import beta_cdf, beta_quantile, jeffreys, wilson
from analytics.parking.stays import Stays
from analytics.spans import Span

MINUTE_MS = 60_000
#: Other work on the machine makes no test fail.
UNHURRIED = settings(deadline=None)
DURATIONS = st.lists(st.integers(1, 50), min_size=1, max_size=60)


@UNHURRIED
@given(lasted=DURATIONS)
def test_without_censoring_the_curve_is_the_share_that_lasts_longer(lasted: list[int]) -> None:
    duration = np.array(lasted, dtype=np.float64)

    curve = survival.kaplan_meier(duration, np.ones(len(lasted), dtype=bool))

    empirical = [(duration > age).mean() for age in curve.age]
    assert curve.survival == pytest.approx(empirical)
    mean = survival.restricted_mean(curve, float(duration.max())).value
    assert mean == pytest.approx(duration.mean())


@UNHURRIED
@given(lasted=DURATIONS, data=st.data())
def test_the_counts_are_those_of_the_definition(lasted: list[int], data: st.DataObject) -> None:
    count = len(lasted)
    entry = np.array(data.draw(st.lists(st.integers(0, 50), min_size=count, max_size=count)))
    ended = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    duration = np.array(lasted, dtype=np.float64)

    curve = survival.kaplan_meier(duration, ended, entry.astype(np.float64))

    under = entry < duration
    for age, at_risk, gone in zip(curve.age, curve.at_risk, curve.ended, strict=True):
        assert at_risk == (under & (entry < age) & (age <= duration)).sum()
        assert gone == (under & (duration == age) & ended).sum()
    assert np.all(np.diff(np.append(1.0, curve.survival)) <= 0)


@UNHURRIED
@given(lasted=DURATIONS, data=st.data())
def test_the_interval_holds_the_curve_and_never_leaves_0_to_1(
    lasted: list[int], data: st.DataObject
) -> None:
    count = len(lasted)
    ended = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))

    curve = survival.kaplan_meier(np.array(lasted, dtype=np.float64), ended)
    low, high = survival.log_log_interval(curve)

    inner = (curve.survival > 0) & (curve.survival < 1)
    assert np.isnan(low[~inner]).all()
    assert np.all((low[inner] >= 0) & (low[inner] <= curve.survival[inner]))
    assert np.all((high[inner] <= 1) & (high[inner] >= curve.survival[inner]))


def test_greenwood_without_censoring_is_the_binomial_error() -> None:
    curve = survival.kaplan_meier(np.arange(1.0, 11.0), np.ones(10, dtype=bool))

    binomial = np.sqrt(curve.survival * (1 - curve.survival) / 10)
    assert survival.standard_error(curve) == pytest.approx(binomial)


def test_nothing_under_observation_says_nothing() -> None:
    empty = survival.kaplan_meier(np.zeros(0), np.zeros(0, dtype=bool))

    assert survival.percentile(empty, 50).reason is Reason.INSUFFICIENT_DATA
    assert survival.percentile(empty, 50, events_min=0).reason is Reason.NOT_REACHED
    assert survival.restricted_mean(empty, 10).reason is Reason.NOT_REACHED
    assert np.isnan(survival.survival_at(empty, np.array([3.0]))).all()


def test_what_only_goes_on_reaches_no_percentile_and_no_mean() -> None:
    still = survival.kaplan_meier(np.full(40, 60.0), np.zeros(40, dtype=bool))

    assert survival.percentile(still, 50, events_min=0).reason is Reason.NOT_REACHED
    assert survival.restricted_mean(still, 120).reason is Reason.NOT_REACHED


def test_a_percentile_is_reached_where_a_product_of_fractions_says_so() -> None:
    # 1 - 3/10 and so on multiply to 0.1 but for the last bit
    curve = survival.kaplan_meier(np.arange(1.0, 11.0), np.ones(10, dtype=bool))

    assert survival.percentile(curve, 50, events_min=0).value == 5.0
    assert survival.percentile(curve, 60, events_min=0).value == 6.0


def test_a_departure_at_the_end_of_one_window_is_no_second_one_in_the_next() -> None:
    yes = np.ones(1, dtype=bool)
    stay = Stays(
        bay=np.zeros(1, dtype=np.int64),
        begin_ms=np.array([0]),
        end_ms=np.array([10 * MINUTE_MS]),
        arrived=yes,
        departed=yes,
        vehicle=np.zeros(1, dtype=np.int64),
    )

    first = durations.in_window(stay, Span(0, 10 * MINUTE_MS)).curve()
    second = durations.in_window(stay, Span(10 * MINUTE_MS, 20 * MINUTE_MS)).curve()

    assert first.ended.tolist() == [1]
    assert second.ended.tolist() == []


def test_windows_put_together_tell_what_one_window_tells() -> None:
    """Delayed entry makes cutting at midnight harmless, which clipping does not."""
    rng = np.random.default_rng(3)
    begin = np.sort(rng.integers(0, 90, 300)) * MINUTE_MS
    stays = Stays(
        bay=np.arange(300),
        begin_ms=begin,
        end_ms=begin + rng.integers(1, 60, 300) * MINUTE_MS,
        arrived=np.ones(300, dtype=bool),
        departed=np.ones(300, dtype=bool),
        vehicle=np.arange(300),
    )
    cuts = [0, 37 * MINUTE_MS, 80 * MINUTE_MS, 200 * MINUTE_MS]
    parts = [durations.in_window(stays, Span(a, b)) for a, b in pairwise(cuts)]

    whole = durations.in_window(stays, Span(0, cuts[-1])).curve()
    together = survival.kaplan_meier(
        np.concatenate([part.duration_min for part in parts]),
        np.concatenate([part.ended for part in parts]),
        np.concatenate([part.entry_min for part in parts]),
    )

    assert together.survival == pytest.approx(whole.survival)
    assert together.at_risk.tolist() == whole.at_risk.tolist()


def test_a_stay_without_an_arrival_is_told_but_has_no_duration() -> None:
    stays = Stays(
        bay=np.zeros(1, dtype=np.int64),
        begin_ms=np.array([0]),
        end_ms=np.array([MINUTE_MS]),
        arrived=np.zeros(1, dtype=bool),
        departed=np.ones(1, dtype=bool),
        vehicle=np.zeros(1, dtype=np.int64),
    )

    found = durations.in_window(stays, Span(0, 10 * MINUTE_MS))

    assert len(found.duration_min) == 0
    assert found.n_arrival_unknown == 1
    assert durations.mean_within(found, 60).reason is Reason.NOT_REACHED
    assert durations.duration_percentile(found, 85).reason is Reason.INSUFFICIENT_DATA


@UNHURRIED
@given(st.integers(1, 40), st.integers(1, 40), st.floats(0.01, 0.99))
def test_the_beta_distribution_of_whole_numbers_is_a_binomial_sum(a: int, b: int, x: float) -> None:
    n = a + b - 1
    weights = np.cumprod(np.append(1.0, (n - np.arange(n)) / (np.arange(n) + 1.0)))
    k = np.arange(n + 1)
    tail = (weights * x**k * (1 - x) ** (n - k))[a:].sum()

    found = beta_cdf(np.array([x]), np.array([float(a)]), np.array([float(b)]))

    assert found[0] == pytest.approx(tail, rel=1e-9, abs=1e-12)


@UNHURRIED
@given(st.integers(0, 60), st.integers(0, 60))
def test_intervals_of_a_share_hold_it(hits: int, misses: int) -> None:
    trials = np.array([float(hits + misses)])
    for low, high in (
        wilson(np.array([float(hits)]), trials),
        jeffreys(np.array([float(hits)]), trials),
    ):
        if hits + misses == 0:
            assert np.isnan([low[0], high[0]]).all()
        else:
            assert -1e-12 <= low[0] <= hits / trials[0] + 1e-12
            assert hits / trials[0] - 1e-12 <= high[0] <= 1 + 1e-12


@pytest.mark.parametrize("probability", [0.025, 0.975])
@pytest.mark.parametrize("trials", [182, 2_000, 10_000])
def test_quantiles_of_many_years_of_days_are_found_too(trials: int, probability: float) -> None:
    hits = np.linspace(0, trials, 41)
    a, b = hits + 0.5, trials - hits + 0.5

    found = beta_cdf(beta_quantile(probability, a, b), a, b)

    np.testing.assert_allclose(found, probability, rtol=1e-6)
