"""Answers to the acceptance cases of parking (section A)."""

from typing import Any

import numpy as np

from analytics import occupancy
from analytics.fold import fold
from analytics.occupancy import Capacity, Load
from analytics.parking import peaks
from analytics.quarters import QUARTER_MS, Quarters
from analytics.spans import Span
from tests.analytics.cases import parking_planning, parking_stays
from tests.analytics.cases.laid import FOREVER_MS, HOUR_MS, MINUTE_MS, Answer, held_run, mean_of


def _bays(plates: list[list[int | None]]) -> list[Quarters]:
    """Return one run a bay from a survey of plates every 15 minutes."""
    taken = [[(15 * k, 0 if plate is None else 1) for k, plate in enumerate(bay)] for bay in plates]
    return [held_run(bay, MINUTE_MS, 15 * len(bay)) for bay in taken]


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
    run = held_run(free, MINUTE_MS, step * len(free))
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
    return mean_of(held_run(points, MINUTE_MS, end - begin))


def _unknown_time(inputs: dict[str, Any], _: object) -> object:
    bays = []
    for bay in inputs["bays"]:
        points = [(0, 1), (bay["occ"], 0), (bay["occ"] + bay["vac"], None)]
        bays.append(held_run(points, MINUTE_MS, sum(bay.values())))
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
    load = occupancy.of_car_park(held_run([(0, free)], MINUTE_MS, 60), capacity, None)
    return {"occupancy": load.occupied.sum() / load.capacity.sum()}


def _locf(inputs: dict[str, Any], expected: object) -> object:
    points = inputs["points_min_value"]
    run = held_run(points, MINUTE_MS, points[-1][0])
    if isinstance(expected, dict):
        return {"mean": mean_of(run), "integral_value_min": run.total.sum() / MINUTE_MS}
    return mean_of(run)


def _any_order(inputs: dict[str, Any], _: object) -> object:
    """Sorting by time is the canonical order, so every permutation is this one."""
    points = list(inputs["points_min_value"])
    np.random.default_rng(7).shuffle(points)
    return mean_of(held_run(sorted(points), MINUTE_MS, max(at for at, _ in points)))


def _single_point(inputs: dict[str, Any], _: object) -> object:
    run = held_run(inputs["points_min_value"], MINUTE_MS, inputs["bucket_min"][1])
    enough = run.observed_ms.sum() * 100 >= run.expected_ms.sum() * occupancy.COVERAGE_MIN_PERCENT
    return mean_of(run) if enough else None


def _carried_over(inputs: dict[str, Any], _: object) -> object:
    run = held_run(inputs["points_h_value"], HOUR_MS, 72)
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
    return {"share_ge": peaks.share_full(load)}


ANSWERS: dict[str, Answer] = {
    **parking_planning.ANSWERS,
    **parking_stays.ANSWERS,
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
}

#: Cases that cannot apply, and why.
NOT_APPLICABLE: dict[str, str] = {}
