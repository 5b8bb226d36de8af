"""Water: level, pressure, quality; distance to a surface by laser, ultrasound and radar.

Words and formulas of each device; frame form and source in `frame`.
"""

from typing import Final

from devices.codecs.decentlab.frame import BATTERY, Sensor, Tables, Value

TABLES: Final[Tables] = {
    "dl-ctd10": (
        Sensor(
            4,
            (
                Value("water_depth", "mm", lambda x: x[0] - 32768),
                Value("temperature", "°C", lambda x: (x[1] - 32768) / 10),
                Value("electrical_conductivity", "µS⋅cm⁻¹", lambda x: x[2]),
                Value("freezing_flag", "", lambda x: x[3]),
            ),
        ),
        BATTERY,
    ),
    "dl-ctd10b": (
        Sensor(
            4,
            (
                Value("water_depth", "mm", lambda x: x[0] - 32768),
                Value("temperature", "°C", lambda x: (x[1] - 32768) / 10),
                Value("electrical_conductivity", "µS⋅cm⁻¹", lambda x: x[2] * 2),
                Value("freezing_flag", "", lambda x: x[3]),
            ),
        ),
        BATTERY,
    ),
    "dl-mes5": (
        Sensor(
            5,
            (
                Value("status", "", lambda x: x[0]),
                Value("temperature", "°C", lambda x: (x[1] - 32768) / 100),
                Value("sludge_blanket", "%", lambda x: x[2] / 100),
                Value("suspended_solid", "g⋅L⁻¹", lambda x: x[3] / 100),
                Value("turbidity", "FAU", lambda x: x[4] / 10),
            ),
        ),
        BATTERY,
    ),
    "dl-ntu": (
        Sensor(
            5,
            (
                Value("status", "", lambda x: x[0]),
                Value("temperature", "°C", lambda x: (x[1] - 32768) / 100),
                Value("turbidity_in_ntu", "NTU", lambda x: x[2] / 10),
                Value("turbidity_in_fnu", "FNU", lambda x: x[3] / 10),
                Value("turbidity_in_mg_l", "mg⋅L⁻¹", lambda x: x[4] / 10),
            ),
        ),
        BATTERY,
    ),
    "dl-optod": (
        Sensor(
            5,
            (
                Value("status", "", lambda x: x[0]),
                Value("temperature", "°C", lambda x: (x[1] - 32768) / 100),
                Value("oxygen_saturation", "%", lambda x: (x[2] - 32768) / 100),
                Value("oxygen_concentration", "mg⋅L⁻¹", lambda x: (x[3] - 32768) / 100),
                Value("oxygen_concentration_alt", "ppm", lambda x: (x[4] - 32768) / 100),
            ),
        ),
        BATTERY,
    ),
    "dl-pheht": (
        Sensor(
            5,
            (
                Value("status", "", lambda x: x[0]),
                Value("temperature", "°C", lambda x: (x[1] - 32768) / 100),
                Value("ph", "", lambda x: (x[2] - 32768) / 100),
                Value("redox", "mV", lambda x: (x[3] - 32768) / 10),
                Value("ph_mv", "mV", lambda x: (x[4] - 32768) / 10),
            ),
        ),
        BATTERY,
    ),
    "dl-lid": (
        Sensor(
            11,
            (
                Value("distance_average", "mm", lambda x: x[0]),
                Value("distance_minimum", "mm", lambda x: x[1]),
                Value("distance_maximum", "mm", lambda x: x[2]),
                Value("distance_median", "mm", lambda x: x[3]),
                Value("distance_10th_percentile", "mm", lambda x: x[4]),
                Value("distance_25th_percentile", "mm", lambda x: x[5]),
                Value("distance_75th_percentile", "mm", lambda x: x[6]),
                Value("distance_90th_percentile", "mm", lambda x: x[7]),
                Value("distance_most_frequent_value", "mm", lambda x: x[8]),
                Value("number_of_samples", "", lambda x: x[9]),
                Value("total_acquisition_time", "ms", lambda x: x[10] / 1.024),
            ),
        ),
        BATTERY,
    ),
    "dl-lid2": (
        Sensor(
            12,
            (
                Value("distance_average", "mm", lambda x: x[0]),
                Value("distance_minimum", "mm", lambda x: x[1]),
                Value("distance_maximum", "mm", lambda x: x[2]),
                Value("distance_median", "mm", lambda x: x[3]),
                Value("distance_10th_percentile", "mm", lambda x: x[4]),
                Value("distance_25th_percentile", "mm", lambda x: x[5]),
                Value("distance_75th_percentile", "mm", lambda x: x[6]),
                Value("distance_90th_percentile", "mm", lambda x: x[7]),
                Value("distance_most_frequent_value", "mm", lambda x: x[8]),
                Value("number_of_valid_samples", "", lambda x: x[9]),
                Value("total_acquisition_time", "ms", lambda x: x[10] / 1.024),
                Value("number_of_total_samples", "", lambda x: x[11]),
            ),
        ),
        BATTERY,
    ),
    "dl-mbx": (
        Sensor(
            2,
            (
                Value("distance", "mm", lambda x: x[0]),
                Value("number_of_valid_samples", "", lambda x: x[1]),
            ),
        ),
        BATTERY,
    ),
    "dl-rad": (
        Sensor(
            4,
            (
                Value("distance", "mm", lambda x: x[0]),
                Value("temperature", "°C", lambda x: (x[1] - 32768) / 100),
                Value("reliability", "dB", lambda x: (x[2] - 32768) / 100),
                Value("status", "", lambda x: x[3]),
            ),
        ),
        BATTERY,
    ),
}
