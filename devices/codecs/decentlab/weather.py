"""Weather and road: wind, rain, radiation, surface temperature, black globe.

Words and formulas of each device; frame form and source in `frame`.
"""

import math
from collections.abc import Sequence
from typing import Final

from devices.codecs.decentlab.frame import BATTERY, SHT35, Sensor, Tables, Value, ratio, wide

_PAR: Final = "photosynthetically_active_radiation"
_PAR_UNIT: Final = "µmol⋅m⁻²⋅s⁻¹"


def _albedo(x: Sequence[int]) -> float:
    """Return reflected by incoming radiation; 0 at night, when both are noise."""
    incoming, reflected = x[0] - 32768, x[1] - 32768
    return reflected / incoming if incoming > 0 and reflected > 0 else 0


def _globe_ohm(x: Sequence[int]) -> float:
    """Return the resistance of the thermistor in the black globe, behind 40 + 1 kΩ."""
    return 1000 / (ratio(x) / 2) - 41000


def _globe_c(x: Sequence[int]) -> float:
    """Return its temperature by Steinhart and Hart."""
    log_ohm = math.log(_globe_ohm(x))
    return 1 / (0.0008271111 + 0.000208802 * log_ohm + 0.000000080592 * log_ohm**3) - 273.15


TABLES: Final[Tables] = {
    "dl-atm22": (
        Sensor(
            8,
            (
                Value("wind_speed", "m⋅s⁻¹", lambda x: (x[0] - 32768) / 100),
                Value("wind_direction", "°", lambda x: (x[1] - 32768) / 10),
                Value("maximum_wind_speed", "m⋅s⁻¹", lambda x: (x[2] - 32768) / 100),
                Value("air_temperature", "°C", lambda x: (x[3] - 32768) / 10),
                Value("x_orientation_angle", "°", lambda x: (x[4] - 32768) / 10),
                Value("y_orientation_angle", "°", lambda x: (x[5] - 32768) / 10),
                Value("north_wind_speed", "m⋅s⁻¹", lambda x: (x[6] - 32768) / 100),
                Value("east_wind_speed", "m⋅s⁻¹", lambda x: (x[7] - 32768) / 100),
            ),
        ),
        BATTERY,
    ),
    "dl-atm41": (
        Sensor(
            17,
            (
                Value("solar_radiation", "W⋅m⁻²", lambda x: x[0] - 32768),
                Value("precipitation", "mm", lambda x: (x[1] - 32768) / 1000),
                Value("lightning_strike_count", "", lambda x: x[2] - 32768),
                Value("lightning_average_distance", "km", lambda x: x[3] - 32768),
                Value("wind_speed", "m⋅s⁻¹", lambda x: (x[4] - 32768) / 100),
                Value("wind_direction", "°", lambda x: (x[5] - 32768) / 10),
                Value("maximum_wind_speed", "m⋅s⁻¹", lambda x: (x[6] - 32768) / 100),
                Value("air_temperature", "°C", lambda x: (x[7] - 32768) / 10),
                Value("vapor_pressure", "kPa", lambda x: (x[8] - 32768) / 100),
                Value("atmospheric_pressure", "kPa", lambda x: (x[9] - 32768) / 100),
                Value("relative_humidity", "%", lambda x: (x[10] - 32768) / 10),
                Value("sensor_temperature_internal", "°C", lambda x: (x[11] - 32768) / 10),
                Value("x_orientation_angle", "°", lambda x: (x[12] - 32768) / 10),
                Value("y_orientation_angle", "°", lambda x: (x[13] - 32768) / 10),
                Value("compass_heading", "°", lambda x: x[14] - 32768),
                Value("north_wind_speed", "m⋅s⁻¹", lambda x: (x[15] - 32768) / 100),
                Value("east_wind_speed", "m⋅s⁻¹", lambda x: (x[16] - 32768) / 100),
            ),
        ),
        BATTERY,
    ),
    "dl-atm41g2": (
        Sensor(
            17,
            (
                Value("solar_radiation", "W⋅m⁻²", lambda x: (x[0] - 32768) / 10),
                Value("precipitation", "mm", lambda x: x[1] / 1000),
                Value("lightning_strike_count", "", lambda x: x[2] - 32768),
                Value("lightning_average_distance", "km", lambda x: x[3] - 32768),
                Value("wind_speed", "m⋅s⁻¹", lambda x: (x[4] - 32768) / 100),
                Value("wind_direction", "°", lambda x: (x[5] - 32768) / 10),
                Value("maximum_wind_speed", "m⋅s⁻¹", lambda x: (x[6] - 32768) / 100),
                Value("air_temperature", "°C", lambda x: (x[7] - 32768) / 10),
                Value("vapor_pressure", "kPa", lambda x: (x[8] - 32768) / 100),
                Value("barometric_pressure", "kPa", lambda x: (x[9] - 32768) / 100),
                Value("relative_humidity", "%", lambda x: (x[10] - 32768) / 10),
                Value("internal_temperature", "°C", lambda x: (x[11] - 32768) / 10),
                Value("tilt_angle_x_orientation", "°", lambda x: (x[12] - 32768) / 10),
                Value("tilt_angle_y_orientation", "°", lambda x: (x[13] - 32768) / 10),
                Value("precipitation_electrical_conductivity", "µS⋅cm⁻¹", lambda x: x[14] - 32768),
                Value("cumulative_precipitation", "mm", lambda x: wide(x[15:]) / 1000),
            ),
        ),
        BATTERY,
    ),
    "dl-blg": (
        Sensor(
            2,
            (
                Value("voltage_ratio", "", lambda x: ratio(x) / 2),
                Value("thermistor_resistance", "Ω", _globe_ohm),
                Value("temperature", "°C", _globe_c),
            ),
        ),
        BATTERY,
    ),
    "dl-cws": (
        Sensor(
            6,
            (
                Value("surface_temperature", "°C", lambda x: (x[0] - 32768) / 100),
                Value("air_temperature", "°C", lambda x: (x[1] - 32768) / 100),
                Value("air_humidity", "%", lambda x: (x[2] - 32768) / 100),
                Value("dew_point", "°C", lambda x: (x[3] - 32768) / 100),
                Value("angle", "°", lambda x: x[4] - 32768),
                Value("sensor_temperature", "°C", lambda x: (x[5] - 32768) / 100),
            ),
        ),
        BATTERY,
    ),
    "dl-cws2": (
        Sensor(
            2,
            (
                Value("air_temperature_radiation_shield", "°C", lambda x: 175 * x[0] / 65535 - 45),
                Value("air_humidity_radiation_shield", "%", lambda x: 100 * x[1] / 65535),
            ),
        ),
        Sensor(
            6,
            (
                Value("surface_temperature", "°C", lambda x: (x[0] - 32768) / 100),
                Value("air_temperature", "°C", lambda x: (x[1] - 32768) / 100),
                Value("air_humidity", "%", lambda x: (x[2] - 32768) / 100),
                Value("dew_point", "°C", lambda x: (x[3] - 32768) / 100),
                Value("angle", "°", lambda x: x[4] - 32768),
                Value("sensor_temperature", "°C", lambda x: (x[5] - 32768) / 100),
            ),
        ),
        BATTERY,
    ),
    "dl-itst": (
        Sensor(
            2,
            (
                Value("temperature_target", "°C", lambda x: (x[0] - 1000) / 10),
                Value("temperature_head", "°C", lambda x: (x[1] - 1000) / 10),
            ),
        ),
        BATTERY,
    ),
    "dl-wrm": (
        SHT35,
        Sensor(
            2,
            (
                Value("surface_temperature", "°C", lambda x: (x[0] - 1000) / 10),
                Value("head_temperature", "°C", lambda x: (x[1] - 1000) / 10),
            ),
        ),
        BATTERY,
    ),
    "dl-alb": (
        Sensor(
            2,
            (
                Value("incoming_radiation", "W⋅m⁻²", lambda x: (x[0] - 32768) / 10),
                Value("reflected_radiation", "W⋅m⁻²", lambda x: (x[1] - 32768) / 10),
                Value("albedo", "", _albedo),
            ),
        ),
        BATTERY,
    ),
    "dl-epar": (
        Sensor(1, (Value(_PAR, _PAR_UNIT, lambda x: 3 * (x[0] / 32768 - 1) / 64 * 1000 * 100),)),
        BATTERY,
    ),
    "dl-fspar": (
        Sensor(1, (Value(_PAR, _PAR_UNIT, lambda x: 3 * (x[0] / 32768 - 1) / 64 * 1000 * 100),)),
        BATTERY,
    ),
    "dl-par": (
        Sensor(1, (Value(_PAR, _PAR_UNIT, lambda x: 3 * (x[0] / 32768 - 1) * 1000 * 5),)),
        BATTERY,
    ),
    "dl-pyr": (
        Sensor(
            1,
            (Value("total_solar_radiation", "W⋅m⁻²", lambda x: 3 * (x[0] / 32768 - 1) * 1000 * 5),),
        ),
        BATTERY,
    ),
}
