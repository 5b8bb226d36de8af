"""Times of a datastream, and marking what is derived of them as dirty.

Marked are the days with raw rows or states, and one day of each month: what is expected of a month
changes even where nothing was said.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from psycopg import AsyncConnection

from store.inventory.errors import RegistryError
from store.inventory.rows import changed

ANGLE_MAX_DEG: Final = 60.0  #: beyond it a radar is not aimed at the road


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time `[since, until)` of a datastream, and the channel that speaks or spoke; None: open."""

    datastream: int
    channel: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A channel that answers for a datastream during `[since, until)`; None: open.

    Parameters
    ----------
    accepted_at
        Since when its readings count; None: since the device is accepted.
    """

    id: int
    channel: int
    datastream: int
    since: datetime | None
    until: datetime | None
    factor: float
    orientation_deg: float | None
    angle_deg: float
    campaign: bool
    accepted_at: datetime | None
    site: str

    def span(self) -> Span:
        """Return what it covers."""
        return Span(
            datastream=self.datastream, channel=self.channel, since=self.since, until=self.until
        )

    def covers(self, at: datetime) -> bool:
        """Whether it holds at a moment."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)

    def rest(self, at: datetime) -> tuple[datetime, datetime | None]:
        """Return what of it lies after a moment."""
        return (at if self.since is None or self.since < at else self.since), self.until


async def mark(conn: AsyncConnection[Any], span: Span, *, now: datetime, cause: str) -> int:
    """Mark the days of a span on which anything is known or expected; return how many."""
    return await changed(
        conn,
        "registry_mark_span",
        datastream=span.datastream,
        channel=span.channel,
        since=span.since,
        until=span.until,
        now=now,
        cause=cause,
    )


def differing(old: Span, new: Span) -> list[Span]:
    """Return the time at either end that only one of two spans covers."""
    found: list[Span] = []
    if old.since != new.since:
        begins = [begin for begin in (old.since, new.since) if begin is not None]
        found.append(
            replace(new, since=min(begins) if len(begins) > 1 else None, until=max(begins))
        )
    if old.until != new.until:
        ends = [end for end in (old.until, new.until) if end is not None]
        found.append(replace(new, since=min(ends), until=max(ends) if len(ends) > 1 else None))
    return found


def refuse_angle(angle_deg: float) -> None:
    """Refuse what cannot be the angle between a radar's beam and the road. [degrees]."""
    if not 0 <= angle_deg <= ANGLE_MAX_DEG:
        raise RegistryError(
            f"an angle of {angle_deg:g} degrees between beam and road cannot be: give 0 to "
            f"{ANGLE_MAX_DEG:g}, where 0 is a radar that looks along the road or corrects by itself"
        )
