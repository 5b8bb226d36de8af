"""Answers to the acceptance cases of speeds and flow (section C)."""

import math
from typing import Any

import numpy as np

from analytics.quarters import Float
from analytics.speeds import (
    conventions,
    density,
    geometry,
    headways,
    means,
    pace,
    percentiles,
    samples,
    service_level,
    shares,
)
from analytics.speeds.classes import Binned, of_edges
from analytics.speeds.density import Greenshields
from tests.analytics.cases.laid import Answer

FOOT_M = 0.3048


def _array(values: list[float]) -> Float:
    return np.array(values, dtype=np.float64)


def _binned(inputs: dict[str, Any]) -> Binned:
    return of_edges(inputs["bin_edges"], inputs["counts"])


def _means(speed: list[float], weight: list[float] | None) -> object:
    by = None if weight is None else _array(weight)
    return {
        "tms": means.time_mean(_array(speed), by),
        "sms": means.space_mean(_array(speed), by).value,
    }


def _percentile(percent: float) -> Answer:
    def answer(inputs: dict[str, Any], _: object) -> object:
        return float(percentiles.percentile(_binned(inputs), percent))

    return answer


def _pace(inputs: dict[str, Any], _: object) -> object:
    found = pace.pace(_binned(inputs))
    assert found is not None
    return {"lower": found.lower, "upper": found.upper, "share": found.share}


def _histogram(inputs: dict[str, Any]) -> tuple[Float, Float]:
    seen = {float(speed): n for speed, n in inputs["histogram"].items()}
    return _array(list(seen)), _array(list(seen.values()))


def _r4(inputs: dict[str, Any], _: object) -> object:
    return conventions.histogram_r4(*_histogram(inputs), 100 * inputs["p"])


def _r5(inputs: dict[str, Any], _: object) -> object:
    value, count = _histogram(inputs)
    return [conventions.histogram_r5(value, count, 100 * p) for p in inputs["p"]]


def _conventions(inputs: dict[str, Any], expected: object) -> object:
    assert isinstance(expected, dict)
    ours = {
        "linear": conventions.of_records,
        "inverted_cdf": conventions.inverted_cdf,
        "interpolated_inverted_cdf": conventions.interpolated_inverted_cdf,
        "hazen": conventions.hazen,
        "weibull": conventions.weibull,
    }
    values = _array(inputs["values"])
    return {name: ours[name](values, 100 * inputs["p"]) for name in expected}


def _sample(inputs: dict[str, Any], expected: object) -> object:
    given = {"u": inputs["U"], "z": inputs["z"]}
    n = samples.sample(inputs["S"], inputs["E"], **given)
    if not isinstance(expected, dict):
        return n
    return {"exact": samples.sample_exact(inputs["S"], inputs["E"], **given), "n": n}


def _gap(inputs: dict[str, Any], _: object) -> object:
    found = headways.gaps(
        _array([inputs["headway_s"]]),
        _array([inputs["leader_length_m"]]),
        _array([inputs["leader_speed_kmh"]]),
    )
    return float(found[0])


def _density_of_occupancy(inputs: dict[str, Any], _: object) -> object:
    vehicle_m, detector_m = inputs["vehicle_ft"] * FOOT_M, inputs["detector_ft"] * FOOT_M
    found = density.density_of_occupancy(_array([inputs["occupancy"]]), vehicle_m, detector_m)
    return float(service_level.per_mile(found)[0])


def _density(flow: str, speed: str) -> Answer:
    def answer(inputs: dict[str, Any], _: object) -> object:
        return float(density.density(_array([inputs[flow]]), _array([inputs[speed]]))[0])

    return answer


def _greenshields(inputs: dict[str, Any], expected: object) -> object:
    assert isinstance(expected, dict)
    line = Greenshields(inputs["vf"], inputs["kj"])
    at = _array(inputs.get("k", []))
    every = {
        "k_m": line.density_at_capacity,
        "v_m": line.speed_at_capacity,
        "q_m": line.capacity,
        "q_max": line.capacity,
        "v": line.speed(at).tolist(),
        "q": line.flow(at).tolist(),
    }
    return {name: every[name] for name in expected}


def _letters(inputs: dict[str, Any], _: object) -> object:
    found = service_level.of_freeway(_array(inputs["density_pc_mi_ln"]))
    return [str(level) for level in found]


def _utilised(inputs: dict[str, Any], _: object) -> object:
    return [str(level) for level in service_level.of_utilisation(_array(inputs["x"]))]


def _shown(inputs: dict[str, Any], _: object) -> object:
    return geometry.shown_speed(_array([inputs["true_kmh"]]), _array(inputs["angle_deg"])).tolist()


ANSWERS: dict[str, Answer] = {
    "SPD-001": lambda inputs, _: _means(inputs["v_ms"], inputs["q"]),
    "SPD-002": lambda inputs, _: _means(inputs["v"], None),
    "SPD-003": lambda inputs, _: _means(inputs["class_mid"], inputs["n"]),
    "SPD-004": lambda inputs, _: float(means.time_mean_of_classes(_binned(inputs))),
    "SPD-005": _percentile(50),
    "SPD-006": _percentile(85),
    "SPD-007": _percentile(15),
    "SPD-008": lambda inputs, _: float(shares.over_touching(_binned(inputs), inputs["limit"])),
    "SPD-009": _pace,
    "SPD-010": lambda inputs, _: float(means.deviation_of_classes(_binned(inputs))),
    "SPD-011": lambda inputs, _: conventions.rank(inputs["n"], round(100 * inputs["p"])),
    "SPD-012": _r4,
    "SPD-013": _r5,
    "SPD-014": lambda inputs, _: conventions.mid_ranks(_histogram(inputs)[1]).tolist(),
    "SPD-015": _conventions,
    "SPD-016": _sample,
    "SPD-017": _sample,
    "SPD-018": lambda inputs, _: samples.v85_of_normal(inputs["mean"], inputs["sd"]),
    "SPD-019": lambda inputs, _: {"half_width": samples.mean_half_width(inputs["sd"], inputs["n"])},
    "SPD-020": lambda inputs, _: headways.flow(_array([inputs["mean_headway_s"], math.nan])),
    "SPD-021": _gap,
    "SPD-022": _density_of_occupancy,
    "SPD-023": _density("q_kfz_h", "sms_kmh"),
    "SPD-024": _greenshields,
    "SPD-025": _greenshields,
    "SPD-026": _greenshields,
    "SPD-027": _letters,
    "SPD-028": _density("flow", "speed"),
    "SPD-029": _utilised,
    "SPD-030": lambda inputs, _: headways.half_speedometer(_array(inputs["v_kmh"])).tolist(),
    "SPD-031": _shown,
}

#: Cases that cannot apply, and why.
NOT_APPLICABLE: dict[str, str] = {}
