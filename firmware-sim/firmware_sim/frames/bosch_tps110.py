"""Bosch parking lot sensor TPS110.

Source: Bosch, Parking Lot Sensor, Communication Interface, Technical Description, V0.29.4.
"""

from collections.abc import Sequence
from enum import IntEnum

from firmware_sim.frames import Frame

_CODES = 3
_CODE_BYTES = 4


class ResetCause(IntEnum):
    """Why it started."""

    WATCHDOG = 1
    POWER_ON = 2
    SYSTEM_REQUEST = 3
    OTHER = 4


def status(*, occupied: bool) -> Frame:
    """Return the message of a change (fPort 1)."""
    return Frame(1, bytes([occupied]))


def heartbeat(*, occupied: bool, temperature_c: int | None = None) -> Frame:
    """Return the message of a day without change (fPort 2); the temperature since V0.29."""
    measured = b"" if temperature_c is None else temperature_c.to_bytes(1, "big", signed=True)
    return Frame(2, bytes([occupied]) + measured)


def startup(
    *,
    occupied: bool,
    firmware: tuple[int, int, int],
    cause: ResetCause,
    codes: Sequence[int] = (),
) -> Frame:
    """Return the message of a start (fPort 3).

    Parameters
    ----------
    codes
        At most three debug codes of 12 bits.
    """
    debug = b"".join(code.to_bytes(_CODE_BYTES, "little") for code in codes)
    debug = debug.ljust(_CODES * _CODE_BYTES, b"\x00")
    return Frame(3, debug + bytes([*firmware, cause, occupied]))
