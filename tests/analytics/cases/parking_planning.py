"""Answers to the acceptance cases of balances, search, availability and stuck sensors."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from analytics.figure import Figure
from analytics.parking import arrival, availability, balance, limits, peaks, queues, search, stuck
from analytics.parking.anchors import Anchors, Flow, night_resets
from analytics.parking.drift import drift_rate, drifts, expected_drift
from tests.analytics.cases.laid import MINUTE_MS, Answer


def _number(figure: Figure) -> float:
    assert figure.value is not None, figure.reason
    return figure.value


def _linear(inputs: dict[str, Any], _: object) -> object:
    at, value = (np.array(column) for column in zip(*inputs["points_min_value"], strict=True))
    mean = _number(peaks.mean_linear((at * MINUTE_MS).astype(np.int64), value))
    return {"mean": mean, "integral_value_min": mean * float(at[-1] - at[0])}


def _night_reset(inputs: dict[str, Any], _: object) -> object:
    zone, night = ZoneInfo("Europe/Berlin"), date(2026, 7, 1)
    anchors = night_resets([night], 180, inputs["vehicles_present_at_reset"], zone)
    nobody = np.zeros(1)
    after = Flow(time_ms=anchors.time_ms + MINUTE_MS, entries=nobody, exits=nobody)
    present = balance.online(after, anchors)
    return {
        "occupied": present[0],
        "free": limits.free(present, inputs["capacity"])[0],
    }


def _drift(inputs: dict[str, Any], _: object) -> object:
    """A reset to 0, then so many passages that leave the balance that was read."""
    raw, passages = inputs["raw_count_at_reset"], inputs["passages_since_last_reset"]
    flow = Flow(
        time_ms=np.array([1]),
        entries=np.array([(passages + raw) / 2]),
        exits=np.array([(passages - raw) / 2]),
    )
    anchors = Anchors(time_ms=np.array([0, 2]), present=np.array([0.0, inputs["true_count"]]))
    drift, passed = drifts(flow, anchors)
    return {
        "drift_veh": drift[0],
        "drift_per_passage": _number(drift_rate(drift, passed)),
    }


def _spread(inputs: dict[str, Any], _: object) -> object:
    names = ("raw_at_t", "passages_at_t", "drift_veh", "passages_total")
    return float(balance.spread_back(*(np.array([float(inputs[name])]) for name in names))[0])


def _shown(inputs: dict[str, Any], _: object) -> object:
    cut, violations = limits.shown(np.array(inputs["raw"], dtype=np.float64), inputs["capacity"])
    return {"clipped": cut.tolist(), "violations": violations}


def _asymmetric(inputs: dict[str, Any], _: object) -> object:
    return expected_drift(
        inputs["entries_true"],
        inputs["exits_true"],
        entry_detection=inputs["entry_detection"],
        exit_detection=inputs["exit_detection"],
    )


def _blocking(inputs: dict[str, Any], _: object) -> object:
    return queues.erlang_b(inputs["offered_load_erlang"], inputs["capacity"])


def _blocking_table(inputs: dict[str, Any], _: object) -> object:
    return [queues.erlang_b(offered, capacity) for offered, capacity in inputs["cases"]]


def _block(inputs: dict[str, Any], _: object) -> object:
    return arrival.any_free(np.full(inputs["bays"], inputs["occupancy"]))


def _two_state(inputs: dict[str, Any], _: object) -> object:
    now = np.full(inputs["bays_all_occupied"], inputs["state_now"] == "occupied")
    chances = arrival.bay_occupied(
        now, inputs["lambda_per_h"], inputs["mu_per_h"], inputs["horizon_h"]
    )
    return {"p_bay_occupied": float(chances[0]), "p_any_free": arrival.any_free(chances)}


def _buckets(inputs: dict[str, Any], _: object) -> object:
    percent = np.array(inputs["occupied_pct"], dtype=np.float64)
    return availability.occupancy_bucket(percent).tolist()


def _stuck(inputs: dict[str, Any], _: object) -> object:
    assert inputs["distribution"] == "exponential"
    return {"tau_min": stuck.exponential_limit(inputs["mean_min"], inputs["xi"])}


def _inspected(inputs: dict[str, Any], _: object) -> object:
    return search.bays_inspected(np.array(inputs["occupancy"])).tolist()


def _outlook(inputs: dict[str, Any], _: object) -> object:
    told = queues.infinite_server(
        inputs["now_occupied"],
        inputs["p_stay_still_there"],
        inputs["expected_new_arrivals_still_parked"],
        inputs["capacity"],
    )
    return {"mean": told.mean, "variance": told.variance}


ANSWERS: dict[str, Answer] = {
    "PARK-011": _linear,
    "PARK-017": _night_reset,
    "PARK-018": _drift,
    "PARK-019": _spread,
    "PARK-020": _shown,
    "PARK-030": _blocking,
    "PARK-031": _blocking_table,
    "PARK-032": _block,
    "PARK-033": _two_state,
    "PARK-034": _buckets,
    "PARK-037": _stuck,
    "PARK-041": _inspected,
    "PARK-042": _outlook,
    "PARK-043": _asymmetric,
}
