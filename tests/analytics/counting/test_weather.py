"""The weather's part of a daily volume is found and taken out."""

import numpy as np

from analytics.counting.weather import effects, normalised
from analytics.quarters import Float
from tests.analytics.counting.laying import year

DAYS = year(2023)
TRUE = np.array([0.03, -0.08])


def _years(seed: int) -> tuple[Float, Float, Float]:
    """Return daily volumes, the weather, and the volumes without the weather's part."""
    rng = np.random.default_rng(seed)
    season = -np.cos(2 * np.pi * DAYS.number / 365.2425)
    weather = np.column_stack([10 + 8 * season + rng.normal(0, 4, 365), rng.exponential(2, 365)])
    level = 2_000 * np.array([1, 1.1, 1.1, 1, 1, 0.7, 0.6])[DAYS.weekday] * np.exp(0.2 * season)
    usual = np.column_stack([10 + 8 * season, np.full(365, 2.0)])
    return rng.poisson(level * np.exp((weather - usual) @ TRUE)) * 1.0, weather, level


def test_the_effects_of_temperature_and_rain_are_recovered() -> None:
    for seed in range(10):
        daily, weather, _ = _years(seed)
        found = effects(daily, weather, DAYS.weekday, DAYS.number)
        assert found is not None

        np.testing.assert_allclose(found, TRUE, atol=0.004)


def test_normalised_volumes_vary_less_than_counts() -> None:
    daily, weather, level = _years(3)
    usual = np.column_stack([10 - 8 * np.cos(2 * np.pi * DAYS.number / 365.2425), [2.0] * 365])
    calm = normalised(daily, weather, usual, TRUE)

    assert np.std(calm / level) < np.std(daily / level) / 3


def test_no_weather_more_than_doubles_or_halves_a_day() -> None:
    daily = np.array([100.0, 100.0, np.nan, 100.0])
    weather = np.array([[-60.0], [90.0], [5.0], [np.nan]])
    found = normalised(daily, weather, np.zeros((4, 1)), np.array([0.1]))

    np.testing.assert_array_equal(found, [200.0, 50.0, np.nan, np.nan])


def test_too_few_days_and_weather_that_never_varies_have_no_effect() -> None:
    daily, weather, _ = _years(1)
    few = np.where(np.arange(365) < 299, daily, np.nan)

    assert effects(few, weather, DAYS.weekday, DAYS.number) is None
    assert effects(daily, weather * 0, DAYS.weekday, DAYS.number) is None
    assert effects(daily * 0, weather, DAYS.weekday, DAYS.number) is None
