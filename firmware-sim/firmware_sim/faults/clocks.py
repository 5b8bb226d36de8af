"""Clocks that go wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from firmware_sim.faults.trouble import Circumstances, Sign, Trouble
from firmware_sim.instants import SECOND_US
from firmware_sim.payload import Measurement

_DAY_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(Trouble):
    """Its clock is `offset_s` ahead (negative: behind), and gains `drift_s_per_day`.

    A command that tells the time sets it right; the drift goes on.
    """

    shows_as: ClassVar = frozenset({Sign.REJECTED, Sign.FLAG, Sign.CONFLICT})
    kind: Literal["clock"] = "clock"
    offset_s: float = 0.0
    drift_s_per_day: float = 0.0

    def measured(self, said: Measurement, on: Circumstances) -> Iterable[Measurement]:
        """Write the time its clock shows."""
        if not self.holds(said.due_us, on):
            return (said,)
        begun_us, wrong_s = on.started_us + int(self.after_s * SECOND_US), self.offset_s
        set_us, left_s = on.memory.get("set", (None, 0.0))
        if set_us is not None and said.due_us >= set_us:
            begun_us, wrong_s = set_us, left_s
        wrong_s += (said.due_us - begun_us) / SECOND_US * self.drift_s_per_day / _DAY_S
        return (replace(said, time_us=said.time_us + int(wrong_s * 1_000) * 1_000),)

    def set_clock(self, now_us: int, told_us: int, on: Circumstances) -> None:
        """Set the clock to what it was told, which may be wrong as well."""
        on.memory["set"] = now_us, (told_us - now_us) / SECOND_US


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongZone(Trouble):
    """It takes local time for UTC, or (`writes = "nothing"`) writes local time without a zone."""

    shows_as: ClassVar = frozenset({Sign.REJECTED, Sign.FLAG, Sign.GAP})
    kind: Literal["wrong_zone"] = "wrong_zone"
    writes: Literal["Z", "nothing"] = "Z"

    def measured(self, said: Measurement, on: Circumstances) -> Iterable[Measurement]:
        """Write the town's wall clock."""
        if on.town is None or not self.holds(said.due_us, on):
            return (said,)
        ahead = on.town.local(said.time_us).utcoffset()
        ahead_us = int(ahead.total_seconds()) * SECOND_US if ahead is not None else 0
        zone = "Z" if self.writes == "Z" else ""
        return (replace(said, time_us=said.time_us + ahead_us, zone=zone),)
