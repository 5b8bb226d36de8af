"""Decentlab's frame: protocol 2, device number, a flag for each group of words, the words.

Source: Decentlab, data sheets of DL-PM, DL-MBX and DL-PR26, "Payload format"; big-endian.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from firmware_sim.frames import Frame

PORT: Final = 1
_PROTOCOL: Final = 2
_WORDS: Final = 65_536  # full scale of temperature and humidity
_PRESSURE_ZERO: Final = 16_384


class Particles(NamedTuple):
    """What a DL-PM measures of dust: mass [ug/m3], typical size [nm], number [1/cm3]."""

    mass: tuple[float, float, float, float]  #: up to 1, 2.5, 4 and 10 um
    size_nm: int
    number: tuple[float, float, float, float, float]  #: up to 0.5, 1, 2.5, 4 and 10 um


def frame(device: int, groups: Sequence[Sequence[int] | None]) -> Frame:
    """Return a frame; a group that was not measured is None and has no words."""
    flags = sum(1 << n for n, group in enumerate(groups) if group is not None)
    words = [word for group in groups if group is not None for word in group]
    body = bytes([_PROTOCOL]) + device.to_bytes(2, "big") + flags.to_bytes(2, "big")
    return Frame(PORT, body + b"".join(word.to_bytes(2, "big") for word in words))


def millivolt(voltage: float) -> list[int]:
    """Return the group of the battery."""
    return [round(voltage * 1_000)]


def climate(temperature_c: float, humidity_percent: float) -> list[int]:
    """Return the group of temperature and humidity, as the SHT sensor measures them."""
    return [
        round((temperature_c + 46.85) / 175.72 * _WORDS),
        round((humidity_percent + 6) / 125 * _WORDS),
    ]


def temperature_c(word: int) -> float:
    """Return which temperature a word of `climate` means. [Cel]."""
    return 175.72 * word / _WORDS - 46.85


def humidity_percent(word: int) -> float:
    """Return which humidity a word of `climate` means. [%]."""
    return 125 * word / _WORDS - 6


def dl_pm(
    device: int,
    *,
    battery_v: float | None = None,
    particles: Particles | None = None,
    climate: Sequence[int] | None = None,
    pressure_pa: float | None = None,
) -> Frame:
    """Return the frame of a particulate matter station."""
    dust = None
    if particles is not None:
        dust = [round(mass * 10) for mass in particles.mass]
        dust += [particles.size_nm, *(round(number * 10) for number in particles.number)]
    return frame(
        device,
        [
            None if battery_v is None else millivolt(battery_v),
            dust,
            climate,
            None if pressure_pa is None else [round(pressure_pa / 2)],
        ],
    )


def dl_mbx(
    device: int, *, battery_v: float, distance_mm: int | None = None, samples: int = 1
) -> Frame:
    """Return the frame of an ultrasonic distance sensor."""
    distance = None if distance_mm is None else [distance_mm, samples]
    return frame(device, [distance, millivolt(battery_v)])


def dl_pr26(
    device: int,
    *,
    battery_v: float,
    pressure_bar: float | None = None,
    temperature_c: float = 0.0,
    full_scale_bar: float = 1.0,
) -> Frame:
    """Return the frame of a liquid level sensor; its range is 0 to `full_scale_bar`."""
    level = None
    if pressure_bar is not None:
        level = [
            round(pressure_bar / full_scale_bar * 2 * _PRESSURE_ZERO) + _PRESSURE_ZERO,
            round((temperature_c + 50) / 0.003125) + 384,
        ]
    return frame(device, [level, millivolt(battery_v)])
