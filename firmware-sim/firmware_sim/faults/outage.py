"""Gateways that are away."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from firmware_sim.faults.trouble import Seconds, Sign, Trouble
from firmware_sim.instants import SECOND_US

#: Models that keep what nobody has heard, and send it again as history.
REMEMBERS = frozenset({"milesight-vs133"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage(Trouble):
    """No gateway hears it for `for_s` in every `every_s`: its frames are lost.

    A model with a memory for it (Milesight VS133) sends them again as history when it is heard:
    nothing is missing then, only late.
    """

    shows_as: ClassVar = frozenset({Sign.GAP, Sign.FLAG})
    kind: Literal["outage"] = "outage"
    every_s: Seconds = 21_600.0
    for_s: Seconds = 3_600.0

    def strikes(self, time_us: int, started_us: int) -> bool:
        """Whether no gateway hears it; the first outage comes one `every_s` after the start."""
        since_us = time_us - started_us
        if not self.after_s * SECOND_US <= since_us:
            return False
        if self.until_s is not None and since_us >= self.until_s * SECOND_US:
            return False
        turn, into_us = divmod(since_us, int(self.every_s * SECOND_US))
        return turn > 0 and into_us < self.for_s * SECOND_US
