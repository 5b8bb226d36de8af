"""One MQTT connection with its outbox, as careful firmware keeps it.

QoS 1 with a window of un-acked messages. What the broker has not confirmed is kept and sent again
after a reconnect, unchanged: paho repeats it with the DUP flag.

A broker answers a message that it refuses (too large, say) by cutting the connection, so firmware
that repeats it for ever blocks itself. Who is to blame shows only when one message is un-acked
alone. Therefore: a connection that was cut before it brought a single PUBACK is followed by a
*careful* one, with a window of 1, until the suspects are through. A message during which the
connection was cut three times, alone, with a broker that answered again at once, is given up.
A broker that is away is nobody's fault.
"""

import random
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode

from firmware_sim import broker
from firmware_sim.clock import monotonic_s
from firmware_sim.outgoing import Outcome, Outgoing

TRIES_MAX: Final = 3
OUTBOX_MESSAGES_MAX: Final = 100_000
_ACK_WAIT_S = 30.0  # then the connection is suspected to be dead
_RETRY_FIRST_S = 0.2
_RETRY_LONGEST_S = 5.0

Settled = Callable[[Outgoing, Outcome], None]


class Uplink:
    """One connection; everything happens in the thread that drives it."""

    def __init__(
        self,
        address: broker.Address,
        client_id: str,
        *,
        window: int,
        settled: Settled,
        hears: Sequence[str] = (),
        heard: Callable[[str, bytes], None] | None = None,
        will: tuple[str, bytes] | None = None,
    ) -> None:
        self.pending: deque[Outgoing] = deque()
        self.flying: dict[int, Outgoing] = {}  #: packet id -> message, oldest first
        self.connected = False
        self.refusal: str | None = (
            None  #: why the broker did not let us in, or could not be reached
        )
        self.reconnects = -1
        self.republished = 0
        self._window = window
        self._settled = settled
        self._jitter = random.Random(client_id)
        self._retry_s = _RETRY_FIRST_S
        self._retry_at_s = 0.0
        self._attached = False  # a socket is open, or was when we last looked
        self._attached_at_s = 0.0
        self._leaving = False
        self._progress = False  # this connection has brought a PUBACK
        self._suspects = 0  # > 0: careful, until so many messages are settled
        self._blamed: Outgoing | None = None
        self.client = broker.client(address, client_id)
        if will is not None:
            self.client.will_set(*will, qos=1)
        self.client.on_connect = self._on_connect
        self.client.on_publish = self._on_publish
        self._hears = tuple(hears)
        self._heard = heard
        if heard is not None:
            self.client.on_message = self._on_message

    @property
    def idle(self) -> bool:
        """Whether nothing waits and nothing is un-acked."""
        return not self.pending and not self.flying

    def put(self, message: Outgoing) -> None:
        """Queue a message; a full outbox loses its oldest, as firmware does."""
        if len(self.pending) >= OUTBOX_MESSAGES_MAX:
            self._settled(self.pending.popleft(), Outcome.GIVEN_UP)
        self.pending.append(message)

    def step(self) -> None:
        """Do what is due: notice a cut, reconnect, send what the window allows."""
        now_s = monotonic_s()
        if self.client.socket() is None:
            if self._attached:
                self._notice_cut(now_s)
            if now_s >= self._retry_at_s:
                self._connect(now_s)
        elif self.connected:
            self._send(now_s)
            oldest = next(iter(self.flying.values()), None)
            self._leave_if_silent(now_s, oldest.sent_at_s if oldest is not None else now_s)
        else:
            self._leave_if_silent(now_s, self._attached_at_s)

    def close(self) -> None:
        """Leave; what is un-acked stays in `flying`, what waits in `pending`."""
        self.client.disconnect()

    def _connect(self, now_s: float) -> None:
        self._wait(now_s)
        try:
            self.client.reconnect()
        except OSError as why:
            self._blamed = None  # the broker is away: nobody's fault
            self.refusal = f"cannot reach the broker: {why}"
        else:
            self._attached, self._attached_at_s, self._leaving = True, now_s, False

    def _leave_if_silent(self, now_s: float, since_s: float) -> None:
        """Hang up when an answer is overdue; the next connection sends everything again."""
        if now_s - since_s > _ACK_WAIT_S and not self._leaving:
            self._leaving = True
            self.client.disconnect()

    def _notice_cut(self, now_s: float) -> None:
        self._attached = False
        if self.connected and self.flying:
            if len(self.flying) == 1:
                self._blamed = next(iter(self.flying.values()))
            elif not self._progress:
                self._suspects = len(self.flying)
        self.connected = False
        self._wait(now_s)

    def _wait(self, now_s: float) -> None:
        """Doubling, capped and spread, so that a fleet returns one by one."""
        self._retry_at_s = now_s + self._jitter.uniform(self._retry_s / 2, self._retry_s)
        self._retry_s = min(self._retry_s * 2, _RETRY_LONGEST_S)

    def _on_connect(
        self, _client: Client, _data: object, _flags: object, reason: ReasonCode, _p: object
    ) -> None:
        """Decide what becomes of the un-acked; what stays in the client, it now repeats."""
        if reason.is_failure:
            self.refusal = f"the broker refuses the connection: {reason}"
            return
        self.connected, self.refusal, self._progress = True, None, False
        self._retry_s = _RETRY_FIRST_S
        self.reconnects += 1
        blamed, self._blamed = self._blamed, None
        if blamed is not None:
            blamed.tries += 1
        if blamed is not None and blamed.tries >= TRIES_MAX:
            self.client.drop_out_messages()
            self.flying.clear()
            self._finish(blamed, Outcome.GIVEN_UP)
        elif self._suspects and len(self.flying) > 1:
            # Taken back from the client and sent anew, one at a time: no DUP, a new session.
            self.client.drop_out_messages()
            self.pending.extendleft(reversed(self.flying.values()))
            self.flying.clear()
        self.republished += len(self.flying)
        now_s = monotonic_s()
        for message in self.flying.values():
            message.sent_at_s = now_s
        if self._hears:
            self.client.subscribe([(topic, 1) for topic in self._hears])

    def _on_message(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        if self._heard is not None:
            self._heard(message.topic, bytes(message.payload))

    def _on_publish(
        self,
        _client: Client,
        _data: object,
        mid: int,
        _reason: ReasonCode,
        _p: Any,  # noqa: ANN401
    ) -> None:
        self._progress = True
        message = self.flying.pop(mid, None)
        if message is not None:
            self._finish(message, Outcome.ACKED)

    def _finish(self, message: Outgoing, outcome: Outcome) -> None:
        self._suspects = max(0, self._suspects - 1)
        self._settled(message, outcome)

    def _send(self, now_s: float) -> None:
        window = 1 if self._suspects else self._window
        while self.pending and len(self.flying) < window and self.connected:
            message = self.pending.popleft()
            message.sent_at_s = now_s
            sent = self.client.publish(message.topic, message.payload, qos=1)
            if sent.rc == MQTTErrorCode.MQTT_ERR_QUEUE_SIZE:  # its packet id is still in use
                self.pending.appendleft(message)
                return
            self.flying[sent.mid] = message
            if self.client.socket() is None:
                return
