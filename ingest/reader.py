"""Reading a socket by hand: many packets a turn, and none while there is no room for more."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any, Final, Protocol

_READS_PER_TURN: Final = 256


class PacketClient(Protocol):
    """What we need of paho's client."""

    def socket(self) -> Any:  # noqa: ANN401 - a plain or a TLS socket
        """Return the socket, None without a connection."""

    def loop_read(self) -> Any:  # noqa: ANN401 - an error code
        """Read at most one packet, and hand it over."""


class Reader:
    """Takes the place of aiomqtt's own reader, which reads one packet a turn and knows no pause.

    Parameters
    ----------
    packets
        How many messages have been handed over so far.
    full
        Whether reading has to pause; `resume` goes on.
    broken
        Called with what `loop_read` raises.
    """

    def __init__(
        self,
        client: PacketClient,
        *,
        messages: Callable[[], int],
        full: Callable[[], bool],
        broken: Callable[[Exception], None],
    ) -> None:
        self._client = client
        self._messages = messages
        self._full = full
        self._broken = broken
        self._fd: int | None = None

    def take_over(self) -> None:
        """Read in the place of whoever reads now, if there is room; else nobody reads."""
        sock = self._client.socket()
        if sock is not None and sock.fileno() >= 0:
            self._fd = sock.fileno()
            self.pause()
            self.resume()

    def resume(self) -> None:
        """Read on, if there is room."""
        if self._fd is not None or self._full():
            return
        sock = self._client.socket()
        if sock is not None and sock.fileno() >= 0:
            self._fd = sock.fileno()
            asyncio.get_running_loop().add_reader(self._fd, self._readable, sock)

    def pause(self) -> None:
        """Leave what comes in the socket: the broker slows down."""
        if self._fd is not None:
            asyncio.get_running_loop().remove_reader(self._fd)
            self._fd = None

    def forget(self) -> None:
        """Touch the socket no more: the connection is gone, and its number may be another's."""
        self._fd = None

    def _readable(self, sock: Any) -> None:  # noqa: ANN401 - a plain or a TLS socket
        if self._fd is None:
            return
        try:
            for _ in range(_READS_PER_TURN):
                before = self._messages()
                self._client.loop_read()
                if self._full():
                    self.pause()
                    return
                if self._messages() == before and not _has_pending(sock):
                    return
        except Exception as why:  # noqa: BLE001 - not swallowed: it ends the connection
            self._broken(why)
        else:
            # TLS may hold more, which the socket does not announce again.
            asyncio.get_running_loop().call_soon(self._readable, sock)


def _has_pending(sock: Any) -> bool:  # noqa: ANN401 - a plain or a TLS socket
    return isinstance(sock, ssl.SSLSocket) and sock.pending() > 0
