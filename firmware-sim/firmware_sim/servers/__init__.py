"""Network servers: what they publish about a frame, and about a join.

Written from their documentation without the envelopes that read them.
"""

from typing import Any, NamedTuple, Protocol

from firmware_sim.frames import Frame
from firmware_sim.payload import iso
from firmware_sim.radio import Reception


class Published(NamedTuple):
    """One message of a network server."""

    topic: str
    message: dict[str, Any]


class Server(Protocol):
    """A network server that knows one device."""

    def up(self, session: str, counter: int, frame: Frame, reception: Reception) -> Published:
        """Return what it publishes about a frame.

        Parameters
        ----------
        session
            Eight hexadecimal digits that name it.
        """
        ...

    def join(self, session: str, time_us: int) -> Published:
        """Return what it publishes when the device has joined."""
        ...


def nanoseconds(time_us: int, zone: str = "Z") -> str:
    """Write an instant with nine digits, as servers written in Go and Rust do."""
    return (
        f"{iso(time_us - time_us % 1_000_000)[:19]}.{time_us % 1_000_000:06}{_rest(time_us)}{zone}"
    )


def _rest(time_us: int) -> str:
    return f"{time_us * 7919 % 1_000:03}"
