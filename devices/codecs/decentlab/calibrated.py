"""Devices whose values need numbers from the label or the order: range, resistor, calibration.

The defaults are those of the vendor's own examples. Frame form and source in `frame`.

| device | numbers |
|---|---|
| dl-ac | of each gas (NO2, NO, Ox, CO): zero of the working electrode `_WE_0` and of the |
|       | auxiliary one `_AUX_0` in mV, sensitivity `_S` in mV/ppb |
| dl-dlr2-004, -008, -009 | R: the measuring resistor in Ω |
| dl-dws | f02, s, m0: squared frequency at no load, slope, weight at no load in g |
| dl-kl66 | f0: frequency at no load in Hz, k: factor of the wire |
| dl-pr21, dl-pr26 | Pmin, Pmax: range of the probe in bar |
| dl-pr36, dl-pr36ctd | kp: steps a bar; kec: steps a mS/cm |
| dl-tbrg | resolution: mm of rain a tip |
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from devices.codecs.decentlab.frame import BATTERY, SHT21, Sensor, Sensors, Value, ratio, wide

#: Numbers by name -> the sensors of a device that has them.
Calibrated = Callable[[Mapping[str, float]], Sensors]

_AC_CHANNELS: Final = ((4, "NO2"), (5, "NO"), (6, "Ox"), (7, "CO"))


def _gas(channel: int, gas: str, p: Mapping[str, float]) -> Sensor:
    name = f"ch{channel}_{gas.lower()}"
    zero, slope, auxiliary = (p[f"{gas}_{word}"] for word in ("WE_0", "S", "AUX_0"))

    def mv(word: int) -> float:
        return 3 * (word / 32768 - 1) * 1000

    return Sensor(
        2,
        (
            Value(f"{name}_we", "mV", lambda x: mv(x[0])),
            Value(f"{name}_we_aux", "mV", lambda x: mv(x[1])),
            Value(f"{name}_concentration_we", "ppb", lambda x: (mv(x[0]) - zero) / slope),
            Value(
                f"{name}_concentration_we_aux",
                "ppb",
                lambda x: (mv(x[1]) - zero + auxiliary) / slope,
            ),
        ),
    )


def _ac(p: Mapping[str, float]) -> Sensors:
    return (SHT21, *(_gas(channel, gas, p) for channel, gas in _AC_CHANNELS), BATTERY)


def _loop(p: Mapping[str, float]) -> Sensors:
    ohm = p["R"]
    current = Value("current", "mA", lambda x: 3 * (x[0] - 32768) / 32768 / 2 / ohm * 1000)
    return (Sensor(1, (current,)), BATTERY)


def _pt100(p: Mapping[str, float]) -> Sensors:
    def celsius(part: float) -> float:
        ohm = part * p["R"] / (1 - part)
        return -244.83 + 2.3419 * ohm + 0.0010664 * ohm**2

    return (Sensor(2, (Value("temperature", "°C", lambda x: celsius(ratio(x) / 2)),)), BATTERY)


def _pt1000(p: Mapping[str, float]) -> Sensors:
    def ohm(part: float) -> float:
        return part * p["R"] / (1 - part)

    def celsius(resistance: float) -> float:
        return -245.18 + 0.23469 * resistance + 0.0000104876 * resistance**2

    values = (
        Value("thermistor_resistance", "Ω", lambda x: ohm(ratio(x))),
        Value("temperature", "°C", lambda x: celsius(ohm(ratio(x)))),
    )
    return (Sensor(2, values), BATTERY)


def _scale(p: Mapping[str, float]) -> Sensors:
    def hz(count: int, ticks: int) -> float:
        return count / ticks * 32768

    values = (
        Value("frequency", "Hz", lambda x: hz(x[0], x[1])),
        Value("weight", "g", lambda x: (hz(x[0], x[1]) ** 2 - p["f02"]) * p["s"] + p["m0"]),
    )
    return (Sensor(3, values), BATTERY)


def _wire(p: Mapping[str, float]) -> Sensors:
    def hz(count: int, ticks: int) -> float:
        return count / ticks * 32768

    def gram(count: int, ticks: int) -> float:
        return (hz(count, ticks) ** 2 - p["f0"] ** 2) * p["k"] / 1000000

    def micrometre(count: int, ticks: int) -> float:
        return gram(count, ticks) * -1.5 / 1000 * 9.8067

    values = (
        Value("counter_reading", "", lambda x: x[0]),
        Value("measurement_interval", "", lambda x: x[1] / 32768),
        Value("frequency", "Hz", lambda x: hz(x[0], x[1])),
        Value("weight", "g", lambda x: gram(x[0], x[1])),
        Value("elongation", "µm", lambda x: micrometre(x[0], x[1])),
        Value("strain", "µm⋅m⁻¹", lambda x: micrometre(x[0], x[1]) / 0.066),
    )
    return (Sensor(3, values), BATTERY)


def _ranged(p: Mapping[str, float]) -> Sensors:
    low, high = p["Pmin"], p["Pmax"]
    values = (
        Value("pressure", "bar", lambda x: (x[0] - 16384) / 32768 * (high - low) + low),
        Value("temperature", "°C", lambda x: (x[1] - 384) * 0.003125 - 50),
    )
    return (Sensor(2, values), BATTERY)


def _stepped(p: Mapping[str, float]) -> Sensors:
    values = (
        Value("pressure", "bar", lambda x: (x[0] - 32768) / p["kp"]),
        Value("temperature", "°C", lambda x: (x[1] - 32768) / 256),
    )
    return (Sensor(2, values), BATTERY)


def _stepped_ctd(p: Mapping[str, float]) -> Sensors:
    values = (
        Value("pressure", "bar", lambda x: (x[0] - 32768) / p["kp"]),
        Value("temperature_electronics", "°C", lambda x: (x[1] - 32768) / 256),
        Value("temperature_pt1000", "°C", lambda x: (x[2] - 32768) / 256),
        Value("electrical_conductivity", "mS⋅cm⁻¹", lambda x: (x[3] - 32768) / p["kec"]),
    )
    return (Sensor(4, values), BATTERY)


def _rain(p: Mapping[str, float]) -> Sensors:
    values = (
        Value("precipitation", "mm", lambda x: x[0] * p["resolution"]),
        Value("precipitation_interval", "s", lambda x: x[1]),
        Value("cumulative_precipitation", "mm", lambda x: wide(x[2:]) * p["resolution"]),
    )
    return (Sensor(4, values), BATTERY)


#: Device -> its sensors by its numbers, and the numbers when none are given.
CALIBRATED: Final[Mapping[str, tuple[Calibrated, Mapping[str, float]]]] = MappingProxyType(
    {
        "dl-ac": (
            _ac,
            {
                "NO2_WE_0": 256,
                "NO2_S": 0.256,
                "NO2_AUX_0": 227,
                "NO_WE_0": 320,
                "NO_S": 0.512,
                "NO_AUX_0": 288,
                "Ox_WE_0": 235,
                "Ox_S": 0.345,
                "Ox_AUX_0": 200,
                "CO_WE_0": 544,
                "CO_S": 0.424,
                "CO_AUX_0": 301,
            },
        ),
        "dl-dlr2-004": (_loop, {"R": 10}),
        "dl-dlr2-008": (_pt100, {"R": 2000}),
        "dl-dlr2-009": (_pt1000, {"R": 2000}),
        "dl-dws": (_scale, {"f02": 232263168, "s": 0.000302459, "m0": 1370}),
        "dl-kl66": (_wire, {"f0": 15383.72, "k": 46.4859}),
        "dl-pr21": (_ranged, {"Pmin": -1, "Pmax": 10}),
        "dl-pr26": (_ranged, {"Pmin": 0, "Pmax": 1}),
        "dl-pr36": (_stepped, {"kp": 8192}),
        "dl-pr36ctd": (_stepped_ctd, {"kp": 8192, "kec": 1024}),
        "dl-tbrg": (_rain, {"resolution": 0.1}),
    }
)
