"""The durable session as the broker sees it: how much of it is delivered and acknowledged."""

import http.client
import json
import subprocess
import time
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

_STREAM: Final = "$MQTT_msgs"
_POLL_S: Final = 0.02
_PATH: Final = "/jsz?accounts=true&streams=true&consumers=true"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drain:
    """How a backlog was taken: from its first delivery to its last acknowledgement."""

    elapsed_s: float
    redelivered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    delivered: int
    open: int  #: not delivered, or delivered and not acknowledged
    redelivered: int


class Session:
    """Asks NATS's monitor; both sides of a comparison are timed by it, from outside."""

    def __init__(self, monitor_url: str) -> None:
        parts = urlsplit(monitor_url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)

    def watch(self, receiver: subprocess.Popen[bytes], *, within_s: float) -> Drain:
        """Wait for the first delivery to the receiver and for its last acknowledgement.

        Raises
        ------
        ChildProcessError
            The receiver has ended before that.
        TimeoutError
            The backlog is not taken `within_s`.
        """
        deadline = time.monotonic() + within_s
        began_s = time.monotonic()
        state = self._state()
        while state.open:
            if state.delivered == 0:
                began_s = time.monotonic()
            if receiver.poll() is not None:
                raise ChildProcessError(f"the receiver has ended ({receiver.returncode})")
            if time.monotonic() > deadline:
                raise TimeoutError(f"after {within_s:.0f} s {state.open} messages are left")
            time.sleep(_POLL_S)
            state = self._state()
        return Drain(elapsed_s=time.monotonic() - began_s, redelivered=state.redelivered)

    def _state(self) -> _State:
        consumers = [c for stream in self._streams() for c in stream.get("consumer_detail", [])]
        return _State(
            delivered=sum(c["delivered"]["consumer_seq"] for c in consumers),
            open=sum(c["num_pending"] + c["num_ack_pending"] for c in consumers),
            redelivered=sum(c["num_redelivered"] for c in consumers),
        )

    def _streams(self) -> list[dict[str, Any]]:
        self._connection.request("GET", _PATH)
        said = json.loads(self._connection.getresponse().read())
        return [
            stream
            for account in said.get("account_details", [])
            for stream in account.get("stream_detail", [])
            if stream["name"] == _STREAM
        ]
