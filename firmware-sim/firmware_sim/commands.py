"""Commands on `down`, and the device's answer on `ack`.

{"v": 1, "id": "c-17", "set": {"interval_s": 60}}          settings of the device's model
{"v": 1, "id": "c-18", "time": "2026-11-22T10:00:00Z"}     what time it is
{"v": 1, "id": "c-17", "ok": true}                         the answer; with `error` when not ok
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec

from devices.topics import Stream, Topic
from firmware_sim.outgoing import Nature, Outgoing

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One command."""

    v: Annotated[int, msgspec.Meta(ge=1, le=1)]
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    set: dict[str, Any] = {}
    time: datetime | None = None

    @property
    def time_us(self) -> int | None:
        """The time it tells, in microseconds since 1970; None: it tells none, or no zone."""
        if self.time is None or self.time.tzinfo is None:
            return None
        return (self.time - _EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came on `down`."""

    device: str
    payload: bytes
    topic: str = ""


_DECODER = msgspec.json.Decoder(Command)


def read(payload: bytes) -> Command:
    """Read a command.

    Raises
    ------
    ValueError
        It is none; the message says why.
    """
    try:
        command = _DECODER.decode(payload)
    except msgspec.DecodeError as why:
        raise ValueError(str(why)) from why
    if command.time is not None and command.time.tzinfo is None:
        raise ValueError("time has no zone: end it with Z")
    return command


def topic(municipality: str, device: str) -> str:
    """Return where commands for a device come."""
    return str(Topic(municipality, device, Stream.DOWN))


def answer(municipality: str, device: str, command_id: str, error: str | None) -> Outgoing:
    """Return the answer to a command; `error` None: it is done."""
    said: dict[str, object] = {"v": 1, "id": command_id, "ok": error is None}
    if error is not None:
        said["error"] = error
    return Outgoing(
        device=device,
        topic=str(Topic(municipality, device, Stream.ACK)),
        payload=msgspec.json.encode(said),
        boot="",
        seq=-1,
        nature=Nature.ANSWER,
    )
