"""What is stored of the datastreams of a question, read as its indicator needs it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from analytics.answers import Known
from analytics.civil import from_ms, to_ms
from analytics.indicators import METHODS
from analytics.indicators.method import ByHand, Need
from analytics.parking.stays import Removed, Stretches, stretches
from analytics.quarters import DAY_MS
from analytics.spans import Span
from api.questions import Asked
from store import day_states, stays
from store.inventory import manual
from store.pool import Connection

_EPOCH: Final = date(1970, 1, 1)


def needed(asked: Asked, first: date, last: date, *, around: bool = False) -> tuple[date, date]:
    """Return which UTC days a question about [first, last] needs.

    Parameters
    ----------
    around
        Estimates are asked for beside the numbers.
    """
    method = METHODS[asked.topic.indicator]
    more = method.around_days if around else 0
    return (
        first - timedelta(days=max(method.history_days, more)),
        last + timedelta(days=max(method.ahead_days, more)),
    )


async def known(
    conn: Connection, asked: Asked, first: date, last: date, *, around: bool = False
) -> Known:
    """Read what a question needs of the UTC days [first, last], and of the days around them."""
    method = METHODS[asked.topic.indicator]
    begin, end = needed(asked, first, last, around=around)
    days = (begin - _EPOCH).days, (end - _EPOCH).days
    ids = asked.datastreams()
    needs = method.needs
    states = await day_states.read(conn, ids, *days) if Need.STATES in needs else {}
    if Need.STAYS in needs:
        states = await _remembered(conn, states, begin, end)
    return Known(
        states=states,
        speeds=await day_states.read_speeds(conn, ids, *days) if Need.SPEEDS in needs else {},
        stays=await _stays(conn, ids, *days) if Need.STAYS in needs else {},
        spread=await day_states.read_spread(conn, ids, *days) if Need.SPREAD in needs else {},
        by_hand=await _by_hand(conn, asked, *days) if Need.BY_HAND in needs else (),
    )


async def version(conn: Connection, asked: Asked, first: date, last: date) -> str:
    """Return what differs whenever the stays do that a question about [first, last] needs."""
    if Need.STAYS not in METHODS[asked.topic.indicator].needs:
        return ""
    begin, end = needed(asked, first, last)
    window = (begin - _EPOCH).days * DAY_MS, ((end - _EPOCH).days + 1) * DAY_MS
    return await stays.version(conn, asked.datastreams(), *window)


async def _by_hand(conn: Connection, asked: Asked, first: int, last: int) -> tuple[ByHand, ...]:
    """Read what was counted by hand; the version of the registry changes with it."""
    since, until = from_ms(first * DAY_MS), from_ms((last + 1) * DAY_MS)
    found = await manual.observations(conn, asked.site.id, since=since, until=until)
    return tuple(
        ByHand(
            from_ms=to_ms(one["time"]),
            to_ms=to_ms(one["time"]) + one["duration_s"] * 1000,
            mode=one["mode"],
            direction=one["direction"],
            value=one["value"],
        )
        for one in found
        if one["property"] == "count" and one["duration_s"] and not one["place"]
    )


async def _remembered(
    conn: Connection, states: dict[int, dict[int, bytes]], begin: date, end: date
) -> dict[int, dict[int, bytes]]:
    """Leave out months whose stays are forgotten: not even that nobody came is known of them."""
    months = {(one.year, one.month) for one in await stays.forgotten(conn, begin, end)}
    if not months:
        return states
    return {
        key: {
            day: state
            for day, state in days.items()
            if ((of := _EPOCH + timedelta(days=day)).year, of.month) not in months
        }
        for key, days in states.items()
    }


async def _stays(conn: Connection, ids: list[int], first: int, last: int) -> dict[int, Stretches]:
    window = first * DAY_MS, (last + 1) * DAY_MS
    found = await stays.read(conn, ids, *window)
    removed = await stays.removed(conn, ids, *window)
    return {
        key: replace(
            stretches(key, rows.begin_ms, rows.end_ms, rows.told(), None),
            removed=_removed(removed.get(key, stays.nothing_removed())),
        )
        for key, rows in found.items()
    }


def _removed(told: stays.Removed) -> Removed:
    unknown = told.kind == stays.NOT_KNOWN
    spans = zip(told.from_ms[unknown].tolist(), told.to_ms[unknown].tolist(), strict=True)
    return Removed(
        merged_ms=told.from_ms[told.kind == stays.MERGED],
        dropped_ms=told.from_ms[told.kind == stays.DROPPED],
        unknown=tuple(Span(*span) for span in spans),
    )
