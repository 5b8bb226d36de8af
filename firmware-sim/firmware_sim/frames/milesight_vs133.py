"""Milesight people counter VS133.

Source: Milesight, VS133 user guide, Device Payload: channel, type, value; little-endian.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from firmware_sim.frames import Frame

PORT: Final = 85
_TOTAL: Final = 0xD2
_PERIOD: Final = 0xCC
_FIRST_CHANNEL: Final = 0x03  #: of line 1: total in; then total out, period
_PER_LINE: Final = 3
TOTAL_WRAPS: Final = 2**32


class Line(NamedTuple):
    """What one line has counted, along its arrow and against it."""

    into: int
    out: int


def totals(lines: Sequence[Line]) -> bytes:
    """Return the running totals of the lines, from line 1 on."""
    return b"".join(
        bytes([_FIRST_CHANNEL + n * _PER_LINE + side, _TOTAL])
        + (count % TOTAL_WRAPS).to_bytes(4, "little")
        for n, line in enumerate(lines)
        for side, count in enumerate(line)
    )


def periods(lines: Sequence[Line]) -> bytes:
    """Return the counts of the reporting period of the lines, from line 1 on."""
    return b"".join(
        bytes([_FIRST_CHANNEL + n * _PER_LINE + 2, _PERIOD])
        + line.into.to_bytes(2, "little")
        + line.out.to_bytes(2, "little")
        for n, line in enumerate(lines)
    )


def identity(
    *, serial: str, hardware: tuple[int, int], firmware: tuple[int, int, int, int]
) -> bytes:
    """Return who it is, sent after the join.

    Parameters
    ----------
    serial
        16 hexadecimal digits.
    """
    return (
        b"\xff\x01\x01"
        + b"\xff\x16"
        + bytes.fromhex(serial)
        + b"\xff\x09"
        + bytes(hardware)
        + b"\xff\x1f"
        + bytes(firmware)
    )


def frame(*parts: bytes) -> Frame:
    """Return parts as they go out together."""
    return Frame(PORT, b"".join(parts))
