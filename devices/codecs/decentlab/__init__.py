"""Decentlab DL-… devices: one frame form, one table a device, named `decentlab-dl-pm` and so on."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from devices.codecs.decentlab import air, plants, signals, soil, water, weather
from devices.codecs.decentlab.calibrated import CALIBRATED
from devices.codecs.decentlab.frame import Sensors, read
from devices.uplink import Fields

PREFIX: Final = "decentlab-"
_TABLES: Final[Mapping[str, Sensors]] = {
    **air.TABLES,
    **plants.TABLES,
    **signals.TABLES,
    **soil.TABLES,
    **water.TABLES,
    **weather.TABLES,
    **{device: sensors(numbers) for device, (sensors, numbers) in CALIBRATED.items()},
}


def _decode(device: str, sensors: Sensors, port: int, payload: bytes) -> Fields:  # noqa: ARG001
    """Read one frame; the port says nothing."""
    return read(sensors, f"Decentlab {device.upper()}", payload)


def calibrated(device: str, numbers: Mapping[str, float]) -> Callable[[int, bytes], Fields]:
    """Return the codec of a device with numbers of its own, such as a probe's range.

    Raises
    ------
    ValueError
        The device has no such numbers, or one of them is not among its own.
    """
    if device not in CALIBRATED:
        raise ValueError(f"{PREFIX}{device} takes no numbers; {', '.join(CALIBRATED)} do")
    sensors, defaults = CALIBRATED[device]
    if unknown := set(numbers) - set(defaults):
        raise ValueError(
            f"{PREFIX}{device} has no {', '.join(sorted(unknown))}, but {', '.join(defaults)}"
        )
    return partial(_decode, device, sensors({**defaults, **numbers}))


CODECS: Final[dict[str, Callable[[int, bytes], Fields]]] = {
    PREFIX + device: partial(_decode, device, sensors)
    for device, sensors in sorted(_TABLES.items())
}
