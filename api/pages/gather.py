"""Cards of sites, gathered from newest values and from indicators as the API answers them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from fastapi import Request

from analytics.answers import WHOLE_DAY, Indicator, Topic, topics
from analytics.civil import Bucket, day_start_ms, local_date, to_ms
from analytics.quarters import QUARTER_MS, QUARTERS
from analytics.site import Site as Plan
from analytics.spans import Span
from api.pages.card import STATES, Card, Place, ended
from api.pages.computed import about, computed, question
from api.pages.counting import WEEKS, Counts, counting_card
from api.pages.environment import environment_card
from api.pages.kinds import COUNTED, PARKED, Kind, kind_of
from api.pages.language import Language
from api.pages.parking import parking_card
from api.pages.spark import Spark, spark
from api.plans import Plans
from api.up_to_now import quarter_down
from devices.model import DeviceModel
from devices.quality import Flag
from store import pages, sites
from store.inventory import models
from store.pages import NewestValue
from store.pool import Connection
from store.sites import Site

SITES_MAX: Final = 1_000
_HOUR_MS: Final = 4 * QUARTER_MS
_DAY_MS: Final = QUARTERS * QUARTER_MS
_MODES: Final = ("bicycle", "pedestrian", "motor", "car", "heavy")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """For whom, when and by which registry cards are made."""

    language: Language
    now: datetime
    public_only: bool
    plans: Plans


def view_of(request: Request, language: Language, now: datetime, *, closed: bool) -> View:
    """Return for whom, when and by which registry the pages of a request are made."""
    return View(language=language, now=now, public_only=closed, plans=request.app.state.plans)


async def all_cards(conn: Connection, view: View) -> list[Card]:
    """Return the cards of all sites: those that live first, then in the order of their names."""
    found = await sites.sites(conn, now=view.now, public_only=view.public_only, limit=SITES_MAX)
    cards = await cards_of(conn, view, found)
    return sorted(cards, key=lambda card: (STATES.index(card.state), card.name.casefold()))


async def cards_of(conn: Connection, view: View, found: Sequence[Site]) -> list[Card]:
    """Return the cards of these sites, in their order."""
    values = await pages.newest(
        conn, public_only=view.public_only, sites=[site.id for site in found]
    )
    by_site: dict[str, list[NewestValue]] = {site.id: [] for site in found}
    for value in values:
        by_site[value.site].append(value)
    known = await models.known(conn)
    return [
        await _card(conn, view, place_of(site, by_site[site.id], view, known)) for site in found
    ]


def place_of(
    site: Site, values: Sequence[NewestValue], view: View, known: Mapping[str, DeviceModel]
) -> Place:
    """Return what a card is made of; `known`: the models, the operator's own among them."""
    return Place(
        site=site,
        kind=kind_of(site.kind, values),
        values=values,
        now=view.now,
        language=view.language,
        models=known,
    )


async def _card(conn: Connection, view: View, place: Place) -> Card:
    counts = any(value.property in COUNTED for value in place.values)
    if place.kind is not Kind.PARKING and not counts:
        return environment_card(place)
    plan, _ = await view.plans.site(conn, place.site.id, now=view.now)
    if place.kind is Kind.PARKING:
        return parking_card(place, None if plan is None else await _taken(conn, place, plan))
    return counting_card(place, [] if plan is None else await _counts(conn, place, plan))


def _last_ms(place: Place, properties: frozenset[str]) -> int | None:
    """Return the end of the newest value of some properties, at most now."""
    ends = [ended(v) for v in place.reporting if v.property in properties]
    return to_ms(min(max(ends), place.now)) if ends else None


async def _counts(conn: Connection, place: Place, plan: Plan) -> list[tuple[str, Counts]]:
    """Return the volumes of each mode over the weeks that a comparison needs."""
    last = _last_ms(place, frozenset(COUNTED))
    if last is None:
        return []
    day = local_date(last - 1, place.zone)
    until = min(-(-last // _HOUR_MS) * _HOUR_MS, quarter_down(place.now) + _HOUR_MS)
    since = day_start_ms(day, place.zone) - (WEEKS * 7 + 1) * _DAY_MS
    window = Span(since // _HOUR_MS * _HOUR_MS, until)
    modes = {topic.mode for topic in topics(plan) if topic.indicator is Indicator.VOLUME}
    found = []
    for mode in sorted(modes, key=_mode_order):
        asked = about(plan, Topic(Indicator.VOLUME, mode))
        for bucket, step_ms in ((Bucket.QUARTER, QUARTER_MS), (Bucket.HOUR, _HOUR_MS)):
            series = await computed(conn, asked, question(window, bucket, place.zone, place.now))
            if not np.isnan(series.value).all():  # else it counts in longer intervals
                counts = Counts(
                    first_ms=window.from_ms,
                    step_ms=step_ms,
                    volume=series.value,
                    expected=series.n_expected > 0,
                )
                found.append((mode, counts))
                break
    return found


def _mode_order(mode: str) -> tuple[int, str]:
    return (_MODES.index(mode) if mode in _MODES else len(_MODES), mode)


async def _taken(conn: Connection, place: Place, plan: Plan) -> Spark | None:
    """Draw which share was taken in the last 24 hours known."""
    last = _last_ms(place, frozenset(PARKED))
    topic = Topic(Indicator.OCCUPANCY, variant=WHOLE_DAY)
    if last is None or topic not in topics(plan):
        return None
    until = -(-last // _HOUR_MS) * _HOUR_MS
    window = Span(until - _DAY_MS, until)
    put = question(window, Bucket.HOUR, place.zone, place.now)
    series = await computed(conn, about(plan, topic), put)
    # A doubted hour is a gap: "full or closed" drawn at 100 % would say full.
    doubted = (series.flag == Flag.SUSPECT) & (series.coverage == 1)
    shown = np.where(doubted, np.nan, series.value).tolist()
    hours = [None if np.isnan(value) else value for value in shown]
    at = place.language.clock(place.local_ms(last))  # the running hour has not ended
    return spark(hours, _spark_label(place, at), top=1.0)


def _spark_label(place: Place, time: str) -> str:
    say, language = place.language.say, place.language
    return say("spark", what=say("spark_taken"), time=time, top=language.percent(1))
