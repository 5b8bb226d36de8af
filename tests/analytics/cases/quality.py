"""Answers to the acceptance cases of data quality (section E)."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from analytics import held, passages
from analytics.civil import day_span, from_ms
from analytics.spans import Span
from tests.analytics.cases.laid import (
    FOREVER_MS,
    HOUR_MS,
    MINUTE_MS,
    Answer,
    readings,
)


def _clock_change_day(inputs: dict[str, Any], _: object) -> object:
    day = day_span(date.fromisoformat(inputs["date"]), ZoneInfo(inputs["tz"]))
    form = "%Y-%m-%dT%H:%MZ"
    return {
        "utc_start": from_ms(day.from_ms).strftime(form),
        "utc_end": from_ms(day.to_ms).strftime(form),
        "hours": (day.to_ms - day.from_ms) / HOUR_MS,
        "expected_5min": (day.to_ms - day.from_ms) / (5 * MINUTE_MS),
    }


def _ambiguous(inputs: dict[str, Any], _: object) -> object:
    zone = ZoneInfo(inputs["tz"])
    instants = [datetime.strptime(text, "%Y-%m-%dT%H:%M%z") for text in inputs["utc"]]
    assert all(instant.tzinfo is not None for instant in instants)
    local = [instant.astimezone(UTC).astimezone(zone) for instant in instants]
    return [instant.strftime("%Y-%m-%dT%H:%M%z") for instant in local]


def _short_day(inputs: dict[str, Any], _: object) -> object:
    day = day_span(date.fromisoformat(inputs["date"]), ZoneInfo("Europe/Berlin"))
    expected = (day.to_ms - day.from_ms) // (5 * MINUTE_MS)
    return {"completeness": inputs["received_5min"] / expected}


def _heartbeats(inputs: dict[str, Any], _: object) -> object:
    begin, end = inputs["window_s"]
    spans = passages.live(np.array(inputs["heartbeats_s"]), inputs["interval_s"])
    live = [[max(s.from_ms, begin), min(s.to_ms, end)] for s in spans]
    up = sum(b - a for a, b in live)
    edges = [begin, *[edge for pair in live for edge in pair], end]
    gaps = [[a, b] for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
    return {"live": live, "uptime_s": up, "downtime_s": end - begin - up, "gaps": gaps}


def _hold_limit(inputs: dict[str, Any], _: object) -> object:
    hold = inputs["heartbeat_min"] * inputs["max_missed"] * MINUTE_MS
    part = held.Holding(
        span=Span(0, FOREVER_MS), readings=readings([(0, 1)], MINUTE_MS), hold_max_ms=hold
    )
    known = held.segments([part], FOREVER_MS)
    # The published rule includes its limit; spans here are half-open, so minute 30 itself is the
    # first that is not known: compared just before it.
    asked = [at * MINUTE_MS - 1 for at in inputs["query_min"]]
    return ["known" if known.from_ms[0] <= at < known.to_ms[0] else "unknown" for at in asked]


ANSWERS: dict[str, Answer] = {
    "QC-015": _heartbeats,
    "QC-024": _clock_change_day,
    "QC-025": _clock_change_day,
    "QC-026": _ambiguous,
    "QC-027": _short_day,
    "QC-028": _hold_limit,
}

#: Cases that cannot apply, and why.
NOT_APPLICABLE: dict[str, str] = {}
