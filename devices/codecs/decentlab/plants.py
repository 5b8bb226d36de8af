"""Plants: sap flow, growth, leaves.

Words and formulas of each device; frame form and source in `frame`.
"""

from typing import Final

from devices.codecs.decentlab.frame import BATTERY, Sensor, Tables, Value, ratio, wide

TABLES: Final[Tables] = {
    "dl-ifd": (
        Sensor(1, (Value("fruit_size", "mm", lambda x: x[0] / 100),)),
        BATTERY,
    ),
    "dl-ilt": (
        Sensor(1, (Value("leaf_temperature", "°C", lambda x: (x[0] - 32768) / 100),)),
        BATTERY,
    ),
    "dl-isd": (
        Sensor(1, (Value("stem_size", "mm", lambda x: x[0] / 1000),)),
        BATTERY,
    ),
    "dl-isf": (
        Sensor(
            16,
            (
                Value("sap_flow", "l⋅h⁻¹", lambda x: (x[0] * 16 - 50000) / 1000),
                Value("heat_velocity_outer", "cm⋅h⁻¹", lambda x: (x[1] * 16 - 50000) / 1000),
                Value("heat_velocity_inner", "cm⋅h⁻¹", lambda x: (x[2] * 16 - 50000) / 1000),
                Value("alpha_outer", "", lambda x: (x[3] * 32 - 1000000) / 100000),
                Value("alpha_inner", "", lambda x: (x[4] * 32 - 1000000) / 100000),
                Value("beta_outer", "", lambda x: (x[5] * 32 - 1000000) / 100000),
                Value("beta_inner", "", lambda x: (x[6] * 32 - 1000000) / 100000),
                Value("tmax_outer", "s", lambda x: (x[7] * 2) / 1000),
                Value("tmax_inner", "s", lambda x: (x[8] * 2) / 1000),
                Value("temperature_outer", "°C", lambda x: (x[9] - 32768) / 100),
                Value("max_voltage", "V", lambda x: (x[10] - 32768) / 1000),
                Value("min_voltage", "V", lambda x: (x[11] - 32768) / 1000),
                Value("diagnostic", "", lambda x: wide(x[12:])),
                Value("upstream_tmax_outer", "s", lambda x: (x[14] * 2) / 1000),
                Value("upstream_tmax_inner", "s", lambda x: (x[15] * 2) / 1000),
            ),
        ),
        BATTERY,
    ),
    "dl-lws": (
        Sensor(2, (Value("leaf_wetness_index", "", lambda x: ratio(x) * 1),)),
        BATTERY,
    ),
    "dl-zn1": (
        Sensor(2, (Value("dendrometer_position", "µm", lambda x: ratio(x) * 20000),)),
        BATTERY,
    ),
    "dl-zn2": (
        Sensor(
            4,
            (
                Value("dendrometer_a_position", "µm", lambda x: ratio(x) * 20000),
                Value("dendrometer_b_position", "µm", lambda x: (ratio(x) - ratio(x[2:])) * 20000),
            ),
        ),
        BATTERY,
    ),
}
