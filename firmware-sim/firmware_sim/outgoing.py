"""A message on its way to the broker, and how that ended."""

from dataclasses import dataclass
from enum import StrEnum

from firmware_sim.payload import Measurement


class Outcome(StrEnum):
    """How a message ended."""

    ACKED = "acked"  #: the broker has confirmed it
    GIVEN_UP = "given_up"  #: refused too often, or pushed out of a full outbox
    OPEN = "open"  #: still un-acked when the simulator stopped: it may have arrived


@dataclass(slots=True, kw_only=True, eq=False)
class Outgoing:
    """One message: built once, sent as often as it takes, always the same bytes."""

    device: str
    topic: str
    payload: bytes
    boot: str
    seq: int
    measurements: tuple[Measurement, ...] = ()
    is_copy: bool = False  #: a deliberate duplicate: the truth knows the original
    tries: int = 0  #: how often the connection was cut while this alone was un-acked
    sent_at_s: float = 0.0  #: last handed to the client [s, monotonic]
