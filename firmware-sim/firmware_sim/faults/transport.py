"""What happens to messages on their way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from devices.topics import ROOT
from firmware_sim.chance import share as chance_share
from firmware_sim.faults.trouble import (
    AtLeastOne,
    Circumstances,
    Due,
    Seconds,
    Share,
    Sign,
    Trouble,
)
from firmware_sim.instants import SECOND_US
from firmware_sim.outgoing import Nature, Outgoing

_RETRY_FIRST_S = 2.0
_RETRY_LONGEST_S = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate(Trouble):
    """A share of messages goes out twice, byte for byte."""

    shows_as: ClassVar = frozenset({Sign.DUPLICATE})
    kind: Literal["duplicate"] = "duplicate"
    share: Share = 0.1

    @property
    def spoils(self) -> bool:
        """Nothing is lost by it."""
        return False

    def sent(self, due_us: int, message: Outgoing, on: Circumstances) -> Iterable[Due]:
        """Send it, perhaps again."""
        yield due_us, message
        if self.holds(due_us, on) and self.drawn(self.share, on, message.boot, message.seq):
            yield due_us, replace(message, nature=Nature.COPY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorder(Trouble):
    """A share of messages is held back, so that later ones overtake them."""

    shows_as: ClassVar = frozenset()
    kind: Literal["reorder"] = "reorder"
    share: Share = 0.1
    hold_s: Seconds = 90.0

    @property
    def spoils(self) -> bool:
        """Nothing is lost by it."""
        return False

    def sent(self, due_us: int, message: Outgoing, on: Circumstances) -> Iterable[Due]:
        """Hold it back, perhaps."""
        if self.holds(due_us, on) and self.drawn(self.share, on, message.boot, message.seq):
            due_us += int(self.hold_s * SECOND_US)
        return ((due_us, message),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Late(Trouble):
    """No network for `for_s` in every `every_s`; what was kept meanwhile comes at once.

    `keeps`: so many messages fit in its memory, then the next ones are lost. None: all.
    """

    shows_as: ClassVar = frozenset({Sign.GAP, Sign.FLAG})
    kind: Literal["late"] = "late"
    every_s: Seconds = 3_600.0
    for_s: Seconds = 600.0
    keeps: int | None = None

    @property
    def spoils(self) -> bool:
        """Only where its memory is small."""
        return self.keeps is not None

    def sent(self, due_us: int, message: Outgoing, on: Circumstances) -> Iterable[Due]:
        """Keep it until the network is back, or lose it."""
        if not self.holds(due_us, on):
            return ((due_us, message),)
        outage, since_us = divmod(due_us, int(self.every_s * SECOND_US))
        wait_us = int(self.for_s * SECOND_US) - since_us
        if wait_us <= 0:
            return ((due_us, message),)
        kept = on.memory[outage] = on.memory.get(outage, 0) + 1
        if self.keeps is not None and kept > self.keeps:
            return ((due_us, replace(message, nature=Nature.LOST)),)
        return ((due_us + wait_us, message),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss(Trouble):
    """Each try to send is lost with this share; after `tries`, ever further apart, it gives up."""

    shows_as: ClassVar = frozenset({Sign.GAP, Sign.FLAG})
    kind: Literal["loss"] = "loss"
    share: Share = 0.05
    tries: AtLeastOne = 1

    def sent(self, due_us: int, message: Outgoing, on: Circumstances) -> Iterable[Due]:
        """Try until it gets through."""
        if not self.holds(due_us, on):
            return ((due_us, message),)
        for wait_s in self._waits():
            due_us += int(wait_s * SECOND_US)
            if not self.drawn(self.share, on, message.boot, message.seq, due_us):
                return ((due_us, message),)
        return ((due_us, replace(message, nature=Nature.LOST)),)

    def _waits(self) -> Iterator[float]:
        yield 0.0
        for n in range(self.tries - 1):
            yield min(_RETRY_FIRST_S * 2**n, _RETRY_LONGEST_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrupt(Trouble):
    """A share of messages is damaged on the way: cut off, or with a bit turned over."""

    shows_as: ClassVar = frozenset({Sign.REJECTED, Sign.GAP, Sign.FLAG})
    kind: Literal["corrupt"] = "corrupt"
    share: Share = 0.05

    def sent(self, due_us: int, message: Outgoing, on: Circumstances) -> Iterable[Due]:
        """Damage it, perhaps."""
        if not self.holds(due_us, on) or not self.drawn(self.share, on, message.boot, message.seq):
            return ((due_us, message),)
        where = chance_share(on.key, "where", message.boot, message.seq)
        position = 1 + int(where * (len(message.payload) - 2))
        damaged = bytearray(message.payload)
        native = message.topic.startswith(ROOT)
        if message.seq % 2 or not native:  # of a server's long message a bit may not matter
            del damaged[position:]
        else:
            damaged[position] ^= 0x80  # a lone byte above 0x7f is no UTF-8
        return (
            (
                due_us,
                replace(
                    message,
                    payload=bytes(damaged),
                    nature=Nature.CORRUPT,
                    refused="unreadable",
                ),
            ),
        )
