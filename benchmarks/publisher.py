"""A publisher that costs next to nothing: packets built beforehand, a bare socket, QoS 1.

With a client library the publisher would take as much of the two cores as the receiver it is to
feed, and the figure would be its own.
"""

import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from benchmarks import packets

LOOPBACK: Final = "127.0.0.1"
WINDOW: Final = 1_000  #: un-acknowledged messages of the connection, at most
_ANSWER_MAX_S: Final = 60.0
_CHUNK: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """A message before its packet id: what `Publisher` needs of it."""

    topic: str
    payload: bytes


@dataclass(slots=True)
class Publisher:
    """One connection; a context manager."""

    port: int
    client_id: str
    user: tuple[str, str] | None = None  #: name and password; None: as a device
    unacknowledged: int = 0
    _next_id: int = 1
    _rest: bytes = b""
    _socket: socket.socket = field(init=False)

    def __enter__(self) -> "Publisher":
        self._socket = socket.create_connection((LOOPBACK, self.port), timeout=_ANSWER_MAX_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(packets.connect(self.client_id, user=self.user))
        answer = self._socket.recv(len(packets.CONNACK_ACCEPTED))
        if answer != packets.CONNACK_ACCEPTED:
            raise ConnectionError(f"the broker does not let the publisher in: {answer.hex()}")
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def encode(self, messages: Sequence[Packet]) -> list[bytes]:
        """Return the packets of messages, numbered in the order in which they will be sent."""
        encoded = []
        for message in messages:
            encoded.append(packets.publish(self._next_id, message.topic, message.payload))
            self._next_id = self._next_id % packets.IDS + 1
        return encoded

    def send_all(self, encoded: Sequence[bytes]) -> None:
        """Send packets as fast as they are acknowledged; return when all of them are."""
        sent = 0
        while sent < len(encoded):
            room = WINDOW - self.unacknowledged
            if room:
                self.send(encoded[sent : sent + room])
                sent += room
            self.read_acknowledgements()
        self.wait()

    def send(self, encoded: Sequence[bytes]) -> None:
        """Send packets now, whether or not earlier ones are acknowledged."""
        self._socket.sendall(b"".join(encoded))
        self.unacknowledged += len(encoded)

    def wait(self) -> None:
        """Wait until everything sent is acknowledged."""
        while self.unacknowledged:
            self.read_acknowledgements()

    def read_acknowledgements(self, *, within_s: float = _ANSWER_MAX_S) -> None:
        """Wait for the next acknowledgements and count them.

        Raises
        ------
        TimeoutError
            None came within `within_s`.
        """
        self._socket.settimeout(within_s)
        data = self._socket.recv(_CHUNK)
        if not data:
            raise ConnectionError("the broker has closed the publisher's connection")
        data = self._rest + data
        whole = packets.count_pubacks(data)
        self._rest = data[whole * packets.PUBACK_BYTES :]
        self.unacknowledged -= whole


def send_at_rate(
    publisher: Publisher, encoded: Sequence[bytes], *, rate_per_s: float, tick_s: float = 0.01
) -> float:
    """Send packets evenly, some every `tick_s`; return the rate that came of it [1/s]."""
    began_s = time.monotonic()
    sent = 0
    while sent < len(encoded):
        due = min(len(encoded), int((time.monotonic() - began_s) * rate_per_s) + 1)
        if due > sent:
            publisher.send(encoded[sent:due])
            sent = due
        try:
            if publisher.unacknowledged:
                publisher.read_acknowledgements(within_s=tick_s)
        except TimeoutError:
            continue
        time.sleep(tick_s)
    elapsed_s = time.monotonic() - began_s
    publisher.wait()
    return len(encoded) / elapsed_s
