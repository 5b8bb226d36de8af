"""A client that remembers everything the broker told it, whatever it was."""

import contextlib
import itertools
import socket
import time
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from tests.patience import PATIENCE_S

#: NATS jails a client id that comes again and again; who does not ask for one has his own.
_CONNECTIONS = itertools.count(1)
Received = tuple[str, bytes]


def until(condition: Callable[[], object], what: str, *, patience_s: float = PATIENCE_S) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, f"not within {patience_s:.0f} s: {what}"
        time.sleep(0.01)


class MqttClient:
    """One connection; it does not come back by itself."""

    def __init__(
        self,
        port: int,
        user: str,
        password: str,
        *,
        client_id: str | None = None,
        clean: bool = True,
        will: tuple[str, bytes, int, bool] | None = None,
    ) -> None:
        self.got: list[Received] = []
        self.connected = False
        self.refused: str | None = None
        self.ended = False
        self._granted: dict[int, list[int]] = {}
        self._acknowledged: set[int] = set()
        self._paho = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id or f"{user}-{next(_CONNECTIONS)}",
            clean_session=clean,
            reconnect_on_failure=False,
        )
        self._paho.username_pw_set(user, password)
        if will is not None:
            self._paho.will_set(*will)
        self._paho.on_connect = self._on_connect
        self._paho.on_disconnect = self._on_disconnect
        self._paho.on_message = lambda *seen: self.got.append((seen[2].topic, seen[2].payload))
        self._paho.on_subscribe = lambda *seen: self._granted.update(
            {seen[2]: [code.value for code in seen[3]]}
        )
        self._paho.on_publish = lambda *seen: self._acknowledged.add(seen[2])
        self._paho.connect("127.0.0.1", port)
        self._paho.loop_start()
        until(lambda: self.connected or self.refused or self.ended, "an answer to CONNECT")

    def _on_connect(self, *seen: Any) -> None:  # noqa: ANN401
        if seen[3].is_failure:
            self.refused = str(seen[3])
        else:
            self.connected = True

    def _on_disconnect(self, *_seen: Any) -> None:  # noqa: ANN401
        self.ended = True

    def subscribe(self, topic: str, qos: int = 1) -> bool:
        """Subscribe; return whether the broker says yes. A cut connection is a no."""
        _, mid = self._paho.subscribe(topic, qos)
        assert mid is not None
        until(lambda: mid in self._granted or self.ended, f"an answer to SUBSCRIBE {topic}")
        return mid in self._granted and self._granted[mid][0] < 0x80

    def publish(self, topic: str, payload: bytes, qos: int = 1, *, retain: bool = False) -> bool:
        """Publish; return whether the broker acknowledges. A cut connection is a no."""
        said = self._paho.publish(topic, payload, qos, retain)
        until(lambda: said.mid in self._acknowledged or self.ended, f"PUBACK for {topic}")
        return said.mid in self._acknowledged

    def drop(self) -> None:
        """Lose the connection without a word, so that the broker speaks the will."""
        sock = self._paho.socket()
        assert sock is not None
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
        until(lambda: self.ended, "the connection is lost")

    def close(self) -> None:
        """Leave."""
        self._paho.disconnect()
        self._paho.loop_stop()
