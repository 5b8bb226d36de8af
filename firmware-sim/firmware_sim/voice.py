"""How a device puts what it measured into messages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from devices.topics import Stream, Topic
from firmware_sim.chance import word
from firmware_sim.payload import Measurement, encode

READINGS_PER_MESSAGE_MAX = 200


@dataclass(frozen=True, slots=True)
class Session:
    """From one start of a device to the next: its messages are numbered from 0."""

    device: str
    began_us: int
    boot: str  #: names it

    @classmethod
    def begin(cls, seed: int, device: str, time_us: int) -> "Session":
        """Return the session that begins then."""
        return cls(device, time_us, word(seed, device, "boot", time_us))


class Spoken(NamedTuple):
    """One message, and what of the measurements it carries, with the times a receiver gives it."""

    topic: str
    payload: bytes
    measurements: tuple[Measurement, ...]
    delay_us: int = 0  #: so long after it was due it is on its way


class Voice(Protocol):
    """The firmware's way to speak."""

    def begin(self, session: Session) -> Spoken | None:
        """Return what is said at the start of a session and takes no number."""
        ...

    def speak(
        self, session: Session, number: int, due_us: int, said: Sequence[Measurement]
    ) -> Iterator[Spoken]:
        """Yield messages, the first numbered `number`."""
        ...


@dataclass(frozen=True, slots=True)
class Native:
    """The native payload of docs/payload.md."""

    municipality: str
    device: str

    def begin(self, session: Session) -> Spoken | None:  # noqa: ARG002 - the form of a voice
        """Say nothing: `boot` stands in every message."""
        return None

    def speak(
        self,
        session: Session,
        number: int,
        due_us: int,  # noqa: ARG002 - the readings have their own times
        said: Sequence[Measurement],
    ) -> Iterator[Spoken]:
        """Yield as few messages as possible."""
        topic = str(Topic(self.municipality, self.device, Stream.UP))
        for n, first in enumerate(range(0, len(said), READINGS_PER_MESSAGE_MAX)):
            part = tuple(said[first : first + READINGS_PER_MESSAGE_MAX])
            yield Spoken(topic, encode(session.boot, number + n, part), part)
