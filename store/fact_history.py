"""What holds of a site follows from everything that is said of it, whenever it was said.

At each moment holds what began last among all that covers it; what people say goes before what was
recorded. Nothing here depends on the order in which things are said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

_EVER: Final = datetime.min.replace(tzinfo=UTC)
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """`[since, until)`; None: open."""

    since: datetime | None
    until: datetime | None

    @property
    def begin(self) -> datetime:
        """When it begins, the earliest instant where that is ever."""
        return self.since or _EVER

    @property
    def end(self) -> datetime:
        """When it ends, the latest instant where it does not."""
        return self.until or _NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Time):
    """What somebody says.

    Parameters
    ----------
    until
        None: until something that begins later holds.
    recorded
        Files or a fleet say it: it yields to what people say.
    """

    id: int
    value: float | str
    recorded: bool
    source: str

    @property
    def weight(self) -> tuple[bool, datetime, str]:
        """What of several that cover a moment holds: the greatest."""
        return (not self.recorded, self.begin, self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece(Time):
    """What is said under the number `said` holds for a time."""

    said: int
    value: float | str
    id: int = 0


def pieces(said: Sequence[Said]) -> list[Piece]:
    """Return what holds when, oldest first."""
    found: list[Piece] = []
    for low, high in pairwise(_edges(said)):
        over = [one for one in said if one.begin <= low and high <= one.end]
        if not over:
            continue
        holds = max(over, key=lambda one: one.weight)
        since, until = _open(low), _open(high)
        if found and found[-1].said == holds.id and found[-1].until == since:
            found[-1] = replace(found[-1], until=until)
        else:
            found.append(Piece(said=holds.id, value=holds.value, since=since, until=until))
    return found


def differing(before: Sequence[Piece], after: Sequence[Piece]) -> list[Time]:
    """Return when another value holds after than before, or only one of them has any."""
    found: list[Time] = []
    for low, high in pairwise(_edges([*before, *after])):
        if _value(before, low) == _value(after, low):
            continue
        since, until = _open(low), _open(high)
        if found and found[-1].until is not None and found[-1].until == since:
            found[-1] = replace(found[-1], until=until)
        else:
            found.append(Time(since=since, until=until))
    return found


def _value(held: Sequence[Piece], at: datetime) -> float | str | None:
    return next((one.value for one in held if one.begin <= at < one.end), None)


def _edges(times: Sequence[Time]) -> list[datetime]:
    return sorted({edge for one in times for edge in (one.begin, one.end)})


def _open(edge: datetime) -> datetime | None:
    return None if edge in {_EVER, _NEVER} else edge
