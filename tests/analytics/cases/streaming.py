"""Answers to the acceptance cases of late and repeated readings (section F)."""

from typing import Any

import numpy as np

from analytics.quarters import Float
from analytics.speeds.classes import rounded_whole
from analytics.speeds.conventions import histogram_r4
from analytics.speeds.histogram import Histogram, merge, of_classes
from analytics.streaming import dirty, moments, watermarks
from tests.analytics.cases.laid import MINUTE_MS, Answer

HOLD_MAX_MS = 10**9


def _windows(inputs: dict[str, Any], expected: object) -> object:
    assert isinstance(expected, dict)
    event, window = np.array(inputs["arrival_order"]), inputs["window"]
    in_time = ~watermarks.after_close(event, window, inputs["bound"])
    return {
        f"[{start},{start + window})": sorted(
            event[in_time & (event // window * window == start)].tolist()
        )
        for start in np.unique(event // window * window).tolist()
    }


def _order(inputs: dict[str, Any], _: object) -> object:
    event = np.array(inputs["events"])
    found = watermarks.order(event, inputs["allowed_lateness"])
    return {
        "late": event[found.late].tolist(),
        "out_of_order_accepted": event[found.out_of_order].tolist(),
    }


def _late_state(inputs: dict[str, Any], _: object) -> object:
    at = inputs["late_event"][0]
    following = min(minute for minute, _ in inputs["state_events_min"] if minute > at)
    span = dirty.of_state(at * MINUTE_MS, following * MINUTE_MS, HOLD_MAX_MS)
    starts = dirty.bucket_starts([span], inputs["bucket_min"] * MINUTE_MS)
    return {
        "dirty_min": [span.from_ms // MINUTE_MS, span.to_ms // MINUTE_MS],
        "dirty_buckets": (starts // MINUTE_MS).tolist(),
    }


def _chan(inputs: dict[str, Any], _: object) -> object:
    def of(name: str) -> moments.Chan:
        values: Float = np.array(inputs[name], dtype=np.float64)
        return moments.chan_of(values)

    both = of("A").merged(of("B"))
    return {"n": both.n, "mean": both.mean, "M2": both.m2}


def _histogram(seen: dict[str, int]) -> Histogram:
    counts = np.zeros((1, len(rounded_whole())), dtype=np.int64)
    for speed, n in seen.items():
        counts[0, int(speed)] = n
    return of_classes(rounded_whole(), 1, np.array([0]), counts)


def _merged(inputs: dict[str, Any], _: object) -> object:
    both = merge([_histogram(inputs["h1"]), _histogram(inputs["h2"])])
    return {
        "merged": {str(k): n for k, n in zip(both.bin.tolist(), both.count.tolist(), strict=True)},
        "v85_r4": histogram_r4(both.bin.astype(np.float64), both.count, 85),
    }


ANSWERS: dict[str, Answer] = {
    "STR-001": _windows,
    "STR-002": _order,
    "STR-003": _late_state,
    "STR-004": _chan,
    "STR-005": _merged,
}

_NO_SKETCH = (
    "a property of a third-party sketch that is deliberately not used: histograms at 1 km/h and "
    "stays are kept whole, are smaller and exact (STR-005)"
)
#: Cases that cannot apply, and why.
NOT_APPLICABLE: dict[str, str] = {
    "STR-006": f"t-digest is {_NO_SKETCH}",
    "STR-007": f"the rank error of KLL is {_NO_SKETCH}",
    "STR-008": f"the value error of DDSketch is {_NO_SKETCH}",
}
