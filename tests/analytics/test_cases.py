"""The acceptance cases of the indicator catalogue that this landing answers, named as there."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics import held, occupancy, passages, volume
from analytics.civil import day_span, from_ms
from analytics.fold import fold
from analytics.intervals import Deployed, Readings
from analytics.intervals import quarters as interval_quarters
from analytics.occupancy import Capacity, Load
from analytics.quarters import QUARTER_MS, Quarters, empty
from analytics.spans import Span
from devices.quality import Flag

CASES = Path(__file__).resolve().parents[3] / "shared" / "reference" / "indicator_cases.json"
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
FOREVER_MS = 10**12


def _readings(points: list[Any], unit_ms: int) -> Readings:
    count = len(points)
    return Readings(
        start_ms=np.array([round(at * unit_ms) for at, _ in points], dtype=np.int64),
        duration_ms=np.zeros(count, dtype=np.int64),
        value=np.array([np.nan if v is None else v for _, v in points], dtype=np.float64),
        quality=np.ones(count, dtype=np.uint8),
        disputed=np.zeros(count, dtype=bool),
    )


def _held(points: list[Any], unit_ms: int, until: float, hold_ms: int = FOREVER_MS) -> Quarters:
    """Integrate points from time 0 up to `until`."""
    span = Span(0, round(until * unit_ms))
    part = held.Holding(span=span, readings=_readings(points, unit_ms), hold_max_ms=hold_ms)
    known = held.segments([part], span.to_ms)
    return held.quarters(0, -(-span.to_ms // QUARTER_MS), known, [span], [])


def _mean(run: Quarters) -> float:
    return float(run.total.sum() / run.observed_ms.sum())


def _bays(plates: list[list[int | None]]) -> list[Quarters]:
    """Return one run a bay from a survey of plates every 15 minutes."""
    taken = [[(15 * k, 0 if plate is None else 1) for k, plate in enumerate(bay)] for bay in plates]
    return [_held(bay, MINUTE_MS, 15 * len(bay)) for bay in taken]


def _surveyed(inputs: dict[str, Any]) -> Load:
    return occupancy.of_bays(_bays(inputs["plates_by_bay_and_interval"]), Capacity(), None)


def _accumulation(inputs: dict[str, Any], _: object) -> object:
    return (_surveyed(inputs).occupied / QUARTER_MS).tolist()


def _rate_by_interval(inputs: dict[str, Any], _: object) -> object:
    load = _surveyed(inputs)
    return occupancy.ratio(load.occupied, load.capacity).tolist()


def _load(inputs: dict[str, Any], _: object) -> object:
    load = _surveyed(inputs)
    minutes = load.occupied.sum() / MINUTE_MS
    rate = load.occupied.sum() / load.capacity.sum()
    return {
        "load_veh_min": minutes,
        "load_veh_h": minutes / 60,
        "mean_occupancy": rate,
        "efficiency": rate,
    }


def _gate_counts(inputs: dict[str, Any], _: object) -> object:
    level = inputs["initial"] + np.cumsum(np.array(inputs["in"]) - np.array(inputs["out"]))
    step = inputs["interval_min"]
    free = [(k * step, inputs["capacity"] - n) for k, n in enumerate(level.tolist())]
    run = _held(free, MINUTE_MS, step * len(free))
    capacity = Capacity(facts=[(Span(0, FOREVER_MS), inputs["capacity"])])
    load = occupancy.of_car_park(run, capacity, None)
    return {
        "accumulation": level.tolist(),
        "load_veh_min": load.occupied.sum() / MINUTE_MS,
        "mean_occupancy": load.occupied.sum() / load.capacity.sum(),
    }


def _one_bay(inputs: dict[str, Any], _: object) -> object:
    begin, end = inputs["window_min"]
    points = [(0, inputs["initial"])]
    points += [(at - begin, state) for at, state in inputs["events_min"]]
    return _mean(_held(points, MINUTE_MS, end - begin))


def _unknown_time(inputs: dict[str, Any], _: object) -> object:
    bays = []
    for bay in inputs["bays"]:
        points = [(0, 1), (bay["occ"], 0), (bay["occ"] + bay["vac"], None)]
        bays.append(_held(points, MINUTE_MS, sum(bay.values())))
    load = occupancy.of_bays(bays, Capacity(), None)
    return {
        "occupancy": load.occupied.sum() / load.capacity.sum(),
        "coverage": load.observed_ms.sum() / load.expected_ms.sum(),
    }


def _out_of_service(inputs: dict[str, Any], _: object) -> object:
    always = Span(0, FOREVER_MS)
    capacity = Capacity(
        facts=[(always, inputs["capacity"])], closures=[(always, inputs["out_of_service"])]
    )
    free = inputs["capacity"] - inputs["out_of_service"] - inputs["occupied"]
    load = occupancy.of_car_park(_held([(0, free)], MINUTE_MS, 60), capacity, None)
    return {"occupancy": load.occupied.sum() / load.capacity.sum()}


def _locf(inputs: dict[str, Any], expected: object) -> object:
    points = inputs["points_min_value"]
    run = _held(points, MINUTE_MS, points[-1][0])
    if isinstance(expected, dict):
        return {"mean": _mean(run), "integral_value_min": run.total.sum() / MINUTE_MS}
    return _mean(run)


def _any_order(inputs: dict[str, Any], _: object) -> object:
    """Sorting by time is the canonical order, so every permutation is this one."""
    points = list(inputs["points_min_value"])
    np.random.default_rng(7).shuffle(points)
    return _mean(_held(sorted(points), MINUTE_MS, max(at for at, _ in points)))


def _single_point(inputs: dict[str, Any], _: object) -> object:
    run = _held(inputs["points_min_value"], MINUTE_MS, inputs["bucket_min"][1])
    enough = run.observed_ms.sum() * 100 >= run.expected_ms.sum() * occupancy.COVERAGE_MIN_PERCENT
    return _mean(run) if enough else None


def _carried_over(inputs: dict[str, Any], _: object) -> object:
    run = _held(inputs["points_h_value"], HOUR_MS, 72)
    days = fold(run, np.array([0, 96, 192, 288]))
    return (days.total / days.observed_ms).tolist()


def _share_full(inputs: dict[str, Any], _: object) -> object:
    occupied = np.array(inputs["occupied"], dtype=np.float64) * QUARTER_MS
    time = np.full(len(occupied), QUARTER_MS)
    load = Load(
        first=0,
        occupied=occupied,
        capacity=inputs["capacity"] * time.astype(np.float64),
        observed_ms=time,
        expected_ms=time,
        doubted=np.zeros(len(occupied), dtype=bool),
    )
    return {"share_ge": occupancy.share_full(load)}


def _hour_with_a_gap(inputs: dict[str, Any], _: object) -> object:
    valid = inputs["expected_intervals"] - 1
    five = 5 * MINUTE_MS
    readings = Readings(
        start_ms=np.arange(valid, dtype=np.int64) * five,
        duration_ms=np.full(valid, five),
        value=np.full(valid, inputs["sum_11_intervals"] / valid),
        quality=np.ones(valid, dtype=np.uint8),
        disputed=np.zeros(valid, dtype=bool),
    )
    run = interval_quarters(0, 4, [Deployed(span=Span(0, HOUR_MS), readings=readings)])
    hour = fold(volume.cross_section([run]), np.array([0, 4]))
    n_valid = int(hour.observed_ms[0]) // five
    observed = float(volume.values(hour)[0])
    return {
        "observed": observed,
        "scaled": volume.scaled(observed, n_valid, inputs["expected_intervals"]),
        "completeness": hour.observed_ms[0] / hour.expected_ms[0],
    }


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
        span=Span(0, FOREVER_MS), readings=_readings([(0, 1)], MINUTE_MS), hold_max_ms=hold
    )
    known = held.segments([part], FOREVER_MS)
    # The published rule includes its limit; spans here are half-open, so minute 30 itself is the
    # first that is not known: compared just before it.
    asked = [at * MINUTE_MS - 1 for at in inputs["query_min"]]
    return ["known" if known.from_ms[0] <= at < known.to_ms[0] else "unknown" for at in asked]


ANSWERS: dict[str, Callable[[dict[str, Any], object], object]] = {
    "PARK-001": _accumulation,
    "PARK-002": _rate_by_interval,
    "PARK-004": _load,
    "PARK-006": _gate_counts,
    "PARK-007": _one_bay,
    "PARK-008": _unknown_time,
    "PARK-009": _out_of_service,
    "PARK-010": _locf,
    "PARK-012": _any_order,
    "PARK-013": _locf,
    "PARK-014": _single_point,
    "PARK-015": _carried_over,
    "PARK-016": _share_full,
    "CNT-030": _hour_with_a_gap,
    "QC-015": _heartbeats,
    "QC-024": _clock_change_day,
    "QC-025": _clock_change_day,
    "QC-026": _ambiguous,
    "QC-027": _short_day,
    "QC-028": _hold_limit,
}

#: Entries of `expected` that name a result we do not publish: a wrong one, or another operator.
NOT_OURS = {"naive_wrong", "share_gt"}


def _cases() -> dict[str, dict[str, Any]]:
    return {case["id"]: case for case in json.loads(CASES.read_text())["cases"]}


@pytest.mark.recordings
@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_an_acceptance_case_of_the_catalogue_holds(name: str) -> None:
    if not CASES.exists():
        pytest.skip(f"the indicator cases are missing: {CASES}")
    case = _cases()[name]
    expected = case["expected"]
    if isinstance(expected, dict):
        expected = {key: value for key, value in expected.items() if key not in NOT_OURS}

    found = ANSWERS[name](case["inputs"], expected)

    assert _flat(found) == pytest.approx(_flat(expected), abs=case["tolerance"])


def _flat(value: object) -> dict[str, object]:
    """Return nested lists as dictionaries of one level, which `approx` can compare."""
    if isinstance(value, dict):
        return {f"{k}.{i}": v for k, inner in value.items() for i, v in _flat(inner).items()}
    if isinstance(value, list):
        return {f"{k}.{i}": v for k, inner in enumerate(value) for i, v in _flat(inner).items()}
    return {"": value}


def test_no_quarter_is_known_that_nothing_was_said_of() -> None:
    run = empty(0, 4)

    assert np.isnan(volume.values(fold(run, np.array([0, 4])))).all()
    assert run.flag.tolist() == [Flag.MISSING] * 4
