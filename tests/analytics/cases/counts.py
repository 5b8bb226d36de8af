"""Answers to the acceptance cases of counters (section B)."""

from typing import Any

import numpy as np

from analytics import volume
from analytics.fold import fold
from analytics.intervals import Deployed, Readings
from analytics.intervals import quarters as interval_quarters
from analytics.spans import Span
from tests.analytics.cases.laid import HOUR_MS, MINUTE_MS, Answer


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


ANSWERS: dict[str, Answer] = {
    "CNT-030": _hour_with_a_gap,
}

#: Cases that cannot apply, and why.
NOT_APPLICABLE: dict[str, str] = {}
