"""One device in software: a sensor, its faults, and the messages it makes of what it measures.

Its life is a sequence of sessions: switched on or rebooted (and, on a network server, joined), it
finds the states around it, measures, reports, and numbers its messages from 0.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby

from pydantic import TypeAdapter, ValidationError

from firmware_sim import health
from firmware_sim.faults import Due
from firmware_sim.fleet_devices import first_of
from firmware_sim.instants import SECOND_US, grid
from firmware_sim.outgoing import Nature, Outgoing
from firmware_sim.payload import Measurement
from firmware_sim.place import Place
from firmware_sim.sensors import BUILD, SETTINGS
from firmware_sim.troubled import Faults
from firmware_sim.voice import Session, Spoken, Voice

#: Told what a sound device would have measured: device, measurements.
Witness = Callable[[str, Sequence[Measurement]], None]


class Firmware:
    """A device that was switched on at `started_us`.

    The same seed and the same start give the same messages, byte for byte.
    """

    def __init__(
        self, place: Place, voice: Voice, *, started_us: int, witness: Witness | None = None
    ) -> None:
        device = place.device
        self.id = device.id
        self._seed = place.seed
        self._place = place
        self._settings = device.settings
        self._sensor = BUILD[device.model](place, device.settings)
        self._voice = voice
        self._witness = witness
        self._started_us = started_us
        self._since_us = started_us  #: with its settings
        self._session: Session | None = None
        self._number = 0
        self._states = 0  #: how often it has said how it does
        self._faults = Faults(
            device.faults,
            key=f"{place.seed}/{device.id}/fault",
            started_us=started_us,
            place=place,
            sensor=self._sensor,
        )

    def burst(self, end_us: int) -> list[Due]:
        """Return everything from the start until `end_us` in few messages, to be sent at once."""
        ups = self._faults.starts(self._started_us, end_us)
        return [
            due
            for _, together in groupby(
                self._measured(self._started_us, end_us),
                key=lambda said: sum(up_us <= said.due_us for up_us in ups),
            )
            for due in self._send(list(together), at_us=end_us)
        ]

    def live(self, start_us: int, end_us: int) -> list[Due]:
        """Return what goes out in (start, end], or later where a fault holds it back."""
        measured = self._measured(start_us, end_us)
        out = [
            due
            for _, together in groupby(measured, key=lambda said: said.due_us)
            for due in self._send(list(together))
        ]
        self._obey(end_us)
        return out

    def order(self, topic: str, payload: bytes, now_us: int) -> list[Due]:
        """Give the device's network server a downlink; return what the server says of it."""
        return [
            (now_us, self._told(spoken)) for spoken in self._voice.order(topic, payload, now_us)
        ]

    def _obey(self, now_us: int) -> None:
        """Follow what downlinks have asked for; what nobody could follow changes nothing."""
        for wish in self._voice.obeyed():
            if wish.settings:
                try:
                    self.configure(wish.settings, now_us)
                except ValueError:
                    continue  # a value that the device does not take: it stays as it was
            if wish.shift_us is not None:
                self.set_clock(now_us, now_us + wish.shift_us)

    def configure(self, changed: Mapping[str, object], now_us: int) -> None:
        """Work with other settings from `now_us` on; what is being counted then is lost.

        Raises
        ------
        ValueError
            The model has no such setting, or not this value.
        """
        model = self._place.device.model
        settings = asdict(self._settings) | dict(changed)  # type: ignore[call-overload]
        try:
            self._settings = TypeAdapter(SETTINGS[model]).validate_python(settings)
        except ValidationError as why:
            raise ValueError(first_of(why)) from why
        self._sensor = BUILD[model](self._place, self._settings)
        self._since_us = now_us

    def set_clock(self, now_us: int, told_us: int) -> None:
        """Take the time it was told."""
        self._faults.set_clock(now_us, told_us)

    def _measured(self, start_us: int, end_us: int) -> list[Measurement]:
        found = self._sensor.at_start(start_us) if start_us == self._started_us else []
        honest = found + self._sensor.measurements(start_us, end_us)
        # An interval that began before the device was switched on was not counted whole.
        honest = [said for said in honest if said.time_us >= self._since_us]
        honest.sort(key=_order)
        if self._witness is not None:
            self._witness(self.id, honest)
        extra = self._faults.added(start_us, end_us)
        for up_us in self._faults.starts(start_us, end_us):
            extra += self._sensor.at_start(up_us)
        extra += self._alive(start_us, end_us)
        if extra:
            honest = sorted([*honest, *extra], key=_order)
        return list(self._faults.spoil(honest))

    def _alive(self, start_us: int, end_us: int) -> list[Measurement]:
        """Return when a native device says how it does: faults befall that as any measurement."""
        if self._place.device.link is not None:
            return []
        offset_us = self._place.delay_us(health.EVERY_US / SECOND_US)
        return [
            Measurement(channel=health.CHANNEL, time_us=time_us, due_us=time_us)
            for time_us in grid(start_us, end_us, health.EVERY_US, offset_us)
        ]

    def _send(self, said: list[Measurement], at_us: int | None = None) -> Iterator[Due]:
        due_us = said[0].due_us
        session, opening = self._session_at(due_us, at_us)
        yield from opening
        out_us = due_us if at_us is None else at_us
        for alive in [one for one in said if one.channel == health.CHANNEL][-1:]:
            told = self._voice.alive(session, alive)
            if told is not None:
                self._states += 1
                yield from self._faults.delay(out_us, self._unnumbered(told, session, due_us))
        said = [one for one in said if one.channel != health.CHANNEL]
        if not said:
            return
        for spoken in self._voice.speak(session, self._number, due_us, said):
            if spoken.is_told:
                yield out_us + spoken.delay_us, self._told(spoken)
                continue
            message = Outgoing(
                device=self.id,
                topic=spoken.topic,
                payload=spoken.payload,
                boot=session.boot,
                seq=self._number,
                measurements=spoken.measurements,
                nature=Nature.LOST if spoken.is_lost else Nature.HONEST,
                refused=_refusal(spoken.measurements),
                made_us=due_us,
            )
            self._number += 1
            yield from self._faults.delay(out_us + spoken.delay_us, message)

    def _session_at(self, due_us: int, at_us: int | None) -> tuple[Session, list[Due]]:
        """Return the session that holds at an instant, and what is said at its beginning."""
        since_us = self._started_us if self._session is None else self._session.began_us
        ups = self._faults.starts(since_us, due_us)
        began_us = ups[-1] if ups else since_us
        if self._session is not None and self._session.began_us == began_us:
            return self._session, []
        session = self._session = Session.begin(self._seed, self.id, began_us)
        self._number = 0
        spoken = self._voice.begin(session)
        if spoken is None:
            return session, []
        message = self._unnumbered(spoken, session, began_us)
        return session, [(began_us if at_us is None else at_us, message)]

    def _unnumbered(self, spoken: Spoken, session: Session, made_us: int) -> Outgoing:
        """Return a message that is no part of the device's numbering, told apart below zero."""
        return Outgoing(
            device=self.id,
            topic=spoken.topic,
            payload=spoken.payload,
            boot=session.boot,
            seq=-1 - self._states,
            made_us=made_us,
        )

    def _told(self, spoken: Spoken) -> Outgoing:
        """Return what a network server says of a downlink."""
        return Outgoing(
            device=self.id,
            topic=spoken.topic,
            payload=spoken.payload,
            boot="",
            seq=-1,
            nature=Nature.ANSWER,
        )


def _order(said: Measurement) -> tuple[int, int, str]:
    return said.due_us, said.time_us, said.channel


def _refusal(said: Iterable[Measurement]) -> str | None:
    """Return for what a receiver must set the whole message aside, as docs/payload.md says."""
    return "time_without_zone" if any(not one.zone for one in said) else None
