"""The panel of key figures: over which window, of which mode, and the years beside each other."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from analytics.answers import Indicator, Topic, topics
from analytics.civil import Bucket, day_start_ms, local_date
from analytics.site import Site as Plan
from analytics.spans import Span
from api import beside_checks
from api.pages.card import Place
from api.pages.figures import KeyFigure, chosen, figure, whole
from api.pages.gather import View
from api.pages.language import Language
from api.pages.links import Link
from api.pages.totals import Reading, read
from api.pages.wanted import AUTO, DAY, Wanted
from api.pages.wanted import read as read_wanted
from api.pages.written import unit_of, write
from store.pool import Connection

YEARS_MAX: Final = 6
YEAR_DAYS: Final = 365
_MONTH_DAYS: Final = 28
_MODES: Final = ("bicycle", "pedestrian", "motor", "car", "heavy")


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """A calendar year of a counter: what was counted, how completely, and the estimate beside."""

    year: str
    address: str
    counted: str
    coverage: str
    estimate: str
    gaps: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresPanel:
    """What the template shows of key figures; those withheld stand apart, with the reason."""

    window: str
    periods: Sequence[Link]
    modes: Sequence[Link]
    shown: Sequence[KeyFigure]
    withheld: Sequence[KeyFigure]
    years: Sequence[YearLine]
    counted: str
    checked: str
    poor: str


async def figures_panel(
    conn: Connection, place: Place, view: View, query: Mapping[str, str]
) -> FiguresPanel | None:
    """Return the panel; None where the site has no key figure, or no value yet."""
    plan, _ = await view.plans.site(conn, place.site.id, now=view.now)
    if plan is None or place.at is None:
        return None
    offered = topics(plan)
    if not offered:
        return None
    newest = place.local(min(place.at, place.now) - timedelta(microseconds=1)).date()
    wanted, _ = read_wanted(query, offered, newest, place.language)
    if "from" not in query:
        since = max(newest - (YEAR_DAYS - 1) * DAY, begun(plan, newest))
        wanted = replace(wanted, first=since, last=newest)
    modes = counted_modes(offered)
    mode = query.get("mode", "")
    mode = mode if mode in modes else next(iter(modes), "")
    asked = chosen(
        plan, mode=mode, direction=wanted.topic.direction, variant=query.get("window", "")
    )
    if not asked:
        return None
    readings = await read(conn, plan, asked, span(plan, wanted.first, wanted.last), place.now)
    years = await _years(conn, plan, Topic(Indicator.VOLUME, mode), newest, place)
    detection = await beside_checks.read(conn, place.site.id, Indicator.OCCUPANCY)
    # Some hundred milliseconds: the live streams go on meanwhile.
    return await asyncio.to_thread(
        _panel, readings, years, place, wanted, modes=modes, mode=mode, detection=detection
    )


def _panel(
    readings: Sequence[Reading],
    years: Reading | None,
    place: Place,
    wanted: Wanted,
    *,
    modes: Sequence[str],
    mode: str,
    detection: Mapping[str, Any] | None,
) -> FiguresPanel:
    language = place.language
    found = [figure(reading.total(), place, modes=len(modes) > 1) for reading in readings]
    drawn = [
        replace(one, address=_drawn(place, wanted, reading.asked.topic))
        for one, reading in zip(found, readings, strict=True)
    ]
    lines = [] if years is None else _lines(years, place, wanted)
    return FiguresPanel(
        window=f"{language.day(wanted.first)} – {language.day(wanted.last)}",
        periods=_periods(place, wanted, lines),
        modes=[
            Link(
                word=language.say(f"mode_{one}"),
                address=_address(place, wanted, mode=one),
                current=one == mode,
            )
            for one in modes
            if len(modes) > 1
        ],
        shown=[one for one in drawn if not one.withheld],
        withheld=[one for one in drawn if one.withheld],
        years=lines,
        counted=unit_of(Topic(Indicator.VOLUME, mode), language),
        checked=checked(detection, language),
        poor=poor(detection, language),
    )


def counted_modes(offered: Sequence[Topic]) -> list[str]:
    """Return the modes of a site's counts, in the order of the page."""
    found = {t.mode for t in offered if t.indicator is Indicator.VOLUME and t.mode}
    return sorted(found, key=lambda one: _MODES.index(one) if one in _MODES else len(_MODES))


def begun(plan: Plan, otherwise: date) -> date:
    """Return the first local date on which anything was deployed."""
    first = [span.from_ms for source in plan.sources for span in source.deployed()]
    return min((local_date(min(first), plan.zone), otherwise)) if first else otherwise


def span(plan: Plan, first: date, last: date) -> Span:
    """Return the local days from first to last, inclusive."""
    return Span(day_start_ms(first, plan.zone), day_start_ms(last + DAY, plan.zone))


def checked(detection: Mapping[str, Any] | None, language: Language) -> str:
    """Say what spot checks found; '' where nobody checked."""
    if detection is None or detection["rate"] is None:
        return ""
    return language.say(
        "checks",
        detected=language.number(detection["detected"]),
        present=language.number(detection["present"]),
        rate=language.percent(detection["rate"]),
        low=language.percent(detection["low"]),
        high=language.percent(detection["high"]),
    )


def poor(detection: Mapping[str, Any] | None, language: Language) -> str:
    """Return the warning of a site whose sensors were wrong too often; '' where they were not."""
    if detection is None or not detection["below_90_percent"]:
        return ""
    return language.say("checks_poor", rate=language.percent(detection["rate"]))


async def _years(
    conn: Connection, plan: Plan, topic: Topic, newest: date, place: Place
) -> Reading | None:
    if topic not in topics(plan):
        return None
    first = max(begun(plan, newest).year, newest.year - YEARS_MAX + 1)
    window = span(plan, date(first, 1, 1), date(newest.year, 12, 31))
    return (await read(conn, plan, [topic], window, place.now, Bucket.YEAR))[0]


def _lines(years: Reading, place: Place, wanted: Wanted) -> list[YearLine]:
    """Return the years in which anything was expected, the newest first."""
    language, topic = place.language, years.asked.topic
    lines = []
    for told in reversed(years.rows()[0]):
        if not told["n_expected"]:
            continue
        row = whole(topic, told)
        year = date.fromisoformat(row["start"])
        moved = replace(wanted, first=year, last=year.replace(month=12, day=31))
        lines.append(
            YearLine(
                year=str(year.year),
                address=_address(place, moved),
                counted=write(row["value"], topic, language),
                coverage=language.percent(row["coverage"]),
                estimate=_estimate(row, topic, language),
                gaps=row["n_valid"] < row["n_expected"],
            )
        )
    return lines


def _estimate(row: Mapping[str, Any], topic: Topic, language: Language) -> str:
    found = row.get("estimate")
    if not found:
        gaps = row["n_valid"] < row["n_expected"]
        return language.say("estimate_withheld" if gaps else "estimate_not_needed")
    value = write(found["value"], topic, language)
    if found["high"] is None:
        return language.say("estimate_scaled", value=value)
    low, high = (write(found[key], topic, language) for key in ("low", "high"))
    return f"{value} ({low} – {high})"


def _periods(place: Place, wanted: Wanted, years: Sequence[YearLine]) -> list[Link]:
    say = place.language.say
    links = [
        Link(
            word=say(word),
            address=_address(place, replace(wanted, first=wanted.last - (days - 1) * DAY)),
            current=wanted.days == days,
        )
        for word, days in (("last_month", _MONTH_DAYS), ("last_year", YEAR_DAYS))
    ]
    whole = (wanted.first.month, wanted.first.day, wanted.days >= YEAR_DAYS) == (1, 1, True)
    current = str(wanted.first.year) if whole and not any(one.current for one in links) else ""
    return links + [
        Link(word=line.year, address=line.address, current=line.year == current) for line in years
    ]


def _address(place: Place, wanted: Wanted, mode: str | None = None) -> str:
    topic = wanted.topic if mode is None else replace(wanted.topic, mode=mode)
    query = replace(wanted, topic=topic, bucket=AUTO, page=0).query()
    return f"{place.language.address(f'/sites/{place.site.id}')}?{query}#figures"


def _drawn(place: Place, wanted: Wanted, topic: Topic) -> str:
    query = replace(wanted, topic=topic, bucket=AUTO, page=0).query()
    return f"{place.language.address(f'/sites/{place.site.id}')}?{query}#series"
