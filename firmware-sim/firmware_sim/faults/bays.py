"""What goes wrong under parked cars."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from devices.properties import BayState
from firmware_sim.faults.trouble import Circumstances, Seconds, Share, Trouble
from firmware_sim.instants import SECOND_US, grid
from firmware_sim.payload import Measurement

CHANNEL = "bay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flapping(Trouble):
    """Its magnetometer cannot decide: now and then it reports the opposite and takes it back."""

    kind: Literal["flapping"] = "flapping"
    every_s: Seconds = 20.0
    share: Share = 0.3

    def touches(self, channel: str) -> bool:
        """Only the state of the bay."""
        return channel == CHANNEL

    def added(self, start_us: int, end_us: int, on: Circumstances) -> Iterable[Measurement]:
        """Report the opposite, and the truth half a step later."""
        if on.bay is None:
            return
        step_us = int(self.every_s * SECOND_US)
        for time_us in grid(start_us - step_us, end_us, step_us):
            if not self.holds(time_us, on) or not self.drawn(self.share, on, time_us):
                continue
            back_us = time_us + step_us // 2
            if time_us > start_us:
                yield state(time_us, 1 - on.bay.state(time_us))
            if start_us < back_us <= end_us:
                yield state(back_us, on.bay.state(back_us))


@dataclass(frozen=True, slots=True, kw_only=True)
class Straddle(Trouble):
    """A share of the cars in the neighbouring bay stands across both: this one sees them too."""

    kind: Literal["straddle"] = "straddle"
    neighbour: str  #: the other bay's device
    share: Share = 0.3

    def touches(self, channel: str) -> bool:
        """Only the state of the bay."""
        return channel == CHANNEL

    def added(self, start_us: int, end_us: int, on: Circumstances) -> Iterable[Measurement]:
        """Report the neighbour's cars as they come and go."""
        for begin_us, until_us in self._cars(start_us, end_us, on):
            for time_us in (begin_us, until_us):
                if start_us < time_us <= end_us:
                    yield state(time_us, self._seen(time_us, on))

    def measured(self, said: Measurement, on: Circumstances) -> Iterable[Measurement]:
        """See its own car, or the neighbour's."""
        if said.channel != CHANNEL or not self.holds(said.due_us, on):
            return (said,)
        return (replace(said, value=self._seen(said.time_us, on)),)

    def _seen(self, time_us: int, on: Circumstances) -> int:
        own = on.bay.state(time_us) if on.bay is not None else BayState.VACANT
        across = any(b <= time_us < u for b, u in self._cars(time_us - 1, time_us, on))
        return int(own is BayState.OCCUPIED or across)

    def _cars(self, start_us: int, end_us: int, on: Circumstances) -> list[tuple[int, int]]:
        if on.beside is None:
            return []
        other = on.memory.get("neighbour") or on.beside(self.neighbour)
        on.memory["neighbour"] = other
        stays = other.stays(start_us, end_us)
        return [
            stay
            for stay in stays
            if self.holds(stay[0], on) and self.drawn(self.share, on, stay[0])
        ]


def state(time_us: int, value: int) -> Measurement:
    """Return a bay's state."""
    return Measurement(channel=CHANNEL, time_us=time_us, due_us=time_us, value=value)
