"""A device and what goes wrong with it: its faults at work, one after the other."""

from collections.abc import Iterable, Iterator

from firmware_sim.faults import Circumstances, Due, Trouble
from firmware_sim.faults.clocks import Clock
from firmware_sim.faults.hostile import Hostile
from firmware_sim.faults.power import Reboot
from firmware_sim.faults.transport import Corrupt, Duplicate
from firmware_sim.outgoing import Nature, Outgoing
from firmware_sim.payload import Measurement
from firmware_sim.place import Place, Stays


def _order(fault: Trouble) -> int:
    """Repeat only what was sent; whoever invents messages has heard what was sent before."""
    return 2 if isinstance(fault, Hostile) else int(isinstance(fault, Duplicate))


def _befalls(fault: Trouble, message: Outgoing) -> bool:
    """Whether a fault may strike a message: what has no number is neither damaged nor imitated."""
    if message.nature is not Nature.HONEST or message.refused is not None:
        return False
    return message.seq >= 0 or not isinstance(fault, Hostile | Corrupt)


def _circumstances(key: str, started_us: int, place: Place | None, sensor: object) -> Circumstances:
    bay = sensor if isinstance(sensor, Stays) else None
    if place is None:
        return Circumstances(key=key, started_us=started_us, bay=bay)
    return Circumstances(
        key=key,
        started_us=started_us,
        town=place.town,
        linked=place.device.link is not None,
        bay=bay,
        beside=None if bay is None else lambda device: bay.like(place.neighbour(device)),
    )


class Faults:
    """The faults of one device, in the order of the fleet file.

    Parameters
    ----------
    key
        Begins every draw of chance.
    started_us
        When the device was switched on; windows of faults count from there.
    """

    def __init__(
        self,
        faults: Iterable[Trouble],
        *,
        key: str,
        started_us: int,
        place: Place | None = None,
        sensor: object = None,
    ) -> None:
        self._faults = [
            (fault, _circumstances(f"{key}/{n}", started_us, place, sensor))
            for n, fault in enumerate(sorted(faults, key=_order))
        ]

    def added(self, start_us: int, end_us: int) -> list[Measurement]:
        """Return what the device says in (start, end] that a sound one would not."""
        return [said for fault, on in self._faults for said in fault.added(start_us, end_us, on)]

    def spoil(self, measurements: Iterable[Measurement]) -> Iterator[Measurement]:
        """Change what the device measures. In order of `due_us`."""
        if not self._faults:
            yield from measurements
            return
        for honest in measurements:
            said = [honest]
            for fault, on in self._faults:
                said = [changed for one in said for changed in fault.measured(one, on)]
            yield from said

    def delay(self, due_us: int, message: Outgoing) -> Iterator[Due]:
        """Yield when a message really goes out, and what with it."""
        out: list[Due] = [(due_us, message)]
        for fault, on in self._faults:
            out = [
                changed
                for at_us, one in out
                for changed in (
                    fault.sent(at_us, one, on) if _befalls(fault, one) else ((at_us, one),)
                )
            ]
        yield from out

    def set_clock(self, now_us: int, told_us: int) -> None:
        """Set the device's clock."""
        for fault, on in self._faults:
            if isinstance(fault, Clock):
                fault.set_clock(now_us, told_us, on)

    def starts(self, start_us: int, end_us: int) -> list[int]:
        """Return when the device starts anew in (start, end]."""
        return sorted(
            up_us
            for fault, on in self._faults
            if isinstance(fault, Reboot)
            for up_us in fault.starts(start_us, end_us, on)
        )
