"""Soil: water content and potential, temperature, conductivity.

Words and formulas of each device; frame form and source in `frame`.
"""

from collections.abc import Sequence
from typing import Final

from devices.codecs.decentlab.frame import BATTERY, Sensor, Tables, Value


def _water_10hs(x: Sequence[int]) -> float:
    """Return m³ water in m³ mineral soil; METER 10HS manual, third order, from mV."""
    mv = 3000 * (x[0] - 32768) / 32768
    return 2.97e-9 * mv**3 - 7.37e-6 * mv**2 + 6.69e-3 * mv - 1.92


def _water_5t(x: Sequence[int]) -> float:
    """Return m³ water in m³ soil from the permittivity; Topp et al., 1980."""
    e = x[0] / 50
    return 0.0000043 * e**3 - 0.00055 * e**2 + 0.0292 * e - 0.053


def _water_gs3(x: Sequence[int]) -> float:
    """Return m³ water in m³ soil from the permittivity; METER GS3 manual."""
    e = x[0] / 100
    return 0.00000589 * e**3 - 0.000762 * e**2 + 0.0367 * e - 0.0753


def _permittivity_trs(x: Sequence[int]) -> float:
    """Return the permittivity from the raw count; METER TEROS 11/12 manual."""
    raw = x[0] / 10
    return (0.000000002887 * raw**3 - 0.0000208 * raw**2 + 0.05276 * raw - 43.39) ** 2


def _water_trs(x: Sequence[int]) -> float:
    """Return m³ water in m³ mineral soil; METER TEROS 11/12 manual."""
    return x[0] / 10 * 0.0003879 - 0.6956


def _at(name: str, unit: str, word: int, *, zero: int, divisor: int = 1) -> Value:
    """Return a value that is one word, less its zero, divided."""
    return Value(name, unit, lambda x: (x[word] - zero) / divisor)


def _levels(first: int, last: int) -> Sensor:
    """Return moisture, temperature and salinity of one half of a profile probe."""
    said = (
        ("moisture", "%", 32768, 100),
        ("temperature", "°C", 32768, 100),
        ("salinity", "", 100, 1),
    )
    values = [
        (f"{what}_at_level_{level}", unit, zero, divisor)
        for what, unit, zero, divisor in said
        for level in range(first, last + 1)
    ]
    return Sensor(
        len(values),
        tuple(
            _at(name, unit, word, zero=zero, divisor=divisor)
            for word, (name, unit, zero, divisor) in enumerate(values)
        ),
    )


def _depths(count: int) -> Sensor:
    """Return moisture and temperature in turn of each depth."""
    values: list[Value] = []
    for n in range(count):
        values += (
            _at(f"soil_moisture_at_depth_{n}", "", 2 * n, zero=2500, divisor=500),
            _at(f"soil_temperature_at_depth_{n}", "°C", 2 * n + 1, zero=32768, divisor=100),
        )
    return Sensor(2 * count, tuple(values))


TABLES: Final[Tables] = {
    "dl-10hs": (
        Sensor(
            1,
            (
                Value("raw_sensor_reading", "mV", lambda x: 3 * (x[0] - 32768) / 32768 * 1000),
                Value(
                    "volumetric_water_content",
                    "m³⋅m⁻³",
                    _water_10hs,
                ),
            ),
        ),
        BATTERY,
    ),
    "dl-5te": (
        Sensor(
            3,
            (
                Value("dielectric_permittivity", "", lambda x: x[0] / 50),
                Value(
                    "volumetric_water_content",
                    "m³⋅m⁻³",
                    _water_5t,
                ),
                Value("soil_temperature", "°C", lambda x: (x[1] - 400) / 10),
                Value("electrical_conductivity", "µS⋅cm⁻¹", lambda x: x[2] * 10),
            ),
        ),
        BATTERY,
    ),
    "dl-5tm": (
        Sensor(
            2,
            (
                Value("dielectric_permittivity", "", lambda x: x[0] / 50),
                Value(
                    "volumetric_water_content",
                    "m³⋅m⁻³",
                    _water_5t,
                ),
                Value("soil_temperature", "°C", lambda x: (x[1] - 400) / 10),
            ),
        ),
        BATTERY,
    ),
    "dl-gs3": (
        Sensor(
            3,
            (
                Value("dielectric_permittivity", "", lambda x: x[0] / 100),
                Value(
                    "volumetric_water_content",
                    "m³⋅m⁻³",
                    _water_gs3,
                ),
                Value("soil_temperature", "°C", lambda x: (x[1] - 32768) / 10),
                Value("electrical_conductivity", "µS⋅cm⁻¹", lambda x: x[2]),
            ),
        ),
        BATTERY,
    ),
    "dl-trs11": (
        Sensor(
            2,
            (
                Value(
                    "dielectric_permittivity",
                    "",
                    _permittivity_trs,
                ),
                Value("volumetric_water_content", "m³⋅m⁻³", _water_trs),
                Value("soil_temperature", "°C", lambda x: (x[1] - 32768) / 10),
            ),
        ),
        BATTERY,
    ),
    "dl-trs12": (
        Sensor(
            3,
            (
                Value(
                    "dielectric_permittivity",
                    "",
                    _permittivity_trs,
                ),
                Value("volumetric_water_content", "m³⋅m⁻³", _water_trs),
                Value("soil_temperature", "°C", lambda x: (x[1] - 32768) / 10),
                Value("electrical_conductivity", "µS⋅cm⁻¹", lambda x: x[2]),
            ),
        ),
        BATTERY,
    ),
    "dl-trs21": (
        Sensor(
            2,
            (
                Value("water_potential", "kPa", lambda x: -(x[0] / 10)),
                Value("soil_temperature", "°C", lambda x: (x[1] - 32768) / 10),
            ),
        ),
        BATTERY,
    ),
    "dl-sdd": (_levels(0, 5), _levels(6, 11), BATTERY),
    "dl-smtp": (_depths(8), BATTERY),
    "dl-tp": (
        Sensor(
            16,
            tuple(
                _at(f"temperature_at_level_{n}", "°C", n, zero=32768, divisor=100)
                for n in range(16)
            ),
        ),
        BATTERY,
    ),
}
