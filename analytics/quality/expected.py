"""What is expected of a measured property wherever it is measured: spans, rates, stillness."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from devices.properties import Property

METHOD_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What is expected of a property wherever it is measured.

    Parameters
    ----------
    suspect, fail
        Least and greatest value that passes; bounds inclusive. [unit of the property]
    still_h
        Nothing moves for so long anywhere. [h]
    tolerance
        A range up to it is no movement. [unit of the property]
    rate_per_h
        Slower changes are never doubted; None: no change is, such as that of a sound level when
        a siren begins. [unit of the property/h]
    saturated
        From this value on it may stay where it is, as humidity does at 100 %.
    """

    suspect: tuple[float, float]
    fail: tuple[float, float]
    still_h: float
    tolerance: float = 0.0
    rate_per_h: float | None = None
    saturated: float = np.inf


#: Spans, rates and times as in indicators.md E1, E3 and E4 where it has any (temperature, humidity,
#: sound, speed, particles); of gases beyond what the networks of the states have reported of a
#: street in an hour, and negative by no more than what a monitor's zero drifts.
EXPECTED: Final[Mapping[Property, Expected]] = {
    Property.AIR_TEMPERATURE: Expected(
        suspect=(-30, 45), fail=(-35, 50), still_h=6, tolerance=0.05, rate_per_h=6
    ),
    Property.SURFACE_TEMPERATURE: Expected(
        suspect=(-30, 65), fail=(-40, 75), still_h=6, tolerance=0.05, rate_per_h=12
    ),
    Property.RELATIVE_HUMIDITY: Expected(
        suspect=(5, 100), fail=(1, 100), still_h=6, tolerance=0.05, rate_per_h=40, saturated=95
    ),
    Property.AIR_PRESSURE: Expected(
        suspect=(850, 1_065), fail=(700, 1_085), still_h=12, rate_per_h=6
    ),
    Property.NO2: Expected(suspect=(-5, 400), fail=(-20, 1_000), still_h=6, rate_per_h=60),
    Property.NO: Expected(suspect=(-5, 1_000), fail=(-20, 2_500), still_h=12, rate_per_h=150),
    Property.O3: Expected(suspect=(-5, 360), fail=(-20, 600), still_h=12, rate_per_h=60),
    Property.SO2: Expected(suspect=(-5, 500), fail=(-20, 2_000), still_h=24, rate_per_h=60),
    Property.BENZENE: Expected(suspect=(-1, 50), fail=(-5, 200), still_h=12, rate_per_h=10),
    Property.PM10: Expected(suspect=(-5, 1_000), fail=(-20, 3_000), still_h=6, rate_per_h=100),
    Property.PM2_5: Expected(suspect=(-5, 700), fail=(-20, 2_000), still_h=6, rate_per_h=100),
    Property.PM1: Expected(suspect=(-5, 500), fail=(-20, 2_000), still_h=6, rate_per_h=100),
    Property.CO2: Expected(suspect=(350, 5_000), fail=(250, 20_000), still_h=6, rate_per_h=1_500),
    Property.SOUND_LEVEL: Expected(suspect=(25, 110), fail=(20, 120), still_h=6, tolerance=0.05),
    Property.WIND_SPEED: Expected(suspect=(0, 40), fail=(0, 75), still_h=24, rate_per_h=30),
    Property.MEAN_SPEED: Expected(suspect=(0, 150), fail=(0, 200), still_h=6),
}
