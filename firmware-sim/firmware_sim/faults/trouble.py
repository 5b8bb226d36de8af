"""What every fault of a device can do: add to what it says, change it, and hinder its messages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Protocol

from pydantic import ConfigDict, Field

from firmware_sim.chance import share
from firmware_sim.demand import Town
from firmware_sim.instants import SECOND_US
from firmware_sim.outgoing import Outgoing
from firmware_sim.payload import Measurement

Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(gt=0)]
AtLeastOne = Annotated[int, Field(ge=1)]
Due = tuple[int, Outgoing]  #: when it goes out [us since 1970], and what


class Sign(StrEnum):
    """By what a receiver may notice that something is wrong."""

    GAP = "gap"  #: the device's own numbering has a gap
    DUPLICATE = "duplicate"  #: the ledger counted readings it had
    CONFLICT = "conflict"  #: another value for a stored identity
    REJECTED = "rejected"  #: set aside with a cause
    FLAG = "flag"  #: a quarter hour is incomplete or doubted


class Bay(Protocol):
    """A place where one vehicle at a time stands, as a fault sees it."""

    def state(self, time_us: int) -> int:
        """Return what stands there at an instant, a `devices.properties.BayState`."""
        ...

    def stays(self, start_us: int, end_us: int) -> list[tuple[int, int]]:
        """Return from when to when somebody stands there, of the stays that touch [start, end]."""
        ...


@dataclass(slots=True, kw_only=True)
class Circumstances:
    """What a fault knows of the device that has it.

    Parameters
    ----------
    key
        Begins every draw of chance.
    started_us
        When the device was switched on; windows of faults count from there.
    town
        Where it stands; None: nobody knows.
    linked
        Whether a network server hears it.
    bay
        Its sensor, where it watches a bay.
    beside
        Another device of the site, which watches a bay, too; `KeyError`: there is none.
    memory
        What the fault keeps in mind.
    """

    key: str
    started_us: int
    town: Town | None = None
    linked: bool = False
    bay: Bay | None = None
    beside: Callable[[str], Bay] | None = None
    memory: dict[Any, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One way in which a device misbehaves, from `after_s` to `until_s` after its start.

    Attributes
    ----------
    shows_as
        By which signs it may be found.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    shows_as: ClassVar[frozenset[Sign]] = frozenset({Sign.FLAG})

    after_s: float = 0.0
    until_s: float | None = None

    @property
    def name(self) -> str:
        """Its kind, as the fleet file names it."""
        kind: str = getattr(self, "kind")  # noqa: B009 - every fault has one, as a literal
        return kind

    @property
    def spoils(self) -> bool:
        """Whether numbers may be wrong or missing because of it; if not, they must be exact."""
        return True

    def touches(self, channel: str) -> bool:  # noqa: ARG002
        """Whether what a channel says can change because of it."""
        return True

    def holds(self, time_us: int, on: Circumstances) -> bool:
        """Whether it has begun and is not over."""
        since_us = time_us - on.started_us
        if since_us < self.after_s * SECOND_US:
            return False
        return self.until_s is None or since_us < self.until_s * SECOND_US

    def added(self, start_us: int, end_us: int, on: Circumstances) -> Iterable[Measurement]:  # noqa: ARG002
        """Return what the device says in (start, end] that a sound one would not."""
        return ()

    def measured(self, said: Measurement, on: Circumstances) -> Iterable[Measurement]:  # noqa: ARG002
        """Return what becomes of a measurement."""
        return (said,)

    def sent(self, due_us: int, message: Outgoing, on: Circumstances) -> Iterable[Due]:  # noqa: ARG002
        """Return what becomes of a message."""
        return ((due_us, message),)

    def drawn(self, likely: float, on: Circumstances, *what: object) -> bool:
        """Draw whether it strikes."""
        return share(on.key, self.name, *what) < likely
