"""The key figures of a site over a window, in words that a planner understands.

Which ones: those of `KEYS` that the site can answer, of one mode, direction and window of hours.
A number never stands alone: its unit, its completeness and how to read it are beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from analytics.answers import REGULATED, Indicator, Topic, topics
from analytics.catalogue import CATALOGUE
from analytics.indicators.environment import METHODS as MEASURED
from analytics.site import Site as Plan
from api.campaigns import ESTIMATED
from api.pages.beside import beside
from api.pages.card import Place
from api.pages.language import NO_VALUE, Language
from api.pages.totals import Total
from api.pages.trust import Mark
from api.pages.written import name_of, unit_of, why_not, words_of, write

KEYS: Final = (
    Indicator.VOLUME,
    Indicator.DTV,
    Indicator.GROWTH,
    Indicator.DTV_W5,
    Indicator.BSO,
    Indicator.BFR,
    Indicator.PEAK_HOUR,
    Indicator.HEAVY_SHARE,
    Indicator.V85,
    Indicator.SHARE_OVER_LIMIT,
    Indicator.MEAN_SPEED,
    Indicator.OCCUPANCY,
    Indicator.HOURS_AT_85,
    Indicator.PEAK_OCCUPANCY,
    Indicator.FULL_SPELLS,
    Indicator.TURNOVER,
    Indicator.PARKING_DURATION,
    Indicator.OVERSTAY_RATE,
    *(method.indicator for method in MEASURED),
    Indicator.PM10_EXCEEDANCE_DAYS,
    Indicator.PM2_5_EXCEEDANCE_DAYS,
    Indicator.NO2_EXCEEDANCE_HOURS,
    Indicator.O3_EXCEEDANCE_DAYS,
    Indicator.L_DEN,
    Indicator.L_NIGHT,
    Indicator.FROST_HOURS,
)
#: Between hours and days, kept together on one line.
NO_BREAK_DASH: Final = "\u2060–\u2060"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """A key figure in words.

    Parameters
    ----------
    beside
        What has to be known with the number: an interval, V50 beside V85, how many there were.
    estimate
        Of a count with gaps: what was probably there; it is in no number.
    withheld
        Why there is no number; '' where there is one.
    short
        What an abbreviation in the name is short for, in one line.
    """

    key: str
    name: str
    value: str
    unit: str
    beside: Sequence[str]
    estimate: str
    withheld: str
    coverage: str
    flag: str
    mark: Mark
    status: str
    reading_aid: str
    not_to_confuse: str
    method: str
    source: str
    short: str = ""
    address: str = ""


def chosen(plan: Plan, *, mode: str, direction: str, variant: str) -> list[Topic]:
    """Return the key figures a site can answer, each of the mode and hours that fit best."""
    offered = topics(plan)
    found = []
    for indicator in dict.fromkeys(KEYS):
        own = [topic for topic in offered if topic.indicator is indicator]
        if indicator not in _OF_OTHERS:  # of another mode it would be read as of this one
            own = [topic for topic in own if topic.mode in {"", mode}]
        wanted = Topic(indicator, mode, direction, variant or REGULATED)
        if own:
            found.append(max(own, key=partial(_fit, wanted)))
    return found


def _fit(wanted: Topic, topic: Topic) -> tuple[bool, bool, bool, bool]:
    return (
        topic.mode == wanted.mode,
        topic.direction == wanted.direction,
        topic.direction == "",
        topic.variant == wanted.variant,
    )


#: They are of vehicles of a mode of their own, whatever mode is shown beside them.
_OF_OTHERS: Final = frozenset(
    {
        Indicator.HEAVY_SHARE,
        Indicator.V85,
        Indicator.SHARE_OVER_LIMIT,
        Indicator.MEAN_SPEED,
    }
)


def figure(total: Total, place: Place, *, modes: bool) -> KeyFigure:
    """Return a total as a key figure.

    Parameters
    ----------
    modes
        Whether several modes are counted, so that each figure names its own.
    """
    topic, language = total.topic, place.language
    row = whole(topic, total.row)
    words = words_of(topic.indicator, language)
    name = name_of(Topic(topic.indicator), language)
    if modes and topic.mode:
        name = f"{name} ({language.say(f'mode_{topic.mode}')})"
    elif total.hours and topic.variant:
        name = f"{name} ({hours_in(total.hours, language)})"
    withheld = why_not(row, language)
    told = total.doubted.trust(row, total.window, language)
    return KeyFigure(
        key=topic.indicator.value,
        name=name,
        value=write(row["value"], topic, language),
        unit=NO_VALUE if withheld else unit_of(topic, language),
        beside=[] if withheld else beside(topic, row, place),
        estimate=estimated(row.get("estimate"), topic, language),
        withheld=withheld,
        coverage=language.percent(row["coverage"]),
        flag=told.word,
        mark=told.mark,
        status=language.say(f"status_{row['status']}"),
        reading_aid=words.reading_aid,
        not_to_confuse=words.not_to_confuse,
        method=words.method,
        source=CATALOGUE[topic.indicator].source,
        short=language.words.get(f"short_{topic.indicator}", ""),
    )


def whole(topic: Topic, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row as it may be shown: V85 never without V50, a short count as what it counted."""
    estimate = row.get("estimate")
    if row["status"] == ESTIMATED and estimate:  # its `low` is what was counted, or the mean
        summed = estimate["value"] != estimate["low"]
        row = {**row, "value": estimate["low"], "estimate": estimate if summed else None}
    alone = needs_v50(topic) and row.get("v50") is None
    if alone and row["value"] is not None:
        return {**row, "value": None, "reason": "insufficient_data"}
    return row


def needs_v50(topic: Topic) -> bool:
    """Whether an indicator is a V85, of all vehicles or of free ones."""
    return topic.indicator.value.startswith(Indicator.V85.value)


def estimated(estimate: Mapping[str, Any] | None, topic: Topic, language: Language) -> str:
    """Say what was probably there where a count has gaps; never a part of the number."""
    if not estimate:
        return ""
    value, low, high = (estimate[key] for key in ("value", "low", "high"))
    if high is None:  # scaled up from a campaign, without a known error
        return language.say("estimate_campaign", value=write(value, topic, language))
    return language.say(
        "estimate_between",
        value=write(value, topic, language),
        low=write(low, topic, language),
        high=write(high, topic, language),
    )


def hours_in(hours: str, language: Language) -> str:
    """Return hours of the week in the language of the page."""
    if hours == "24h":
        return language.say("hours_24h")
    english = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    for name, own in zip(english, language.words["weekdays"].split(), strict=True):
        hours = hours.replace(name, own)
    return hours.replace("-", NO_BREAK_DASH)
