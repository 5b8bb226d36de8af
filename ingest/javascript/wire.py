"""What goes over the pipes: frames of JSON, each after its length in four bytes."""

import struct
from typing import Final

import msgspec

LENGTH: Final = struct.Struct("!I")
FRAME_MAX_BYTES: Final = 64 * 1024 * 1024
#: How the words begin when not the frame but the codec is at fault.
NOT_LOADED: Final = "it cannot be loaded"


class Call(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One frame to decode; `codec` is the sha256 of a source the process has been given."""

    codec: str
    sender: str
    port: int
    payload: bytes
    time_ms: int


class Work(msgspec.Struct, frozen=True, array_like=True):
    """Frames to decode in their order, after taking over sources and forgetting others."""

    calls: list[Call]
    sources: dict[str, str] = {}
    forget: list[str] = []


class Answer(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One frame's `{"data": …, "warnings": …}` as text, or (`good` false) words for people."""

    good: bool
    text: str


def framed(message: object) -> bytes:
    """Return a message as it goes over a pipe."""
    body = msgspec.json.encode(message)
    return LENGTH.pack(len(body)) + body
