"""The level of a day is that of its densest hour, of the hours that are known."""

from dataclasses import replace

import numpy as np
import pytest

from analytics import example
from analytics.indicators import METHODS
from analytics.indicators.example import RADAR, passed
from analytics.series import Series
from analytics.topic import Indicator, Topic

ROAD = replace(RADAR, lanes=[(example.DAY, 1.0)])
EACH_S = 10.5  #: between two vehicles


def _day(known_quarters: int) -> Series:
    """Return the density of a day on which vehicles of 50 km/h drive for so many quarter hours."""
    n = int(known_quarters * 900 / EACH_S)
    seen = passed(*[50.0] * n)
    each = np.bincount((np.arange(n) * EACH_S // 900).astype(int), minlength=96) / 1.0
    known = replace(seen, states={1: example.counted(each, known=known_quarters)})
    topic = Topic(Indicator.LANE_DENSITY, "motor", "a")
    return METHODS[Indicator.LANE_DENSITY].answer(ROAD, known, topic, example.asked())


def test_an_hour_known_for_three_quarters_can_be_the_densest_of_the_day() -> None:
    day = _day(known_quarters=3)

    assert day.value[0] == pytest.approx(3_600 / EACH_S / 50, rel=0.01)
    assert day.details["level"].tolist() == ["B"]  # 6.85 a km are 11.03 a mile, A ends at 11


def test_half_an_hour_is_not_the_densest_hour_of_the_day() -> None:
    day = _day(known_quarters=2)

    assert np.isnan(day.value[0])
    assert day.details["level"].tolist() == [None]
    assert day.details["reason"].tolist() == ["insufficient_data"]
