"""How a device puts what it measured into messages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from devices.topics import Stream, Topic
from firmware_sim import health
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
    is_told: bool = False  #: the network server tells of a downlink: no message of the device
    is_lost: bool = False  #: no gateway hears it


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

    def alive(self, session: Session, said: Measurement) -> Spoken | None:
        """Return how the device does; None: it has no such message."""
        ...

    def order(self, topic: str, payload: bytes, now_us: int) -> Iterator[Spoken]:
        """Take a downlink of the city; yield what its network server says of it."""
        ...

    def obeyed(self) -> Iterator["Wish"]:
        """Yield what downlinks have told the device since this was asked last."""
        ...


class Wish(NamedTuple):
    """What a downlink has told a device."""

    settings: Mapping[str, object]
    shift_us: int | None  #: the time it was told, less the true one


@dataclass(frozen=True, slots=True)
class Native:
    """The native payload of docs/payload.md."""

    municipality: str
    device: str

    def begin(self, session: Session) -> Spoken | None:
        """Say on `health` that it is there."""
        return self._health(health.birth(session.boot, session.began_us))

    def alive(self, session: Session, said: Measurement) -> Spoken | None:
        """Say on `health` how it does."""
        uptime_us = said.due_us - session.began_us
        return self._health(health.state(session.boot, said, uptime_us))

    def order(self, topic: str, payload: bytes, now_us: int) -> Iterator[Spoken]:  # noqa: ARG002
        """Yield nothing: its commands come on `down`."""
        return iter(())

    def obeyed(self) -> Iterator[Wish]:
        """Yield nothing: `down` is obeyed at once."""
        return iter(())

    def _health(self, payload: bytes) -> Spoken:
        return Spoken(health.topic(self.municipality, self.device), payload, ())

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
