"""Scores of forecasts: what they do with what is missing, and what no forecast can beat."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.figure import Reason
from analytics.forecasts import profile, quantiles, scores, smoothing

NAN = float("nan")


def test_a_score_of_nothing_is_withheld() -> None:
    nothing = np.array([NAN, NAN])

    for score in (scores.mae, scores.rmse, scores.wape):
        assert score(nothing, nothing).reason is Reason.INSUFFICIENT_DATA
    assert scores.coverage(nothing, nothing, nothing).reason is Reason.INSUFFICIENT_DATA
    assert scores.crps(nothing, nothing[:, None], (0.5,)).reason is Reason.INSUFFICIENT_DATA


def test_a_pair_of_which_one_side_is_missing_is_left_out_and_a_zero_is_kept() -> None:
    actual = np.array([0.0, 10.0, NAN])

    assert scores.mae(actual, np.array([2.0, NAN, 5.0])).value == 2.0


def test_a_naive_forecast_without_error_scales_nothing() -> None:
    flat = np.ones(5)

    assert scores.mase(flat, flat + 1, flat, 1).reason is Reason.UNDEFINED


@given(st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=50), st.sampled_from([0.1, 0.5, 0.9]))
def test_no_constant_has_less_pinball_loss_than_the_quantile(
    values: list[float], level: float
) -> None:
    y = np.array(values)
    best = np.quantile(y, level, method="inverted_cdf")

    def loss(told: float) -> float:
        found = scores.pinball(y, np.full(len(y), told), level).value
        assert found is not None
        return found

    assert all(loss(best) <= loss(other) + 1e-9 for other in values)


@given(st.lists(st.floats(0, 100), min_size=50, max_size=200))
def test_a_band_of_residuals_holds_at_least_what_it_promises(values: list[float]) -> None:
    residuals = np.array(values)
    low, _, high = quantiles.residual_quantiles(residuals, (0.1, 0.5, 0.9))

    assert ((low <= residuals) & (residuals <= high)).mean() >= 0.79


@given(
    st.lists(st.floats(-50, 150), min_size=1, max_size=20),
    st.lists(st.floats(-90, 90), min_size=3, max_size=3),
)
def test_quantiles_rise_and_stay_between_nothing_and_full(
    forecast: list[float], offsets: list[float]
) -> None:
    found = quantiles.spread(np.array(forecast), np.array(offsets), 100.0)

    assert (np.diff(found, axis=1) >= 0).all()
    assert found.min() >= 0
    assert found.max() <= 100


def test_few_residuals_make_no_band() -> None:
    assert np.isnan(quantiles.residual_quantiles(np.arange(10.0), (0.1, 0.9))).all()


def test_a_gap_does_not_break_smoothing() -> None:
    values = np.array([NAN, 1.0, NAN, 3.0, 4.0, NAN])

    assert smoothing.simple(values, 1.0) == 4.0
    assert np.allclose(smoothing.holt(values, 1.0, 0.0, 2), [6.0, 7.0])
    assert np.isnan(smoothing.holt(values[:2], 0.8, 0.2, 2)).all()


def test_a_holiday_is_forecast_by_the_sunday_before_it_and_the_next_monday_by_a_monday() -> None:
    sunday, monday = 6, 0
    classes = np.array([monday, sunday, sunday, monday])  # the third is Whit Monday
    table = np.array([[10.0], [2.0], [3.0], [11.0]])

    assert profile.seasonal_naive(table, classes)[2:].tolist() == [[2.0], [10.0]]


def test_an_average_of_one_day_is_none() -> None:
    days = np.array([[1.0, NAN], [3.0, 5.0]])

    assert profile.historical_average(days)[0] == 2.0
    assert np.isnan(profile.historical_average(days)[1])
    assert np.isnan(profile.historical_median(days)[1])


def test_without_a_last_residual_the_average_is_left() -> None:
    assert profile.with_last_residual(np.array([7.0]), np.array([NAN]), np.array([3])) == [7.0]
