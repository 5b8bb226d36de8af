"""The next hours of a site, from the parameters of the question to its answer."""

import asyncio
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import numpy as np

from analytics.answers import WHOLE_DAY, Indicator, Known
from analytics.catalogue import CATALOGUE, UNITS
from analytics.catalogue.forecast import DE, EN, REASONS
from analytics.civil import Bucket, from_ms, to_ms
from analytics.forecasts import model
from analytics.forecasts.backtest import Score, Withheld
from analytics.forecasts.served import (
    RECEIVED_WEEKS,
    WEEKS,
    Told,
    forecasts,
    received_by,
    withheld,
)
from analytics.indicators.parking import has_occupancy
from analytics.quarters import QUARTER_MS, Float, Int
from analytics.question import Question
from analytics.spans import Span, covered_ms, union
from api import questions, stored
from api.errors import BadRequestError, UnknownSiteError
from api.plans import Plans
from api.questions import Asked
from api.windows import YEAR_MAX, YEAR_MIN
from devices.quality import Flag
from store import receipts
from store.pool import Connection

_QUARTERS_BACK: Final = WEEKS * model.WEEK
_MINUTES: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A question about the next hours of a site.

    Parameters
    ----------
    moment
        When it is told.
    horizons
        Quarters after the beginning of its quarter at which those that are asked for end.
    registry
        The version of the registry it was read in.
    """

    asked: Asked
    moment: datetime
    horizons: tuple[int, ...]
    registry: str = ""

    @property
    def issue(self) -> int:
        """Return the quarter in which it is told. [quarters since 1970]."""
        return to_ms(self.moment) // QUARTER_MS

    @property
    def issued_at(self) -> datetime:
        """Return when that quarter began."""
        return from_ms(self.issue * QUARTER_MS)

    @property
    def first(self) -> int:
        """Return the first quarter of the past that it is made of. [quarters since 1970]."""
        return self.issue - _QUARTERS_BACK

    def utc_days(self) -> tuple[date, date]:
        """Return the first and last day of that past."""
        first = from_ms(self.first * QUARTER_MS)
        return first.date(), (self.issued_at - timedelta(microseconds=1)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks; None: what the site has, all horizons, now."""

    site: str
    indicator: str | None = None
    horizon_min: int | None = None
    mode: str | None = None
    direction: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """What is told, and when the newest quarter ended that was known."""

    told: list[Told]
    newest: datetime | None


async def wanted(wish: Wish, conn: Connection, plans: Plans, *, now: datetime) -> Outlook:
    """Return the question that somebody asks of a site.

    Raises
    ------
    ApiError
        The site has no such numbers, or they are asked of a time that has not come.
    """
    plan, registry = await plans.site(conn, wish.site, now=now)
    if plan is None:
        raise UnknownSiteError(f"{wish.site} has just gone", "/api/v1/sites lists all sites")
    topic = Indicator(wish.indicator or ("occupancy" if has_occupancy(plan) else "volume"))
    if topic is Indicator.OCCUPANCY and (wish.mode or wish.direction):
        raise BadRequestError("mode and direction mean nothing for occupancy", "leave them out")
    hours = WHOLE_DAY if topic is Indicator.OCCUPANCY else None
    steps = None if wish.horizon_min is None else wish.horizon_min // _MINUTES
    return Outlook(
        asked=questions.asked(plan, topic, mode=wish.mode, direction=wish.direction, hours=hours),
        moment=_moment(wish.at, now),
        horizons=model.HORIZONS if steps is None else (steps,),
        registry=registry,
    )


async def issued(outlook: Outlook, conn: Connection) -> Issued:
    """Return the forecasts of a site."""
    known = await stored.known(conn, outlook.asked, *outlook.utc_days())
    quarters, received_ms = await receipts.quarters(
        conn,
        outlook.asked.datastreams(),
        outlook.issued_at - timedelta(weeks=RECEIVED_WEEKS),
        outlook.moment,
    )
    into_quarter_ms = to_ms(outlook.moment) - outlook.issue * QUARTER_MS
    received = received_by(outlook.first, _QUARTERS_BACK, quarters, received_ms, into_quarter_ms)
    return await asyncio.to_thread(_issued, outlook, known, received)


async def told(outlook: Outlook, conn: Connection, *, attribution: str | None) -> dict[str, Any]:
    """Return the forecasts of a site, as they are answered."""
    found = await issued(outlook, conn)
    head = _head(outlook) | {"newest": found.newest, "attribution": attribution}
    return head | {"values": [_value(one, outlook) for one in found.told]}


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


def _issued(outlook: Outlook, known: Known, received: Int) -> Issued:
    """Return the forecasts; no waiting, so it may run in a thread of its own."""
    asked, first = outlook.asked, outlook.first
    past = np.where(received > outlook.issue, np.nan, _past(outlook, known))
    coarse = any(
        source.nominal_ms > QUARTER_MS
        for source in asked.site.sources
        if source.id in set(asked.datastreams())
    )
    if coarse and np.isnan(past).all():
        return Issued(told=withheld(outlook.horizons, Withheld.TOO_COARSE), newest=None)
    found = forecasts(
        first,
        past,
        outlook.horizons,
        ceiling=1.0 if asked.topic.indicator is Indicator.OCCUPANCY else None,
        zone=asked.site.zone,
        region=asked.site.region,
        received=received,
    )
    some = np.flatnonzero(~np.isnan(past))
    newest = from_ms((first + int(some[-1]) + 1) * QUARTER_MS) if len(some) else None
    return Issued(told=found, newest=newest)


def _past(outlook: Outlook, known: Known) -> Float:
    """Return the quarters before the issue; NaN where unknown, doubted or atypical."""
    asked, first = outlook.asked, outlook.first
    window = Span(first * QUARTER_MS, outlook.issue * QUARTER_MS)
    question = Question(
        window=window, bucket=Bucket.QUARTER, zone=asked.site.zone, known_until_ms=window.to_ms
    )
    found = asked.answered(known, question)
    made_of = set(asked.datastreams())
    atypical = union(
        said.span
        for source in asked.site.sources
        if source.id in made_of
        for said in source.judgements
        if said.kind == "atypical"
    )
    odd = covered_ms(first, _QUARTERS_BACK, atypical) > 0
    return np.where((found.flag == Flag.GOOD) & ~odd, found.value, np.nan)


def _head(outlook: Outlook) -> dict[str, Any]:
    asked = outlook.asked
    entry = CATALOGUE[asked.topic.indicator.value]
    return {
        "site": asked.site.id,
        "indicator": asked.topic.indicator.value,
        "unit": UNITS.get(asked.topic.mode, entry.unit),
        "mode": asked.topic.mode or None,
        "direction": asked.topic.direction or None,
        "time_zone": asked.site.zone.key,
        "issued_at": outlook.issued_at,
        "method": model.METHOD,
        "method_version": model.METHOD_VERSION,
        "words": {"de": asdict(DE), "en": asdict(EN)},
    }


def _value(found: Told, outlook: Outlook) -> dict[str, Any]:
    end = outlook.issue + found.horizon
    return {
        "horizon_min": found.horizon * _MINUTES,
        "start": from_ms((end - 1) * QUARTER_MS),
        "end": from_ms(end * QUARTER_MS),
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "reason": found.reason,
        "sentence": None if found.reason is None else REASONS[found.reason],
        "score": None if found.score is None else _score(found.score),
    }


def _score(found: Score) -> dict[str, Any]:
    return {
        "n": found.n,
        "mase": found.mase.value,
        "skill_naive": found.skill_naive.value,
        "skill_baseline": found.skill.value,
        "mae": found.mae.value,
        "pinball": found.pinball.value,
        "covered": found.covered.value,
        "interval_score": found.interval_score.value,
    }
