"""Network servers: what they publish about a frame, and about a join.

Written from their documentation without the envelopes that read them.
"""

from functools import lru_cache
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
    second, rest_us = divmod(time_us, 1_000_000)
    return f"{_second(second)}.{rest_us:06}{time_us * 7919 % 1_000:03}{zone}"


@lru_cache(maxsize=8_192)
def _second(second: int) -> str:
    return iso(second * 1_000_000)[:19]
