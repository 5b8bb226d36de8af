"""Intervals hold what they promise; growth and calibration say when they know too little."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.counting import confidence, growth
from analytics.counting.confidence import Interval
from analytics.counting.hours import Bool, Counts, of_hours
from analytics.figure import Reason
from tests.analytics.counting.laying import BERLIN, month, per_day, town, year

DAYS = year(2023, BERLIN)
DAILY = town(DAYS, 11).daily


def _without(missing: Bool) -> Counts:
    return per_day(DAYS, np.where(missing, np.nan, DAILY))


def _holds(found: Interval) -> bool:
    assert found.low is not None
    assert found.high is not None
    return found.low <= DAILY.mean() <= found.high


def test_a_whole_year_is_known_without_doubt() -> None:
    whole = per_day(DAYS, DAILY)

    for found in (
        confidence.of_random_gaps(whole),
        confidence.of_strata(whole, DAYS.month),
        confidence.of_blocks(whole),
    ):
        assert found.value == pytest.approx(DAILY.mean())
        assert found.low == pytest.approx(found.value)
        assert found.high == pytest.approx(found.value)


def test_days_missing_at_random_are_covered_nineteen_times_in_twenty() -> None:
    rng = np.random.default_rng(3)
    tried = [_without(rng.random(365) < 0.3) for _ in range(200)]

    held = np.mean([_holds(confidence.of_random_gaps(counts)) for counts in tried])
    strata = np.mean([_holds(confidence.of_strata(c, DAYS.month // 3)) for c in tried])
    assert 0.9 <= held <= 0.99
    assert 0.9 <= strata <= 0.99


def test_days_missing_in_blocks_need_the_wider_interval_of_blocks() -> None:
    rng = np.random.default_rng(4)
    missing = np.zeros((100, 365), dtype=bool)
    for row in missing:
        for begin in rng.integers(0, 345, 4):
            row[begin : begin + 20] = True
    tried = [_without(row) for row in missing]
    random, blocks = (
        [method(counts) for counts in tried]
        for method in (confidence.of_random_gaps, confidence.of_blocks)
    )

    assert np.mean([_holds(found) for found in blocks]) > np.mean([_holds(f) for f in random])
    assert all((b.high or 0) - (b.low or 0) > (r.high or 0) - (r.low or 0) for b, r in zip(
        blocks, random, strict=True))  # fmt: skip


def test_the_same_days_give_the_same_interval() -> None:
    counts = _without(np.arange(365) % 9 == 0)

    assert confidence.of_blocks(counts) == confidence.of_blocks(counts)
    assert confidence.of_blocks(counts) != confidence.of_blocks(counts, seed=2)


@pytest.mark.parametrize("known", [0, 29])
def test_fewer_than_thirty_days_have_no_interval(known: int) -> None:
    counts = _without(np.arange(365) >= known)

    assert confidence.of_random_gaps(counts) == confidence.WITHHELD
    assert confidence.of_strata(counts, DAYS.month) == confidence.WITHHELD
    assert confidence.of_blocks(counts) == confidence.WITHHELD


def test_a_stratum_with_few_days_withholds_the_interval() -> None:
    counts = _without((DAYS.month == 4) & (np.arange(365) % 6 > 0))

    assert confidence.of_strata(counts, DAYS.month) == confidence.WITHHELD


def test_the_error_of_the_counter_does_not_shrink() -> None:
    assert confidence.with_counter_error(30.0, 1_000.0) == 50.0
    assert confidence.with_counter_error(0.0, 1_000.0) == 40.0


def test_growth_compares_only_sites_known_in_both_years() -> None:
    before, after = np.array([100.0, np.nan, 50.0]), np.array([110.0, 9_000.0, np.nan])

    assert growth.matched_growth(before, after, 1).value == pytest.approx(0.1)
    none = growth.matched_growth(before[1:], after[1:], 1)
    assert none.reason is Reason.INSUFFICIENT_DATA
    assert growth.annual_growth(0, 5, 1).reason is Reason.UNDEFINED
    assert growth.log_growth(5, 0, 1).reason is Reason.UNDEFINED
    assert growth.annual_growth(5, 0, 2).value == -1.0


@given(st.floats(1, 1e6), st.floats(1, 1e6), st.integers(1, 20))
def test_growth_brings_one_year_to_the_other(before: float, after: float, years: int) -> None:
    rate = growth.annual_growth(before, after, years).value
    log = growth.log_growth(before, after, years).value
    assert rate is not None
    assert log is not None

    assert before * (1 + rate) ** years == pytest.approx(after, rel=1e-9)
    assert before * np.exp(log * years) == pytest.approx(after, rel=1e-9)


def test_a_check_of_a_hundred_passages_gives_a_factor_with_its_interval() -> None:
    rng = np.random.default_rng(5)
    held = []
    for _ in range(200):
        true = rng.poisson(40, 12)
        found = growth.calibration(true * 1.0, rng.binomial(true, 0.92) * 1.0)
        assert found.low is not None
        assert found.high is not None
        held.append(found.low <= 1 / 0.92 <= found.high)

    assert np.mean(held) >= 0.88


def test_a_check_of_few_passages_gives_no_factor() -> None:
    few = growth.calibration(np.array([50.0, np.nan]), np.array([40.0, 60.0]))
    dead = growth.calibration(np.array([500.0]), np.array([0.0]))

    assert few.factor.reason is Reason.INSUFFICIENT_DATA
    assert (few.low, few.high, few.checked) == (None, None, 50)
    assert dead.factor.reason is Reason.UNDEFINED


def test_one_interval_has_the_wide_bounds_of_two_poisson_counts() -> None:
    found = growth.calibration(np.array([400.0]), np.array([400.0]))

    assert found.factor.value == 1.0
    assert found.low == pytest.approx(0.8706, abs=1e-3)
    assert found.high == pytest.approx(1 / 0.8706, abs=1e-3)


def test_people_who_hide_one_another_are_found() -> None:
    told = np.array([50.0, 200.0, 600.0])
    a, b = growth.occlusion(told * (1.02 + 0.0002 * told), told, np.ones(3))

    assert (a, b) == pytest.approx((1.02, 0.0002))
    with pytest.raises(ValueError, match="two check counts of different flow"):
        growth.occlusion(told[:1], told[:1], np.ones(1))


def test_an_empty_month_has_no_interval() -> None:
    june = month(2023, 6)
    counts = of_hours(june, np.full(720, np.nan))

    assert confidence.of_blocks(counts).reason is Reason.INSUFFICIENT_DATA
