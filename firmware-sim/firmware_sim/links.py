"""All connections of a fleet, driven by one loop in one thread: no locks, no races."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from typing import Any

from firmware_sim import broker
from firmware_sim.clock import monotonic_s
from firmware_sim.commands import Heard
from firmware_sim.outgoing import Outgoing
from firmware_sim.uplink import Settled, Uplink

_HOUSEKEEPING_S = 1.0  # keepalive


class Links:
    """The connections, and which device uses which.

    Parameters
    ----------
    name
        Distinguishes this simulator's client ids from those of another one.
    connections
        How many connections the devices share; 0: each has its own.
    window
        How many messages of one connection may be un-acked.
    downlinks
        Topic -> the device that listens there.
    served
        Topic -> the device behind a network server for which the server listens there.
    filters
        Under which the first connection hears all topics of `served`.
    wills
        Device -> the topic and payload of its last will; kept where it has a connection of its own.
    """

    def __init__(
        self,
        address: broker.Address,
        devices: Sequence[str],
        *,
        name: str,
        settled: Settled,
        connections: int = 0,
        window: int = 20,
        downlinks: Mapping[str, str] | None = None,
        served: Mapping[str, str] | None = None,
        filters: Sequence[str] = (),
        wills: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> None:
        shared = [f"gateway-{n}" for n in range(min(connections, len(devices)))]
        self._route = {d: shared[n % len(shared)] if shared else d for n, d in enumerate(devices)}
        self.heard: list[Heard] = []  #: commands, in the order in which they came
        self._downlinks = dict(downlinks or {})
        topics: dict[str, list[str]] = {}
        for topic, device in self._downlinks.items():
            topics.setdefault(self._route[device], []).append(topic)
        self._downlinks |= served or {}
        places = list(dict.fromkeys(self._route.values()))
        if filters and places:
            topics.setdefault(places[0], []).extend(filters)
        self.uplinks = {
            place: Uplink(
                address,
                _client_id(name, place),
                window=window,
                settled=settled,
                hears=topics.get(place, ()),
                heard=self._hear,
                will=None if shared else (wills or {}).get(place),
            )
            for place in places
        }
        self._selector = DefaultSelector()
        self._watched: dict[str, tuple[Any, int]] = {}
        self._housekept_at_s = monotonic_s()

    @property
    def idle(self) -> bool:
        """Whether nothing waits and nothing is un-acked anywhere."""
        return all(uplink.idle for uplink in self.uplinks.values())

    @property
    def connected(self) -> bool:
        """Whether any connection stands."""
        return any(uplink.connected for uplink in self.uplinks.values())

    @property
    def connecting(self) -> bool:
        """Whether no connection has stood yet: a short run at full speed ends before the first."""
        return all(uplink.reconnects < 0 for uplink in self.uplinks.values())

    @property
    def un_acked(self) -> int:
        """How many messages were sent and not confirmed."""
        return sum(len(uplink.flying) for uplink in self.uplinks.values())

    @property
    def unsettled(self) -> int:
        """How many messages wait or are un-acked."""
        return sum(len(u.flying) + len(u.pending) for u in self.uplinks.values())

    def left_over(self) -> list[Outgoing]:
        """Return every message that is not settled, un-acked ones first."""
        every = self.uplinks.values()
        return [m for u in every for m in (*u.flying.values(), *u.pending)]

    def put(self, message: Outgoing) -> None:
        """Queue a message on the connection of its device."""
        self.uplinks[self._route[message.device]].put(message)

    def turn(self, wait_s: float) -> None:
        """Let every connection do what is due; wait at most so long for the broker to speak."""
        for name, uplink in self.uplinks.items():
            uplink.step()
            self._watch(name, uplink)
        if not self._watched:
            self._selector.select(min(wait_s, 0.05))
        else:
            self._read_and_write(wait_s)
        now_s = monotonic_s()
        if now_s - self._housekept_at_s >= _HOUSEKEEPING_S:
            self._housekept_at_s = now_s
            for uplink in self.uplinks.values():
                uplink.client.loop_misc()

    def close(self) -> None:
        """Take leave of the broker."""
        for uplink in self.uplinks.values():
            uplink.close()
        self._selector.close()

    def _hear(self, topic: str, payload: bytes) -> None:
        device = self._downlinks.get(topic)
        if device is not None:
            self.heard.append(Heard(device=device, payload=payload, topic=topic))

    def _read_and_write(self, wait_s: float) -> None:
        for key, events in self._selector.select(wait_s):
            uplink = self.uplinks[key.data]
            if events & EVENT_READ:
                uplink.client.loop_read()
            if events & EVENT_WRITE and uplink.client.socket() is not None:
                uplink.client.loop_write()
            uplink.step()

    def _watch(self, name: str, uplink: Uplink) -> None:
        """Keep the selector in step with the client's socket, which changes with each connect."""
        socket = uplink.client.socket()
        events = EVENT_READ | (EVENT_WRITE if uplink.client.want_write() else 0)
        before, watched = self._watched.get(name, (None, 0))
        if before is socket and (socket is None or watched == events):
            return
        if before is not None and before is not socket:
            self._selector.unregister(before)
            del self._watched[name]
        if socket is None:
            return
        if before is socket:
            self._selector.modify(socket, events, name)
        else:
            self._selector.register(socket, events, name)
        self._watched[name] = (socket, events)


def _client_id(name: str, place: str) -> str:
    """Return at most 23 characters, which is what MQTT 3.1.1 promises to accept."""
    return f"sim-{blake2b(f'{name}/{place}'.encode(), digest_size=9).hexdigest()}"
