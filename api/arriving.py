"""A question about a free space on arrival: when, how many, of which sites, and the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.answers import Known
from analytics.calendar.day_types import day_types
from analytics.calendar.region import number_of
from analytics.civil import from_ms, to_ms
from analytics.indicators import parking_arrival
from analytics.indicators.groups import Member
from analytics.indicators.parking_arrival import QUARTERS_BACK
from analytics.parking import arrival_told, usual_chance
from analytics.parking.arrival_told import Told
from analytics.quarters import QUARTER_MS
from analytics.site import Site
from analytics.spans import BEGINNING_MS, END_MS, Span
from api import stored
from api.errors import BadRequestError
from api.questions import Asked
from api.windows import YEAR_MAX, YEAR_MIN
from store import series
from store.pool import Connection

HORIZONS: Final = (15, 30, 60)  #: [min]
DAYS_AHEAD_MAX: Final = 31
_SOON: Final = 5  # quarter hours after the running one began: an hour, rounded up
_ALWAYS: Final = (Span(BEGINNING_MS, END_MS),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """When somebody wants to arrive, and how many spaces are to be free.

    Parameters
    ----------
    told_at
        When it is told: now, or as of then.
    arrivals
        Full quarter hours. [quarters since 1970]
    horizons
        The minutes that were asked for, one an arrival; None: an hour of the day was. [min]
    """

    told_at: datetime
    arrivals: tuple[int, ...]
    horizons: tuple[int | None, ...]
    spaces: int

    @property
    def issue(self) -> int:
        """The last full quarter hour. [quarters since 1970]."""
        return to_ms(self.told_at) // QUARTER_MS

    def utc_days(self) -> tuple[date, date]:
        """Return the first and last day of the past that it is made of."""
        first = from_ms((self.issue - QUARTERS_BACK) * QUARTER_MS)
        last = from_ms(self.issue * QUARTER_MS) - timedelta(microseconds=1)
        return first.date(), last.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is told.

    Parameters
    ----------
    newest
        When the newest value holds that is known.
    free
        How many spaces were free then. [spaces]
    """

    told: list[Told]
    newest: datetime | None
    free: int | None


def wish(
    *,
    horizon: int | None,
    arrival: str | None,
    spaces: int,
    at: datetime | None,
    zone: ZoneInfo,
    now: datetime,
) -> Wish:
    """Read when somebody wants to arrive.

    Raises
    ------
    BadRequestError
        Both are given, or an instant is none, has gone or is too far ahead.
    """
    told_at = _moment(at, now)
    if arrival is None:
        minutes = HORIZONS if horizon is None else (horizon,)
        whens = tuple(_quarter_up(told_at + timedelta(minutes=one)) for one in minutes)
        return Wish(told_at=told_at, arrivals=whens, horizons=minutes, spaces=spaces)
    if horizon is not None:
        raise BadRequestError("horizon and arrival both say when", "give one of them")
    when = _local(arrival, zone)
    if not told_at < when <= told_at + timedelta(days=DAYS_AHEAD_MAX):
        raise BadRequestError(
            f"arrival={arrival[:40]!r} has gone or is more than {DAYS_AHEAD_MAX} days ahead",
            "give an hour of a coming day",
        )
    return Wish(told_at=told_at, arrivals=(_quarter_up(when),), horizons=(None,), spaces=spaces)


async def version(conn: Connection, asked: Sequence[Asked], put: Wish) -> list[str]:
    """Return what differs whenever the answer does."""
    days = put.utc_days()
    return [await series.day_states_version(conn, one.datastreams(), *days) for one in asked]


async def members(conn: Connection, asked: Sequence[Asked], put: Wish) -> list[Member]:
    """Read what is stored of the sites."""
    days = put.utc_days()
    return [
        Member(
            site=one.site,
            known=Known(states=(await stored.known(conn, one, *days)).states),
            belongs=_ALWAYS,
        )
        for one in asked
    ]


def answered(known: Sequence[Member], put: Wish) -> Answer:
    """Answer; no waiting, so it may run in a thread of its own."""
    sites = [member.site for member in known]
    past = parking_arrival.past(known, put.issue)
    of = usual_chance.laid(past, sites[0].zone, sites[0].region)
    seen = np.flatnonzero(~np.isnan(past.free))
    newest = int(seen[-1]) if len(seen) else None
    doubted = newest is not None and bool(past.doubted[newest])
    asked = arrival_told.asked(of, put.spaces, doubted=doubted)
    shut = parking_arrival.is_shut(sites, put.arrivals)
    if put.arrivals[-1] - put.issue <= _SOON:
        told = arrival_told.within_the_hour(asked, put.arrivals, shut)
    else:
        (when,) = put.arrivals
        told = [arrival_told.on_a_day(asked, when, _cell(sites[0], when), shut=shut[0])]
    return Answer(
        told=told,
        newest=None if newest is None else from_ms((past.first + newest) * QUARTER_MS),
        free=None if newest is None else int(past.free[newest]),
    )


def _cell(site: Site, instant: int) -> int:
    """Return the kind of day and quarter hour of an instant."""
    wall = from_ms(instant * QUARTER_MS).astimezone(site.zone)
    number = np.array([number_of(wall.date())], dtype=np.int64)
    kind = int(day_types(number, site.region).classes()[0])
    slot = wall.hour * 4 + wall.minute // 15
    return int(usual_chance.cell_of(np.array(0 if kind < 5 else kind - 4), np.array(slot)))


def _quarter_up(instant: datetime) -> int:
    return -(-to_ms(instant) // QUARTER_MS)


def _local(text: str, zone: ZoneInfo) -> datetime:
    try:
        found = datetime.fromisoformat(text.replace(" ", "+") if "+" not in text else text)
    except ValueError as why:
        raise BadRequestError(
            f"arrival={text[:40]!r} is no time", "write 2026-11-25T10:00, local, or with a zone"
        ) from why
    if not YEAR_MIN < found.year <= YEAR_MAX:
        raise BadRequestError(f"arrival={text[:40]!r} is out of reach", "give a coming day")
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def _moment(at: datetime | None, now: datetime) -> datetime:
    if at is None:
        return now
    if at.tzinfo is None:
        raise BadRequestError(f"at={at.isoformat()} has no zone", "end it with Z or +01:00")
    if not YEAR_MIN < at.year <= YEAR_MAX or at > now:
        raise BadRequestError(
            f"at={at.isoformat()} is to come or too long ago", "leave it out for now"
        )
    return at.astimezone(UTC)
