"""PMX (Parametric) traffic radar TCR, firmware PMX 1.x.

Source: PMX, TCR LoRaWAN Payload Description: counter payload V2, device id payload V2.
"""

from typing import Final

from firmware_sim.frames import Frame

_COUNTER_V2: Final = 0xA2
_ID_V2: Final = 0xD2
_ID_PORT: Final = 190
#: fPort of all objects; those of the categories 1 to 4 follow.
_UNFILTERED_PORT: Final = 13
COUNT_MAX: Final = 0xFFFF
SPEED_MAX_KM_H: Final = 0xFF


def counts(
    *,
    category: int,
    ends: tuple[int, int],
    left_to_right: tuple[int, int],
    right_to_left: tuple[int, int],
    supply_v: float,
) -> Frame:
    """Return the counts of one interval.

    Parameters
    ----------
    category
        0: every object; 1 to 4: as the device is set up.
    ends
        Hour and minute at which the interval ended, by the device's clock.
    left_to_right, right_to_left
        How many, and their mean speed. [1], [km/h]
    """
    body = bytes([_COUNTER_V2, *ends])
    for number, speed in (left_to_right, right_to_left):
        body += min(number, COUNT_MAX).to_bytes(2, "big") + bytes([min(speed, SPEED_MAX_KM_H)])
    return Frame(_UNFILTERED_PORT + category, body + bytes([round(supply_v * 10)]))


def identity(
    *,
    kind: int,
    licence: int,
    speed_class: int,
    firmware: tuple[int, int, int],
    charger: tuple[int, int, int],
) -> Frame:
    """Return who it is (fPort 190), sent after the join.

    Parameters
    ----------
    kind, licence, speed_class
        Numbers of the data sheet's tables: 10 is TCR-DLI, 2 is PRO, 2 is high speed.
    charger
        Version of the solar charger's firmware.
    """
    versions = b"".join(
        bytes([major << 4 | minor, patch]) for major, minor, patch in (firmware, charger)
    )
    return Frame(_ID_PORT, bytes([_ID_V2, kind, licence, speed_class]) + versions)
