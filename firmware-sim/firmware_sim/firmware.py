"""One device in software: a sensor, its faults, and the messages it makes of what it measures."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from devices.topics import Stream, Topic
from firmware_sim.chance import word
from firmware_sim.faults import Faults
from firmware_sim.outgoing import Outgoing
from firmware_sim.payload import Measurement, encode
from firmware_sim.place import Place
from firmware_sim.sensors import BUILD

READINGS_PER_MESSAGE_MAX = 200
Due = tuple[int, Outgoing]  #: when it goes out [us since 1970], and what


class Firmware:
    """A device that was switched on at `started_us`.

    The same seed and the same start give the same messages, byte for byte.
    """

    def __init__(self, place: Place, *, municipality: str, started_us: int) -> None:
        device = place.device
        self.id = device.id
        self._sensor = BUILD[device.model](place, device.settings)
        self._topic = str(Topic(municipality, device.id, Stream.UP))
        self._boot = word(place.seed, device.id, "boot", started_us)
        self._seq = 0
        self._started_us = started_us
        key = f"{place.seed}/{device.id}/fault"
        self._faults = Faults(device.faults, key=key, started_us=started_us)

    def burst(self, end_us: int) -> list[Due]:
        """Return everything from the start until `end_us` in few messages, to be sent at once."""
        measured = self._measured(self._started_us, end_us)
        return [
            due
            for position in range(0, len(measured), READINGS_PER_MESSAGE_MAX)
            for due in self._send(end_us, measured[position : position + READINGS_PER_MESSAGE_MAX])
        ]

    def live(self, start_us: int, end_us: int) -> list[Due]:
        """Return what goes out in (start, end], or later where a fault holds it back."""
        measured = self._measured(start_us, end_us)
        return [
            due
            for due_us, together in groupby(measured, key=lambda said: said.due_us)
            for due in self._send(due_us, together)
        ]

    def _measured(self, start_us: int, end_us: int) -> list[Measurement]:
        found = self._sensor.at_start(start_us) if start_us == self._started_us else []
        measured = found + self._sensor.measurements(start_us, end_us)
        # An interval that began before the device was switched on was not counted whole.
        measured = [said for said in measured if said.time_us >= self._started_us]
        measured.sort(key=lambda said: (said.due_us, said.time_us, said.channel))
        return list(self._faults.spoil(measured))

    def _send(self, due_us: int, measured: Iterable[Measurement]) -> Iterator[Due]:
        said = tuple(measured)
        message = Outgoing(
            device=self.id,
            topic=self._topic,
            payload=encode(self._boot, self._seq, said),
            boot=self._boot,
            seq=self._seq,
            measurements=said,
        )
        self._seq += 1
        return self._faults.delay(due_us, message)
