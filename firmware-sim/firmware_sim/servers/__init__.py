"""Network servers: what they publish about a frame, a join and a downlink, and what they take.

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


class Order(NamedTuple):
    """A downlink that waits for its device to be heard (class A)."""

    port: int
    payload: bytes
    confirmed: bool
    said: dict[str, Any]  #: as the city wrote it
    id: str


class Server(Protocol):
    """A network server that knows one device."""

    @property
    def hears(self) -> tuple[str, ...]:
        """The topics on which it takes downlinks."""
        ...

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

    def orders(self, topic: str, payload: bytes) -> tuple[list[Order], bool]:
        """Read a message of the city: downlinks, and whether they replace those that wait.

        Raises
        ------
        ValueError
            It is none that the server would take.
        """
        ...

    def queued(self, order: Order, time_us: int) -> Published | None:
        """Return what it publishes when a downlink waits."""
        ...

    def sent(self, session: str, counter: int, order: Order, time_us: int) -> Published:
        """Return what it publishes when a gateway has sent a downlink."""
        ...

    def acknowledged(self, session: str, counter: int, order: Order, time_us: int) -> Published:
        """Return what it publishes when the device has confirmed a downlink."""
        ...


def nanoseconds(time_us: int, zone: str = "Z") -> str:
    """Write an instant with nine digits, as servers written in Go and Rust do."""
    second, rest_us = divmod(time_us, 1_000_000)
    return f"{_second(second)}.{rest_us:06}{time_us * 7919 % 1_000:03}{zone}"


@lru_cache(maxsize=8_192)
def _second(second: int) -> str:
    return iso(second * 1_000_000)[:19]
