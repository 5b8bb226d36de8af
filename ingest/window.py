"""What a broker has sent and we have not acknowledged: bounded, and each message held once.

No I/O. The broker of a durable session sends a message again while it is not acknowledged, with
the packet id it had: NATS on the same connection after its `ack_wait`, every broker after a
reconnect. As long as the message is held here, such a copy is dropped; it is neither stored nor
counted twice.
"""

from collections import OrderedDict, deque
from hashlib import sha256

from ingest.source import Bounds, Delivery


class Window:
    """Messages received and not yet acknowledged, of one session.

    Parameters
    ----------
    messages_max, bytes_max
        When so much is held the window is full: the socket is not read until there is room. It
        never discards, so what is under way then still comes in.
    """

    def __init__(self, *, messages_max: int, bytes_max: int) -> None:
        self.messages_max = messages_max
        self.bytes_max = bytes_max
        self.held_bytes = 0
        self.redelivered = 0  #: copies of held messages that were dropped
        self._waiting: deque[Delivery] = deque()
        self._held: dict[int, Delivery] = {}
        #: stored over a connection that is gone: acknowledged when the broker asks again
        self._stored: OrderedDict[int, bytes] = OrderedDict()
        self._current: set[int] = set()  # packet ids that this connection has delivered

    def __len__(self) -> int:
        return len(self._held)

    @property
    def full(self) -> bool:
        """Whether nothing more should be read from the socket."""
        return len(self._held) >= self.messages_max or self.held_bytes >= self.bytes_max

    @property
    def waiting(self) -> int:
        """How many messages no batch has taken yet."""
        return len(self._waiting)

    @property
    def first_waiting(self) -> Delivery:
        """The oldest message that no batch has taken; `IndexError` when none waits."""
        return self._waiting[0]

    @property
    def oldest(self) -> Delivery | None:
        """The message held longest."""
        return next(iter(self._held.values()), None)

    def connected(self) -> None:
        """Begin a new connection of the session: nothing has been delivered on it yet."""
        self._current.clear()

    def arrive(self, delivery: Delivery) -> bool:
        """Take a message in; return whether it must be acknowledged at once (stored already)."""
        mid = delivery.ticket
        self._current.add(mid)
        held = self._held.get(mid)
        if held is not None and _same(held, delivery):
            self.redelivered += 1
            return False
        stored = self._stored.pop(mid, None)
        if stored is not None and stored == _fingerprint(delivery):
            self.redelivered += 1
            self._current.discard(mid)
            return True
        if held is not None:
            # The broker has lost its session and counts anew: the old message stays ours to store.
            self._forget(held)
            held.ticket = -1
        self._held[mid] = delivery
        self.held_bytes += len(delivery.payload)
        self._waiting.append(delivery)
        return False

    def take(self, bounds: Bounds) -> list[Delivery]:
        """Return the oldest messages that no batch has taken, within the bounds, at least one."""
        batch: list[Delivery] = []
        size = 0
        waiting = self._waiting
        while waiting and len(batch) < bounds.messages_max:
            size += len(waiting[0].payload)
            if batch and size > bounds.bytes_max:
                break
            batch.append(waiting.popleft())
        return batch

    def release(self, delivery: Delivery) -> bool:
        """Let go of a stored message; return whether it can be acknowledged on this connection."""
        mid = delivery.ticket
        if self._held.get(mid) is not delivery:
            return False
        self._forget(delivery)
        if mid in self._current:
            self._current.discard(mid)
            return True
        self._stored[mid] = _fingerprint(delivery)
        while len(self._stored) > self.messages_max:
            self._stored.popitem(last=False)
        return False

    def _forget(self, delivery: Delivery) -> None:
        del self._held[delivery.ticket]
        self.held_bytes -= len(delivery.payload)


def _same(left: Delivery, right: Delivery) -> bool:
    return (
        left.topic == right.topic
        and left.payload == right.payload
        and left.payload_sha256 == right.payload_sha256
    )


def _fingerprint(delivery: Delivery) -> bytes:
    """Return what tells a stored message from another; its payload may be long."""
    said = delivery.payload_sha256 or sha256(delivery.payload).digest()
    return sha256(delivery.topic.encode() + b"\0" + said).digest()
