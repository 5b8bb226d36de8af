"""Answers to the acceptance cases of data quality (section E)."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from analytics import held
from analytics.civil import day_span, from_ms
from analytics.quality import alive, clocks, flatness, gaps, qartod, rules
from analytics.spans import Span
from devices.quality import Flag
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
    expected = gaps.expected_values(
        date.fromisoformat(inputs["date"]), ZoneInfo("Europe/Berlin"), 5 * MINUTE_MS
    )
    received = np.array([inputs["received_5min"]])
    return {"completeness": gaps.completeness(received, np.array([expected]))[0]}


def _number(values: list[float | None]) -> np.ndarray:
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)


def _gross_range(inputs: dict[str, Any], _: object) -> object:
    spans = {"fail": tuple(inputs["fail_span"]), "suspect": tuple(inputs["suspect_span"])}
    return qartod.gross_range(_number(inputs["values"]), **spans).tolist()


def _spike(inputs: dict[str, Any], _: object) -> object:
    value, suspect, fail = _number(inputs["values"]), inputs["suspect"], inputs["fail"]
    return qartod.spike_average(value, suspect=suspect, fail=fail).tolist()


def _spike_methods(inputs: dict[str, Any], expected: object) -> object:
    value, suspect, fail = _number(inputs["values"]), inputs["suspect"], inputs["fail"]
    return {
        "average": _spike(inputs, expected),
        "differential": qartod.spike_differential(value, suspect=suspect, fail=fail).tolist(),
    }


def _rate(inputs: dict[str, Any], _: object) -> object:
    value = _number(inputs["values"])
    return qartod.rate_of_change(
        value,
        np.arange(len(value)) * float(inputs["step_s"]),
        suspect_per_s=inputs["threshold_per_s"],
        fail_per_s=inputs.get("fail_per_s"),
    ).tolist()


def _flat(inputs: dict[str, Any], _: object) -> object:
    names = ("step_s", "suspect_s", "fail_s", "tolerance")
    limits = {name: inputs[name] for name in names}
    return flatness.flat_line(_number(inputs["values"]), **limits).tolist()


def _attenuated(inputs: dict[str, Any], _: object) -> object:
    tests = {"std": flatness.attenuated_std, "range": flatness.attenuated_range}
    flags = [
        tests[case["kind"]](
            _number(case["v"]), window=len(case["v"]), suspect=case["s"], fail=case["f"]
        )
        for case in inputs["cases"]
    ]
    return [int(flag[-1]) for flag in flags]


def _aggregate(inputs: dict[str, Any], _: object) -> object:
    return qartod.aggregate([np.array(v, dtype=np.uint8) for v in inputs["vectors"]]).tolist()


def _heartbeats(inputs: dict[str, Any], _: object) -> object:
    signs = np.array(inputs["heartbeats_s"])
    found = alive.liveness(signs, inputs["interval_s"], Span(*inputs["window_s"]))
    return {
        "live": [[span.from_ms, span.to_ms] for span in found.live],
        "uptime_s": found.uptime,
        "downtime_s": found.downtime,
        "gaps": [[span.from_ms, span.to_ms] for span in found.gaps],
    }


def _unsorted_heartbeats(inputs: dict[str, Any], _: object) -> object:
    signs = np.array(inputs["heartbeats"])
    found = alive.liveness(signs, inputs["interval"], Span(*inputs["window"]))
    return [[span.from_ms, span.to_ms] for span in found.live]


def _states(inputs: dict[str, Any], _: object) -> object:
    times, states = zip(*inputs["events_s_state"], strict=True)
    return alive.state_durations(times, states)


def _state_in_range(inputs: dict[str, Any], _: object) -> object:
    times, states = zip(*inputs["events_s_state"], strict=True)
    return alive.duration_in(times, states, inputs["state"], Span(*inputs["range_s"]))


VERDICTS = {Flag.GOOD: "ok", Flag.SUSPECT: "review", Flag.FAIL: "reject"}


def _verdicts(flags: np.ndarray) -> list[str]:
    return [VERDICTS[Flag(int(flag))] for flag in flags]


def _empty_hours(inputs: dict[str, Any], _: object) -> object:
    total, daytime = np.array(inputs["null_hours_total"]), np.array(inputs["null_hours_06_20"])
    return {
        "total": _verdicts(rules.empty_hours(total, np.zeros_like(total))),
        "core": _verdicts(rules.empty_hours(daytime, daytime)),
    }


def _clock_step(inputs: dict[str, Any], _: object) -> object:
    found = clocks.clock_step(_number(inputs["recv_minus_event_s"]))
    assert found is not None
    assert found.at == 3
    return {"median_first3": found.before, "median_last4": found.after, "step_s": found.step_s}


def _flagged(flags: np.ndarray) -> list[str]:
    return ["ok" if flag == Flag.GOOD else "flag" for flag in flags]


def _year_on_year(inputs: dict[str, Any], _: object) -> object:
    madt = _number(inputs["madt"])
    return _flagged(rules.year_on_year(madt, np.full(len(madt), float(inputs["madt_prev_year"]))))


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
    "QC-001": _gross_range,
    "QC-002": _gross_range,
    "QC-003": _spike,
    "QC-004": _spike,
    "QC-005": _spike_methods,
    "QC-006": _rate,
    "QC-007": _rate,
    "QC-008": _rate,
    "QC-009": _flat,
    "QC-010": _flat,
    "QC-011": _flat,
    "QC-012": _flat,
    "QC-013": _attenuated,
    "QC-014": _aggregate,
    "QC-015": _heartbeats,
    "QC-016": _unsorted_heartbeats,
    "QC-017": _states,
    "QC-018": _state_in_range,
    "QC-019": lambda given, _: rules.has_zero_run(_number(given["hourly"]), given["min_run"]),
    "QC-020": lambda given, _: _verdicts(rules.zero_days(np.array(given["consecutive_zero_days"]))),
    "QC-021": lambda given, _: _verdicts(rules.ceiling(_number(given["daily"]))),
    "QC-022": _empty_hours,
    "QC-023": lambda given, _: [gaps.treatment(hours).value for hours in given["gap_hours"]],
    "QC-024": _clock_change_day,
    "QC-025": _clock_change_day,
    "QC-026": _ambiguous,
    "QC-027": _short_day,
    "QC-028": _hold_limit,
    "QC-029": _clock_step,
    "QC-030": _year_on_year,
    "QC-031": lambda given, _: _flagged(rules.split(_number(given["share_dir1"]))),
}

#: Cases that cannot apply, and why.
NOT_APPLICABLE: dict[str, str] = {}
