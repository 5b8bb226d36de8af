"""Values of a series in words: one row of the table, and the total of the period."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from analytics.answers import Indicator, Topic
from analytics.catalogue import CATALOGUE
from analytics.civil import Bucket, next_start
from analytics.spans import Span
from api.pages.beside import beside, one_beside
from api.pages.card import Place
from api.pages.figures import estimated, whole
from api.pages.language import NO_VALUE, Language
from api.pages.profile import CURVES
from api.pages.trust import NO_DOUBTS, Doubts, Mark, span_of
from api.pages.written import why_not, write

DAY_TYPES: Final = ("working_days", "saturdays", "sundays")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """A column of numbers that stand beside the values; `key` names them in answers."""

    key: str
    word: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table; `mark`: "gap" where incomplete, "doubt" where doubtful or wrong."""

    start: str
    value: str
    extras: Sequence[str]
    coverage: str
    flag: str
    status: str
    mark: Mark
    withheld: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The indicator of the whole period; `beside`: what has to be known with it."""

    value: str
    label: str
    note: str
    estimate: str
    beside: str
    withheld: str


def extras_of(topic: Topic, language: Language) -> list[Extra]:
    """Return what is told beside each value of an indicator, where it is one number."""
    told = []
    for one in CATALOGUE[topic.indicator].details:
        if one.key != "reason" and one.key not in _CURVES:
            word = one.de if language.tag == "de" else one.en
            told.append(Extra(key=one.key, word=word, unit=one.unit))
    return told


def extras_json(extras: Sequence[Extra]) -> str:
    """Return the columns beside the values for the browser: key, word and unit of each."""
    return json.dumps([[one.key, one.word, one.unit] for one in extras], ensure_ascii=False)


#: With a value for each hour, weekday, month or quarter hour of the day.
_CURVES: Final = frozenset(
    {"profile", *DAY_TYPES, "median", "hours_of_week"}
    | {f"{day}_{end}" for day in DAY_TYPES for end in ("low", "high", "n")}
)


def row_of(
    value: Mapping[str, Any],
    bucket: Bucket,
    topic: Topic,
    place: Place,
    extras: Sequence[Extra] = (),
    doubted: Doubts = NO_DOUBTS,
) -> Row:
    """Return a value as the API gives it, in words."""
    language = place.language
    value = whole(topic, value)
    running = _running(value, bucket, place)
    begun = running and value["value"] is None  # nothing is known, and nothing missing yet
    told = doubted.trust(value, span_of(str(value["start"]), bucket, place.zone), language)
    return Row(
        start=start_word(str(value["start"]), bucket, place),
        value=write(value["value"], topic, language),
        extras=[_extra(one, value.get(one.key), topic, place) for one in extras],
        coverage=language.percent(value["coverage"]),
        flag=NO_VALUE if begun else told.word,
        status=language.say(f"status_{'running' if running else value['status']}"),
        mark="" if begun else told.mark,
        withheld=why_not(value, language) if value.get("reason") and value["n_valid"] else "",
    )


def _extra(one: Extra, value: object, topic: Topic, place: Place) -> str:
    if value is None or isinstance(value, list):
        return NO_VALUE
    return one_beside(one.key, one.unit, value, topic, place)


def _running(value: Mapping[str, Any], bucket: Bucket, place: Place) -> bool:
    """Whether a bucket has not ended."""
    text = str(value["start"])
    if bucket.civil:
        return next_start(date.fromisoformat(text), bucket) > place.local(place.now).date()
    length = timedelta(minutes=15 if bucket is Bucket.QUARTER else 60)
    return datetime.fromisoformat(text) + length > place.now


def total_of(
    total: Mapping[str, Any], topic: Topic, place: Place, window: Span, doubted: Doubts
) -> Total:
    """Return the total of a window in words."""
    language = place.language
    say = language.say
    total = whole(topic, total)
    summed = topic.indicator is Indicator.VOLUME
    parts = [say("coverage", percent=language.percent(total["coverage"]))]
    if total["value"] is not None:
        parts.append(say(f"status_{total['status']}"))
    told = doubted.trust(total, window, language)
    if told.mark:
        parts.append(told.word)
    label = "total_of_period" if summed else "of_period"
    if topic.indicator in {Indicator.OCCUPANCY, Indicator.FREE_SPACES}:
        label = "mean_of_period"
    elif topic.indicator in CURVES:
        label = "top_of_curve"
    return Total(
        value=write(total["value"], topic, language),
        label=say(label),
        note=", ".join(parts),
        estimate=estimated(total.get("estimate"), topic, language),
        beside="; ".join(beside(topic, total, place)) if total["value"] is not None else "",
        withheld=why_not(total, language),
    )


def start_word(text: str, bucket: Bucket, place: Place) -> str:
    """Write the beginning of a bucket as its length asks: a day, a month, a year, a moment."""
    language = place.language
    if not bucket.civil:
        return language.moment(place.local(datetime.fromisoformat(text)))
    day = date.fromisoformat(text)
    if bucket is Bucket.YEAR and day == date(day.year, 1, 1):
        return str(day.year)
    if bucket is Bucket.MONTH and day.day == 1:
        return language.month(day)
    return language.day(day)
