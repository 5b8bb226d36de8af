"""Milesight people counter VS133.

Source: Milesight, VS133 user guide, Device Payload and Downlink Commands: channel, type, value;
little-endian. What was not heard is sent again as history (firmware 1.0.9): 20 ce, when it was
measured in seconds since 1970, the channel as data type, the value.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from firmware_sim.frames import Frame

PORT: Final = 85
_TOTAL: Final = 0xD2
_PERIOD: Final = 0xCC
_FIRST_CHANNEL: Final = 0x03  #: of line 1: total in; then total out, period
_PER_LINE: Final = 3
_HISTORY: Final = b"\x20\xce"
_COMMAND: Final = 0xFF
_ANSWER: Final = 0xFE
_REPORT_INTERVAL: Final = 0x03
_TIME: Final = 0x11
_COMMAND_BYTES: Final = {_REPORT_INTERVAL: 2, _TIME: 4}
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


def history(second: int, total: Line | None, period: Line | None) -> bytes:
    """Return the records of line 1 that were measured at a second since 1970."""
    values: list[tuple[int, bytes]] = []
    if total is not None:
        values += [
            (_FIRST_CHANNEL + side, (count % TOTAL_WRAPS).to_bytes(4, "little"))
            for side, count in enumerate(total)
        ]
    if period is not None:
        counts = b"".join(count.to_bytes(2, "little") for count in period)
        values.append((_FIRST_CHANNEL + _PER_LINE - 1, counts))
    head = _HISTORY + second.to_bytes(4, "little")
    return b"".join(head + bytes([channel]) + value for channel, value in values)


class Commands(NamedTuple):
    """What a downlink asks for; None: nothing of the kind."""

    interval_s: int | None
    time_s: int | None  #: since 1970
    answer: bytes  #: what it says of it


def obey(payload: bytes) -> Commands:
    """Read a downlink as the device does: up to the first command that it does not know."""
    found: dict[int, int] = {}
    answer = b""
    while len(payload) > 2 and payload[0] == _COMMAND and payload[1] in _COMMAND_BYTES:
        end = 2 + _COMMAND_BYTES[payload[1]]
        if len(payload) < end:
            break
        found[payload[1]] = int.from_bytes(payload[2:end], "little")
        answer += bytes([_ANSWER]) + payload[1:end]
        payload = payload[end:]
    return Commands(found.get(_REPORT_INTERVAL), found.get(_TIME), answer)


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
