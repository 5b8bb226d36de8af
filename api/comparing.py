"""A question before and after, from its parameters to its answer; the command asks the same."""

import asyncio
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from analytics.answers import Indicator
from analytics.effects.words import NOT_A_CAUSE, REASONS, SENTENCES, WEATHER
from api import questions, stored
from api.before_after import Comparison, Finding, Sky, Station, compare, until
from api.context import find_site
from api.errors import BadRequestError, BadWindowError, NotFoundError, TooMuchError
from api.plans import Plans
from api.questions import Asked
from api.windows import YEAR_MAX, YEAR_MIN
from store import measures
from store.measures import Measure
from store.pool import Connection

DAYS_MAX: Final = 4_018  #: eleven years, as `WEGWARTE_QUERY_DAYS_MAX` where nobody sets it
DAYS_USUAL: Final = 365  #: before the change, and since it
CONTROLS_MAX: Final = 20
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks, as he wrote it.

    Parameters
    ----------
    at, measure
        The first local date since the change, or a measure of the registry; one of the two.
    first, end
        Local dates `[first, end)`; None: a year on each side, up to today.
    weather
        A station whose weather is taken out; None: it is left in.
    """

    site: str
    at: date | None = None
    measure: int | None = None
    controls: tuple[str, ...] = ()
    indicator: str = Indicator.VOLUME.value
    mode: str | None = None
    direction: str | None = None
    first: date | None = None
    end: date | None = None
    weather: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where a question is asked: of which plans, when, by whom, and how long it may be.

    Parameters
    ----------
    closed
        Only what is public is known.
    days_max
        Longest window.
    """

    conn: Connection
    plans: Plans
    now: datetime
    closed: bool
    days_max: int = DAYS_MAX


async def compared(wish: Wish, desk: Desk) -> dict[str, Any]:
    """Return what changed at a site, as it is answered.

    Raises
    ------
    ApiError
        Something that was named is not there, or cannot be compared.
    """
    conn = desk.conn
    site = await find_site(conn, wish.site, now=desk.now, closed=desk.closed)
    measure = await _measure(wish, desk, site.id)
    begun = measure.from_date if measure is not None else wish.at
    if begun is None:
        raise BadRequestError("neither at nor measure is given", "add at=2026-05-01 or measure=1")
    for day in (begun, wish.first, wish.end):
        if day is not None and not YEAR_MIN < day.year < YEAR_MAX:
            raise BadWindowError(f"{day} lies outside the calendar", "name a day of this century")
    others = await _controls(wish, desk, site.id, measure)
    asked = [
        await _asked(name, wish, desk, direction)
        for name, direction in [(site.id, wish.direction), *((one, None) for one in others)]
    ]
    ends = [wish.end or begun + timedelta(days=DAYS_USUAL), until(desk.now, asked[0].site)]
    if measure is not None and measure.to_date is not None:
        ends.append(measure.to_date)
    wanted = Comparison(
        site=asked[0],
        controls=tuple(asked[1:]),
        at=begun,
        first=wish.first or begun - timedelta(days=DAYS_USUAL),
        end=min(ends),
        station=await _station(wish, desk),
    )
    _check(wanted, desk.days_max)
    elements = () if wanted.station is None else wanted.station.elements
    window = wanted.first - _DAY, wanted.end
    known = [await stored.known(conn, one, *window) for one in asked]
    measured = [await stored.known(conn, one, *window) for one in elements]
    finding = await asyncio.to_thread(compare, wanted, known, measured)
    return _body(wanted, finding, measure) | {"attribution": site.attribution}


async def _measure(wish: Wish, desk: Desk, site: str) -> Measure | None:
    """Return the measure that was named; what a town plans and why is not for everybody."""
    if wish.measure is None:
        return None
    if wish.at is not None:
        raise BadRequestError("measure stands beside at", "give one or the other")
    found = None if desk.closed else await measures.measure_at(desk.conn, wish.measure, site)
    if found is None:
        raise NotFoundError(
            f"no measure {wish.measure} was taken at {site}",
            "/api/v1/registry/measures lists them",
        )
    return found


async def _controls(wish: Wish, desk: Desk, site: str, measure: Measure | None) -> list[str]:
    """Return the ids of the controls, each once."""
    if len(wish.controls) > CONTROLS_MAX:
        raise BadRequestError(
            f"{len(wish.controls)} controls are too many", f"name at most {CONTROLS_MAX}"
        )
    found: list[str] = []
    for named in wish.controls:
        one = await find_site(desk.conn, named, now=desk.now, closed=desk.closed)
        if one.id == site:
            raise BadRequestError(f"{one.id} is the site itself", "name other sites as control")
        if measure and await measures.measure_at(desk.conn, measure.id, one.id):
            raise BadRequestError(
                f"measure {measure.id} was taken at {one.id}, too",
                "name sites as control that the measure does not touch",
            )
        found.append(one.id)
    return list(dict.fromkeys(found))


async def _asked(name: str, wish: Wish, desk: Desk, direction: str | None) -> Asked:
    plan, _ = await desk.plans.site(desk.conn, name, now=desk.now)
    if plan is None:
        raise NotFoundError(f"{name} has just gone", "/api/v1/sites lists all sites")
    indicator = Indicator(wish.indicator)
    if indicator is Indicator.OCCUPANCY and (wish.mode or wish.direction):
        raise BadRequestError("mode and direction mean nothing for occupancy", "leave them out")
    return questions.asked(plan, indicator, mode=wish.mode, direction=direction, hours=None)


async def _station(wish: Wish, desk: Desk) -> Station | None:
    if wish.weather is None:
        return None
    found = await find_site(desk.conn, wish.weather, now=desk.now, closed=desk.closed)
    plan, _ = await desk.plans.site(desk.conn, found.id, now=desk.now)
    if plan is None:
        raise NotFoundError(f"{found.id} has just gone", "/api/v1/sites lists all sites")
    return Station(site=plan, elements=questions.weather_of(plan))


def _check(wanted: Comparison, days_max: int) -> None:
    if not wanted.first < wanted.at < wanted.end:
        raise BadWindowError(
            f"{wanted.at} does not lie between {wanted.first} and {wanted.end}, or is to come",
            "let from lie before the change and to after it; today is not compared",
        )
    if (wanted.end - wanted.first).days > days_max + 1:
        raise TooMuchError(
            f"the window has more than {days_max} days (WEGWARTE_QUERY_DAYS_MAX)",
            "let from and to lie nearer to the change",
        )


def _body(wanted: Comparison, finding: Finding, measure: Measure | None) -> dict[str, Any]:
    effect, topic = finding.effect, wanted.site.topic
    if effect.verdict is not None:
        sentence = SENTENCES[effect.verdict]
    else:
        sentence = REASONS[effect.reason] if effect.reason is not None else NOT_A_CAUSE
    return {
        "site": wanted.site.site.id,
        "indicator": topic.indicator.value,
        "mode": topic.mode or None,
        "direction": topic.direction or None,
        "controls": [one.site.id for one in wanted.controls],
        "controls_left_aside": list(finding.left_aside),
        "at": wanted.at,
        "measure": None if measure is None else asdict(measure),
        "time_zone": wanted.site.site.zone.key,
        "from": wanted.first,
        "to": wanted.end,
        "to_inclusive": wanted.end - _DAY,
        "method": finding.method,
        "method_version": finding.method_version,
        "change": effect.change,
        "low": effect.low,
        "high": effect.high,
        "n_before": effect.n_before,
        "n_after": effect.n_after,
        "verdict": effect.verdict,
        "reason": effect.reason,
        "weather": _weather(wanted.station, finding.weather),
        "sentence": sentence,
        "caution": NOT_A_CAUSE,
    }


def _weather(station: Station | None, told: Sky | None) -> dict[str, Any] | None:
    if station is None:
        return None
    told = told or Sky()
    return {
        "station": station.site.id,
        "elements": list(told.elements),
        "taken_out": bool(told.elements),
        "explained": told.explained,
        "narrowed": told.narrowed,
        "sentence": WEATHER[bool(told.elements)],
    }
