"""What goes wrong with devices, chosen by the fleet file and drawn from the seed."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from firmware_sim.chance import share
from firmware_sim.fleet import Fault
from firmware_sim.outgoing import Outgoing
from firmware_sim.payload import Measurement
from firmware_sim.place import SECOND_US


class Faults:
    """The faults of one device.

    Parameters
    ----------
    started_us
        When the device was switched on; `dead` and `stuck` count from there.
    """

    def __init__(self, faults: Iterable[Fault], *, key: str, started_us: int) -> None:
        self._faults = tuple(faults)
        self._key = key
        self._started_us = started_us
        self._last: dict[str, Measurement] = {}

    def spoil(self, measurements: Iterable[Measurement]) -> Iterator[Measurement]:
        """Change what the device measures: `dead`, `stuck`, `clock`. In order of `due_us`."""
        for honest in measurements:
            said = honest
            if self._has_begun("dead", said.due_us):
                continue
            if self._has_begun("stuck", said.due_us):
                frozen = self._last.get(said.channel, said)
                said = replace(
                    said, value=frozen.value, speed_km_h=frozen.speed_km_h, length_m=frozen.length_m
                )
            else:
                self._last[said.channel] = said
            offset_us = sum(int(f.offset_s * SECOND_US) for f in self._of("clock"))
            yield replace(said, time_us=said.time_us + offset_us) if offset_us else said

    def delay(self, due_us: int, message: Outgoing) -> Iterator[tuple[int, Outgoing]]:
        """Yield when a message really goes out: `late`, `reorder`, `duplicate`."""
        for fault in self._of("late"):
            since_us = due_us % int(fault.every_s * SECOND_US)
            due_us += max(0, int(fault.for_s * SECOND_US) - since_us)
        for fault in self._of("reorder"):
            if self._drawn(fault, message):
                due_us += int(fault.hold_s * SECOND_US)
        yield due_us, message
        for fault in self._of("duplicate"):
            if self._drawn(fault, message):
                yield due_us, replace(message, is_copy=True)

    def _of(self, kind: str) -> Iterator[Fault]:
        return (fault for fault in self._faults if fault.kind == kind)

    def _has_begun(self, kind: str, time_us: int) -> bool:
        begins_us = (self._started_us + int(f.after_s * SECOND_US) for f in self._of(kind))
        return any(time_us >= begin_us for begin_us in begins_us)

    def _drawn(self, fault: Fault, message: Outgoing) -> bool:
        return share(self._key, fault.kind, message.boot, message.seq) < fault.share
