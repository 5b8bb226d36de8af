"""Which voice a device has: its own, or a network server's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import msgspec

from firmware_sim.chance import word
from firmware_sim.dialects import Bosch, Dialect, DlPm, Nwave, Tcr, Uttered, Vs133
from firmware_sim.fleet import DeviceFacts
from firmware_sim.payload import Measurement
from firmware_sim.place import SECOND_US
from firmware_sim.radio import Radio
from firmware_sim.servers import Published, Server
from firmware_sim.servers.chirpstack import ChirpStack
from firmware_sim.servers.the_things_stack import TheThingsStack
from firmware_sim.voice import Native, Session, Spoken, Voice

#: Between two frames of a device: the duty cycle of its band. [us]
_BETWEEN_US: Final = 4 * SECOND_US
_JOIN_US: Final = 6 * SECOND_US
_TENANT: Final = "town"


@dataclass(slots=True)
class LoRaWan:
    """A device behind a network server: join, frames with counters from 0, radio metadata."""

    dialect: Dialect
    server: Server
    radio: Radio
    _free_us: int = 0  #: from then on the radio may send again

    def begin(self, session: Session) -> Spoken | None:
        """Return what the server says of the join."""
        published = self.server.join(session.boot, session.began_us)
        return Spoken(published.topic, _bytes(published), ())

    def speak(
        self, session: Session, number: int, due_us: int, said: Sequence[Measurement]
    ) -> Iterator[Spoken]:
        """Yield the server's message about each frame; frames wait for the join and each other."""
        for at_us, together in groupby(said, key=lambda one: one.due_us):
            measured = list(together)
            uttered: list[Uttered] = []
            if number == 0:
                self._free_us = session.began_us + _JOIN_US
                uttered += self.dialect.opening(measured)
            uttered += self.dialect.frames(measured)
            for one in uttered:
                time_us = max(at_us, self._free_us)
                self._free_us = time_us + _BETWEEN_US
                yield self._spoken(session, number, time_us, one, due_us)
                number += 1

    def _spoken(
        self, session: Session, number: int, time_us: int, one: Uttered, due_us: int
    ) -> Spoken:
        reception = self.radio.send(time_us, len(one.frame.payload))
        published = self.server.up(session.boot, number, one.frame, reception)
        return Spoken(
            published.topic,
            _bytes(published),
            tuple(said.received(reception.server_us) for said in one.measurements),
            reception.application_us - due_us,
        )


def voice_of(device: DeviceFacts, municipality: str, application: str) -> Voice:
    """Return how a device speaks: natively, or through its network server."""
    if device.link is None:
        return Native(municipality, device.id)
    eui = device.link.dev_eui
    server: Server
    if device.link.server == "tts":
        server = TheThingsStack(
            application=application, tenant=_TENANT, device=device.id, dev_eui=eui
        )
    else:
        server = ChirpStack(
            application=application, device=device.id, dev_eui=eui, profile=device.model
        )
    return LoRaWan(_dialect(device.model, eui), server, Radio(application, device.id))


def _dialect(model: str, eui: str) -> Dialect:
    """Return how a model speaks."""
    match model:
        case "bosch-tps110":
            return Bosch()
        case "nwave-nps310":
            return Nwave()
        case "pmx-tcr":
            return Tcr()
        case "milesight-vs133":
            return Vs133(serial=eui)
        case "decentlab-dl-pm":
            return DlPm(number=int(word(eui, "number"), 16) % 65_536)
    raise ValueError(f"model {model!r} is not known behind a network server")


def _bytes(published: Published) -> bytes:
    return msgspec.json.encode(published.message)
