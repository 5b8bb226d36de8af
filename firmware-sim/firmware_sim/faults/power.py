"""Devices that lose their power."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from firmware_sim.faults.trouble import Circumstances, Seconds, Trouble
from firmware_sim.instants import SECOND_US
from firmware_sim.payload import Measurement

_FULL_V, _EMPTY_V = 3.6, 2.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Reboot(Trouble):
    """It starts anew every `every_s`, is away for `off_s`, and numbers its messages from 0 again.

    What it was counting meanwhile is lost.
    """

    kind: Literal["reboot"] = "reboot"
    every_s: Seconds = 21_600.0
    off_s: Seconds = 30.0

    def starts(self, start_us: int, end_us: int, on: Circumstances) -> Iterator[int]:
        """Yield when it is up again, in (start, end]."""
        step_us = int(self.every_s * SECOND_US)
        n = max(1, (start_us - on.started_us) // step_us)
        while (up_us := on.started_us + n * step_us) <= end_us:
            if up_us > start_us and self.holds(up_us, on):
                yield up_us
            n += 1

    def measured(self, said: Measurement, on: Circumstances) -> Iterable[Measurement]:
        """Lose what it was measuring while it was down."""
        length_us = (said.duration_ms or 0) * 1_000
        off_us = int(self.off_s * SECOND_US)
        end_us = max(said.time_us + length_us, said.time_us + 1)
        for up_us in self.starts(said.time_us, end_us + off_us, on):
            if up_us - off_us < end_us and said.time_us < up_us:
                return ()
        return (said,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery(Trouble):
    """Its battery sags to nothing within `drains_s`; then it is silent."""

    kind: Literal["battery"] = "battery"
    drains_s: Seconds = 86_400.0

    def measured(self, said: Measurement, on: Circumstances) -> Iterable[Measurement]:
        """Report the falling voltage, as long as there is any."""
        if not self.holds(said.due_us, on):
            return (said,)
        used = ((said.due_us - on.started_us) / SECOND_US - self.after_s) / self.drains_s
        if used >= 1:
            return ()
        if said.channel != "battery":
            return (said,)
        return (replace(said, value=round(_FULL_V - (_FULL_V - _EMPTY_V) * used, 2)),)
