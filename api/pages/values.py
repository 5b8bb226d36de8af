"""Values of a series in words: one row of the table, and the total of the period."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from analytics.answers import Indicator, Topic
from analytics.civil import Bucket
from api.pages.card import Place
from api.pages.language import Language
from devices.quality import Flag


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table; `doubt`: incomplete, doubtful or wrong."""

    start: str
    value: str
    coverage: str
    flag: str
    status: str
    doubt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The indicator of the whole period."""

    value: str
    label: str
    note: str
    estimate: str


def write(value: float | None, topic: Topic, language: Language) -> str:
    """Write a value as its indicator is read."""
    if topic.indicator is Indicator.OCCUPANCY:
        return language.percent(value)
    return language.number(value, 0 if value is None or value == int(value) else 1)


def row_of(value: Mapping[str, Any], bucket: Bucket, topic: Topic, place: Place) -> Row:
    """Return a value as the API gives it, in words."""
    language = place.language
    return Row(
        start=_start(str(value["start"]), bucket, place),
        value=write(value["value"], topic, language),
        coverage=language.percent(value["coverage"]),
        flag=language.say(
            f"flag_{value['flag']}" if value["n_expected"] else "nothing_was_expected"
        ),
        status=language.say(f"status_{_status(value, bucket, place)}"),
        doubt=value["flag"] in {Flag.SUSPECT, Flag.FAIL},
    )


def _status(value: Mapping[str, Any], bucket: Bucket, place: Place) -> str:
    """Return the status; a bucket that has not ended is said to run still."""
    text = str(value["start"])
    if bucket is Bucket.DAY:
        running = date.fromisoformat(text) >= place.local(place.now).date()
    else:
        length = timedelta(minutes=15 if bucket is Bucket.QUARTER else 60)
        running = datetime.fromisoformat(text) + length > place.now
    return "running" if running else str(value["status"])


def total_of(total: Mapping[str, Any], topic: Topic, language: Language) -> Total:
    """Return the total of the period in words."""
    say = language.say
    summed = topic.indicator is Indicator.VOLUME
    parts = [say("coverage", percent=language.percent(total["coverage"]))]
    if total["value"] is not None:
        parts.append(say(f"status_{total['status']}"))
    if not summed and total["flag"] in {Flag.SUSPECT, Flag.FAIL}:
        parts.append(say("column_flag") + ": " + say(f"flag_{total['flag']}"))
    return Total(
        value=write(total["value"], topic, language),
        label=say("total_of_period" if summed else "mean_of_period"),
        note=", ".join(parts),
        estimate=_estimate(total.get("estimate"), language),
    )


def _estimate(estimate: Mapping[str, Any] | None, language: Language) -> str:
    if not estimate:
        return ""
    return language.say("estimate", value=language.number(estimate["value"]))


def _start(text: str, bucket: Bucket, place: Place) -> str:
    if bucket.civil:
        return place.language.day(date.fromisoformat(text))
    return place.language.moment(place.local(datetime.fromisoformat(text)))
