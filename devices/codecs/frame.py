"""What all frames have in common: bytes that must be there, and a sentence when they are not."""

from typing import Final

from devices.errors import Cause, RejectedError

#: No LoRaWAN frame carries more (EU868, data rates 4 to 7: 242 bytes).
FRAME_MAX_BYTES: Final = 256


def failed(sentence: str) -> RejectedError:
    """Return the rejection of a frame that the codec cannot read."""
    return RejectedError(Cause.CODEC_FAILED, sentence)


def unknown_port(device: str, port: int, known: str) -> RejectedError:
    """Return the rejection of a frame on a port on which the device says nothing we know."""
    return failed(
        f"{device} sends on fPort {known}, this frame came on {port}; is the model right?"
    )


def at_least(payload: bytes, size: int, what: str) -> None:
    """Refuse a frame shorter than `size` bytes.

    Raises
    ------
    RejectedError
        It is cut short, or longer than any radio frame.
    """
    if len(payload) < size:
        raise failed(f"{what} has {size} bytes, this frame has {len(payload)}: it is cut short")
    if len(payload) > FRAME_MAX_BYTES:
        raise failed(f"a frame has at most {FRAME_MAX_BYTES} bytes, this one {len(payload)}")


def exactly(payload: bytes, size: int, what: str) -> None:
    """Refuse a frame of any other length than `size` bytes."""
    at_least(payload, size, what)
    if len(payload) != size:
        raise failed(f"{what} has {size} bytes, this frame has {len(payload)}; is the model right?")


def unsigned(payload: bytes, start: int, size: int) -> int:
    """Return a big-endian number without sign."""
    return int.from_bytes(payload[start : start + size], "big")


def signed(payload: bytes, start: int, size: int) -> int:
    """Return a big-endian number in two's complement."""
    return int.from_bytes(payload[start : start + size], "big", signed=True)


def unsigned_le(payload: bytes, start: int, size: int) -> int:
    """Return a little-endian number without sign."""
    return int.from_bytes(payload[start : start + size], "little")


def dotted(payload: bytes) -> str:
    """Return a version such as `0.29.2`: one number a byte."""
    return ".".join(map(str, payload))
