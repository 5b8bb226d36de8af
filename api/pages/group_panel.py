"""A group's page: its key figures, its occupancy day by day, and what if there were more spaces."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from analytics.answers import WHOLE_DAY, Indicator, Topic
from analytics.civil import Bucket
from api.pages.card import Card, Place
from api.pages.figures import KeyFigure, figure
from api.pages.gather import View
from api.pages.group_numbers import PARKED, GroupReading, read
from api.pages.group_what_if import WhatIf, what_if
from api.pages.language import Language
from api.pages.links import ROWS_MAX, Link
from api.pages.values import Extra, Row, row_of
from api.pages.wanted import DAY
from api.windows import Window, midnight
from store.inventory.rows import Row as Group
from store.pool import Connection

YEAR_DAYS: Final = 365
MODES: Final = ("bicycle", "pedestrian", "motor", "car", "heavy")
_PERIODS: Final = (("last_month", 28), ("last_year", YEAR_DAYS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What the chart and the table of values need, see `chart.html` and `values.html`."""

    title: str
    label: str
    caption: str
    address: str
    json: str
    csv: str
    csv_de: str
    first: date
    end: date
    rows: Sequence[Row]
    pager: "Pages"
    doubted_json: str
    bucket: str = "day"
    wanted_bucket: str = "auto"
    unit: str = ""
    percent: bool = True
    digits: int = 0
    second: str = ""
    known: str = "15min,hour,day,month,year"
    extras: Sequence[Extra] = ()
    extras_json: str = "[]"
    indicator: str = "occupancy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Which rows the table shows; the script turns the pages."""

    said: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPanel:
    """What the template shows of a group; `drawing` and `what_if` only where it parks."""

    window: str
    periods: Sequence[Link]
    shown: Sequence[KeyFigure]
    withheld: Sequence[KeyFigure]
    drawing: Drawing | None
    what_if: WhatIf | None
    first: str
    last: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """What is asked of a group's page: its days, inclusive, and a scenario."""

    group: Group
    first: date
    last: date
    zone: ZoneInfo
    spaces: str = ""
    demand: str = ""

    @property
    def window(self) -> Window:
        """The days as a window."""
        return Window(
            since=midnight(self.first, self.zone),
            until=midnight(self.last + DAY, self.zone),
            from_=self.first,
            to=self.last + DAY,
            zone=self.zone,
        )

    def address(self, language: Language, first: date, last: date) -> str:
        """Return the address of other days."""
        query = urlencode({"from": first.isoformat(), "to": last.isoformat()})
        return f"{language.address('/groups/')}{self.group['id']}?{query}"


def view_of_query(
    query: Mapping[str, str], group: Group, cards: Sequence[Card], zone: ZoneInfo, now: datetime
) -> GroupView:
    """Read which days are asked for; else they are the year up to the newest value."""
    known = [card.at for card in cards if card.at is not None]
    newest = min(max(known, default=now), now) - timedelta(microseconds=1)
    last = newest.astimezone(zone).date()
    first = last - (YEAR_DAYS - 1) * DAY
    try:
        asked = date.fromisoformat(query["from"]), date.fromisoformat(query["to"])
    except (KeyError, ValueError):
        asked = (first, last)
    if not (date(2000, 1, 1) <= asked[0] <= asked[1] < date(2200, 1, 1)):
        asked = (first, last)
    if (asked[1] - asked[0]).days > 11 * YEAR_DAYS:
        asked = (first, last)
    return GroupView(
        group=group,
        first=asked[0],
        last=asked[1],
        zone=zone,
        spaces=query.get("spaces", "")[:12],
        demand=query.get("demand", "")[:12],
    )


async def group_panel(
    conn: Connection, view: View, asked: GroupView, place: Place
) -> GroupPanel | None:
    """Return the panel of a group; None where nothing is known of it then.

    Parameters
    ----------
    place
        One of its sites: in whose zone and language times are written.
    """
    regulated = await read(conn, view, asked.group, asked.window, Indicator.OCCUPANCY)
    whole_day = await read(
        conn, view, asked.group, asked.window, Indicator.OCCUPANCY, hours=WHOLE_DAY
    )
    volumes = await _volumes(conn, view, asked)
    if regulated is None and not volumes:
        return None
    # Some hundred milliseconds: the live streams go on meanwhile.
    return await asyncio.to_thread(_panel, regulated, whole_day, volumes, asked, place)


async def _volumes(conn: Connection, view: View, asked: GroupView) -> list[GroupReading]:
    """Return the volume of each mode that is counted; where only one is, it need not be named."""
    only = await read(conn, view, asked.group, asked.window, Indicator.VOLUME)
    if only is not None:
        return [only]
    found = [
        await read(conn, view, asked.group, asked.window, Indicator.VOLUME, mode=mode)
        for mode in MODES
    ]
    return [one for one in found if one is not None]


def _panel(
    regulated: GroupReading | None,
    whole_day: GroupReading | None,
    volumes: Sequence[GroupReading],
    asked: GroupView,
    place: Place,
) -> GroupPanel:
    language = place.language
    totals = [] if regulated is None else regulated.totals(PARKED)
    for one in volumes:
        totals += one.totals([Indicator.VOLUME])
    figures = [figure(told, place, modes=True) for told in totals]
    drawing = None if whole_day is None else _drawing(whole_day, asked, place)
    return GroupPanel(
        window=f"{language.day(asked.first)} – {language.day(asked.last)}",
        periods=[
            Link(
                word=language.say(word),
                address=asked.address(language, asked.last - (days - 1) * DAY, asked.last),
                current=(asked.last - asked.first).days + 1 == days,
            )
            for word, days in _PERIODS
        ],
        shown=[one for one in figures if not one.withheld],
        withheld=[one for one in figures if one.withheld],
        drawing=drawing,
        what_if=None
        if regulated is None
        else what_if(regulated, asked.spaces, asked.demand, language),
        first=asked.first.isoformat(),
        last=asked.last.isoformat(),
        zone=asked.zone.key,
    )


def _drawing(reading: GroupReading, asked: GroupView, place: Place) -> Drawing:
    language = place.language
    topic = Topic(Indicator.OCCUPANCY, variant=WHOLE_DAY)
    values, _, _ = reading.rows(Indicator.OCCUPANCY, Bucket.DAY)
    first, last = language.day(asked.first), language.day(asked.last)
    title = language.say("indicator_occupancy:24h")
    path = f"/api/v1/groups/{asked.group['id']}/indicators/occupancy?window={WHOLE_DAY}"
    end = (asked.last + DAY).isoformat()
    whole = f"{path}&from={asked.first.isoformat()}&to={end}&bucket=day"
    shown = values[::-1][:ROWS_MAX]
    doubted = reading.doubted()
    number = language.number
    said = language.say(
        "values_of", first=number(1), last=number(len(shown)), n=number(len(values))
    )
    return Drawing(
        title=title,
        label=language.say("chart_label", what=title, **{"from": first, "to": last}),
        caption=f"{title}, {first} – {last}, {language.say('bucket_day')}",
        address=path,
        json=whole,
        csv=f"{whole}&format=csv",
        csv_de=f"{whole}&format=csv-de",
        first=asked.first,
        end=asked.last + DAY,
        rows=[row_of(value, Bucket.DAY, topic, place, (), doubted) for value in shown],
        doubted_json=doubted.json(),
        pager=Pages(said=said),
    )
