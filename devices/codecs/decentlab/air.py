"""Air: particles, gases, climate of rooms and greenhouses.

Words and formulas of each device; frame form and source in `frame`.
"""

from typing import Final

from devices.codecs.decentlab.frame import (
    BAROMETER,
    BATTERY,
    SHT21,
    SHT35,
    Sensor,
    Tables,
    Value,
    wide,
)

TABLES: Final[Tables] = {
    "dl-gmm": (
        Sensor(
            7,
            (
                Value(
                    "photosynthetically_active_radiation",
                    "µmol⋅m⁻²⋅s⁻¹",
                    lambda x: (x[0] - 32768) / 10,
                ),
                Value("air_temperature", "°C", lambda x: (x[1] - 32768) / 100),
                Value("air_humidity", "%", lambda x: (x[2] - 32768) / 10),
                Value("co2_concentration", "ppm", lambda x: (x[3] - 32768) / 1),
                Value("atmospheric_pressure", "kPa", lambda x: (x[4] - 32768) / 100),
                Value("vapor_pressure_deficit", "kPa", lambda x: (x[5] - 32768) / 100),
                Value("dew_point", "°C", lambda x: (x[6] - 32768) / 100),
            ),
        ),
        BATTERY,
    ),
    "dl-iam": (
        BATTERY,
        SHT35,
        BAROMETER,
        Sensor(
            2,
            (
                Value("ambient_light_visible_infrared", "", lambda x: x[0]),
                Value("ambient_light_infrared", "", lambda x: x[1]),
                Value(
                    "illuminance",
                    "lx",
                    lambda x: (
                        max(max(1.0 * x[0] - 1.64 * x[1], 0.59 * x[0] - 0.86 * x[1]), 0) * 1.5504
                    ),
                ),
            ),
        ),
        Sensor(
            3,
            (
                Value("co2_concentration", "ppm", lambda x: x[0] - 32768),
                Value("co2_sensor_status", "", lambda x: x[1]),
                Value("raw_ir_reading", "", lambda x: x[2]),
            ),
        ),
        Sensor(1, (Value("activity_counter", "", lambda x: x[0]),)),
        Sensor(1, (Value("total_voc", "ppb", lambda x: x[0]),)),
    ),
    "dl-lp8p": (
        SHT21,
        Sensor(
            2,
            (
                Value("barometer_temperature", "°C", lambda x: (x[0] - 5000) / 100),
                Value("barometric_pressure", "Pa", lambda x: x[1] * 2),
            ),
        ),
        Sensor(
            8,
            (
                Value("co2_concentration", "ppm", lambda x: x[0] - 32768),
                Value("co2_concentration_lpf", "ppm", lambda x: x[1] - 32768),
                Value("co2_sensor_temperature", "°C", lambda x: (x[2] - 32768) / 100),
                Value("capacitor_voltage_1", "V", lambda x: x[3] / 1000),
                Value("capacitor_voltage_2", "V", lambda x: x[4] / 1000),
                Value("co2_sensor_status", "", lambda x: x[5]),
                Value("raw_ir_reading", "", lambda x: x[6]),
                Value("raw_ir_reading_lpf", "", lambda x: x[7]),
            ),
        ),
        BATTERY,
    ),
    "dl-pm": (
        BATTERY,
        Sensor(
            10,
            (
                Value("pm1_0_mass_concentration", "µg⋅m⁻³", lambda x: x[0] / 10),
                Value("pm2_5_mass_concentration", "µg⋅m⁻³", lambda x: x[1] / 10),
                Value("pm4_mass_concentration", "µg⋅m⁻³", lambda x: x[2] / 10),
                Value("pm10_mass_concentration", "µg⋅m⁻³", lambda x: x[3] / 10),
                Value("typical_particle_size", "nm", lambda x: x[4]),
                Value("pm0_5_number_concentration", "1⋅cm⁻³", lambda x: x[5] / 10),
                Value("pm1_0_number_concentration", "1⋅cm⁻³", lambda x: x[6] / 10),
                Value("pm2_5_number_concentration", "1⋅cm⁻³", lambda x: x[7] / 10),
                Value("pm4_number_concentration", "1⋅cm⁻³", lambda x: x[8] / 10),
                Value("pm10_number_concentration", "1⋅cm⁻³", lambda x: x[9] / 10),
            ),
        ),
        SHT21,
        BAROMETER,
    ),
    "dl-rhc": (
        Sensor(
            4,
            (
                Value("sensor_id", "", lambda x: wide(x)),
                Value("air_humidity", "%", lambda x: x[2] / 100),
                Value("air_temperature", "°C", lambda x: (x[3] - 32768) / 100),
            ),
        ),
        BATTERY,
    ),
    "dl-sht21": (
        SHT21,
        BATTERY,
    ),
    "dl-sht35": (
        SHT35,
        BATTERY,
    ),
}
