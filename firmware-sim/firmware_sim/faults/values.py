"""Sensors that measure wrongly."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from firmware_sim.faults.trouble import Circumstances, Share, Sign, Trouble
from firmware_sim.payload import Measurement

_OTHER = {"a": "b", "b": "a", "ltr": "rtl", "rtl": "ltr", "in": "out", "out": "in"}
_SIDE_A = frozenset({"a", "ltr", "in"})


def side_of(channel: str) -> str | None:
    """Return which direction a channel is of, by its name: a, b, or none."""
    for part in channel.split("-"):
        if part in _OTHER:
            return "a" if part in _SIDE_A else "b"
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dead(Trouble):
    """It says nothing."""

    kind: Literal["dead"] = "dead"

    def measured(self, said: Measurement, on: Circumstances) -> Iterable[Measurement]:
        """Say nothing."""
        return () if self.holds(said.due_us, on) else (said,)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadDirection(Trouble):
    """Channels of one direction say nothing, or (`says = "zero"`) that nobody came."""

    kind: Literal["dead_direction"] = "dead_direction"
    direction: Literal["a", "b"] = "a"
    says: Literal["nothing", "zero"] = "nothing"

    def touches(self, channel: str) -> bool:
        """Only the channels of the direction."""
        return side_of(channel) == self.direction

    def measured(self, said: Measurement, on: Circumstances) -> Iterable[Measurement]:
        """Drop the direction, or count none."""
        if side_of(said.channel) != self.direction or not self.holds(said.due_us, on):
            return (said,)
        if self.says == "nothing" or said.is_passage:
            return ()
        return (replace(said, value=0),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck(Trouble):
    """It repeats its last values."""

    kind: Literal["stuck"] = "stuck"

    def measured(self, said: Measurement, on: Circumstances) -> Iterable[Measurement]:
        """Give the last value before the fault its new time."""
        if not self.holds(said.due_us, on):
            on.memory[said.channel] = said
            return (said,)
        frozen: Measurement = on.memory.get(said.channel, said)
        return (
            replace(
                said, value=frozen.value, speed_km_h=frozen.speed_km_h, length_m=frozen.length_m
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spikes(Trouble):
    """A share of values is `factor` times what it should be."""

    shows_as: ClassVar = frozenset({Sign.REJECTED, Sign.FLAG})
    kind: Literal["spikes"] = "spikes"
    share: Share = 0.02
    factor: float = 20.0

    def measured(self, said: Measurement, on: Circumstances) -> Iterable[Measurement]:
        """Raise it."""
        if said.value is None or not self.holds(said.due_us, on):
            return (said,)
        if not self.drawn(self.share, on, said.channel, said.time_us):
            return (said,)
        return (replace(said, value=round(said.value * self.factor, 1)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swapped(Trouble):
    """Its directions are interchanged: mounted the wrong way round."""

    kind: Literal["swapped"] = "swapped"

    def touches(self, channel: str) -> bool:
        """Only channels that have a direction."""
        return side_of(channel) is not None

    def measured(self, said: Measurement, on: Circumstances) -> Iterable[Measurement]:
        """Give it to the other direction."""
        if side_of(said.channel) is None or not self.holds(said.due_us, on):
            return (said,)
        parts = (_OTHER.get(part, part) for part in said.channel.split("-"))
        return (replace(said, channel="-".join(parts)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollover(Trouble):
    """Its firmware counts with a register of so many bits and does not expect it to wrap.

    The register stands `before` below its end when the fault begins. A device that sends the
    register itself (a total) sends what it holds: the receiver must expect the wrap.
    """

    shows_as: ClassVar = frozenset({Sign.REJECTED, Sign.FLAG})
    kind: Literal["rollover"] = "rollover"
    bits: Literal[16, 32] = 16
    before: int = 100

    def measured(self, said: Measurement, on: Circumstances) -> Iterable[Measurement]:
        """Count as the difference of two readings of the register."""
        if said.value is None or not self.holds(said.due_us, on):
            return (said,)
        if said.is_total:
            return (replace(said, value=(said.value + 2**self.bits - self.before) % 2**self.bits),)
        if on.linked or said.duration_ms is None:  # field hardware subtracts as its register wraps
            return (said,)
        register = on.memory.get(said.channel, 2**self.bits - self.before)
        after = (register + int(said.value)) % 2**self.bits
        on.memory[said.channel] = after
        return (replace(said, value=after - register),)
