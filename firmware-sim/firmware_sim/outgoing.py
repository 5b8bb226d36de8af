"""A message on its way, and how it ended."""

from dataclasses import dataclass
from enum import StrEnum

from firmware_sim.payload import Measurement


class Outcome(StrEnum):
    """How a message ended."""

    ACKED = "acked"  #: the broker has confirmed it
    GIVEN_UP = "given_up"  #: refused too often, or pushed out of a full outbox
    OPEN = "open"  #: still un-acked when the simulator stopped: it may have arrived
    LOST = "lost"  #: never reached the broker, by a fault of the fleet file


class Nature(StrEnum):
    """What a message is."""

    HONEST = "honest"  #: what the device has to say
    COPY = "copy"  #: a deliberate duplicate: the truth knows the original
    LOST = "lost"  #: a fault takes it before the broker sees it
    CORRUPT = "corrupt"  #: damaged: nobody can read what it says
    ANSWER = "answer"  #: to a command: no part of what is measured
    HOSTILE = "hostile"  #: not of the device: somebody else's invention


@dataclass(slots=True, kw_only=True, eq=False)
class Outgoing:
    """One message: built once, sent as often as it takes, always the same bytes."""

    device: str
    topic: str
    payload: bytes
    boot: str
    seq: int
    measurements: tuple[Measurement, ...] = ()
    nature: Nature = Nature.HONEST
    refused: str | None = None  #: why a receiver must set it aside whole: a cause, or `unreadable`
    made_us: int = 0  #: when the device had it ready, before anything held it back
    tries: int = 0  #: how often the connection was cut while this alone was un-acked
    sent_at_s: float = 0.0  #: last handed to the client [s, monotonic]

    @property
    def is_readable(self) -> bool:
        """Whether what it says must be stored once it has arrived."""
        return self.refused is None and self.nature in {Nature.HONEST, Nature.COPY}
