"""The weather of days: what it is made of, and what is usual on each."""

import numpy as np
import pytest

from analytics.counting import weather as model
from analytics.effects import sky

DAYS = np.arange(18_000, 18_800)
WARM = 10 + 8 * np.sin(2 * np.pi * DAYS / 365.2425)


def test_without_a_year_of_temperatures_there_is_no_weather() -> None:
    short = np.where(np.arange(len(DAYS)) < sky.DAYS_MIN - 1, WARM, np.nan)

    assert sky.weather_of({sky.TEMPERATURE: short}, DAYS) is None
    assert sky.weather_of({sky.RAIN: WARM}, DAYS) is None


def test_an_element_that_is_seldom_known_or_never_varies_is_left_aside() -> None:
    seldom = np.where(np.arange(len(DAYS)) % 5 == 0, np.nan, WARM)
    found = sky.weather_of(
        {sky.TEMPERATURE: WARM, sky.RAIN: np.zeros(len(DAYS)), sky.SUN: seldom}, DAYS
    )

    assert found is not None
    assert found[1] == [sky.TEMPERATURE]


def test_rain_counts_by_its_logarithm_and_usual_is_its_season() -> None:
    rain = np.random.default_rng(1).gamma(1, 3, len(DAYS))
    found = sky.weather_of({sky.TEMPERATURE: WARM, sky.RAIN: rain}, DAYS)

    assert found is not None
    assert found[0].was[:, 2] == pytest.approx(np.log1p(rain))
    assert np.ptp(found[0].usual[:, 2]) < np.ptp(found[0].was[:, 2]) / 5


def test_a_year_of_rain_is_explained_and_foretells_the_next() -> None:
    rng = np.random.default_rng(2)
    rain = rng.gamma(1, 3, (len(DAYS), 1))
    daily = rng.poisson(900 * np.exp(-0.1 * rain[:, 0])).astype(np.float64)
    told = DAYS < 18_400
    dry = model.expected(daily, None, DAYS % 7, DAYS, told)
    wet = model.expected(daily, rain, DAYS % 7, DAYS, told)

    missed = [float(np.abs(one - daily)[~told].mean()) for one in (dry, wet)]
    assert missed[1] < 0.3 * missed[0]
    share = model.explained(np.where(told, daily, np.nan), rain, DAYS % 7, DAYS)
    assert share is not None
    assert share > 0.9
    assert model.explained(daily[:200], rain[:200], DAYS[:200] % 7, DAYS[:200]) is None
