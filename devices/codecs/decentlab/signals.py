"""Signals: contacts, pulses, voltage, potentiometers, thermometers.

Words and formulas of each device; frame form and source in `frame`.
"""

from typing import Final

from devices.codecs.decentlab.frame import BATTERY, Sensor, Tables, Value, ratio, wide

TABLES: Final[Tables] = {
    "dl-dlr2-002": (
        Sensor(
            4,
            (
                Value("pulse_count", "", lambda x: x[0]),
                Value("pulse_interval", "s", lambda x: x[1]),
                Value("cumulative_pulse_count", "", lambda x: wide(x[2:])),
            ),
        ),
        BATTERY,
    ),
    "dl-dlr2-003": (
        Sensor(1, (Value("input", "", lambda x: x[0]),)),
        BATTERY,
    ),
    "dl-dlr2-005": (
        Sensor(2, (Value("voltage", "V", lambda x: 3 * ratio(x)),)),
        BATTERY,
    ),
    "dl-dlr2-006": (
        Sensor(2, (Value("potentiometer_position", "", lambda x: ratio(x) * 1),)),
        BATTERY,
    ),
    "dl-dlr2-010": (
        Sensor(
            4,
            (
                Value("ch0_pulse_count", "", lambda x: x[0]),
                Value("ch0_pulse_interval", "s", lambda x: x[1]),
                Value("ch0_cumulative_pulse_count", "", lambda x: wide(x[2:])),
            ),
        ),
        Sensor(
            4,
            (
                Value("ch1_pulse_count", "", lambda x: x[0]),
                Value("ch1_pulse_interval", "s", lambda x: x[1]),
                Value("ch1_cumulative_pulse_count", "", lambda x: wide(x[2:])),
            ),
        ),
        BATTERY,
    ),
    "dl-dlr2-011": (
        Sensor(1, (Value("ch0_input", "", lambda x: x[0]),)),
        Sensor(1, (Value("ch1_input", "", lambda x: x[0]),)),
        BATTERY,
    ),
    "dl-dlr2-012": (
        Sensor(2, (Value("strain_gauge", "µm⋅m⁻¹", lambda x: ratio(x) / 64 * 4 / 2.02 * 1000000),)),
        BATTERY,
    ),
    "dl-ds18": (
        Sensor(1, (Value("temperature", "°C", lambda x: (x[0] - 32768) / 16),)),
        BATTERY,
    ),
    "dl-ds182": (
        Sensor(
            2,
            (
                Value("ch0_temperature", "°C", lambda x: (x[0] - 32768) / 16),
                Value("ch0_id", "", lambda x: x[1]),
            ),
        ),
        Sensor(
            2,
            (
                Value("ch1_temperature", "°C", lambda x: (x[0] - 32768) / 16),
                Value("ch1_id", "", lambda x: x[1]),
            ),
        ),
        BATTERY,
    ),
    "dl-lpw": (
        Sensor(2, (Value("potentiometer_position", "%", lambda x: ratio(x) * 1 * 100),)),
        BATTERY,
    ),
}
