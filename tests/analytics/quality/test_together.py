"""Counts and speeds of one device, each in intervals of its own."""

import numpy as np

from analytics.day_state import DayState
from analytics.example import DAY, run, source
from analytics.quality.agreement import agreement_findings
from analytics.quality.finding import Finding
from analytics.quality.looked import Known
from analytics.quarters import QUARTER_MS, QUARTERS, Float
from devices.properties import Property


def told(speeds: Float) -> list[Finding]:
    """Return what is said of speeds by quarter hour (NaN: none) beside five vehicles an hour."""
    hours = run(1.25)
    hours.grain[:] = 4
    counts = Known(
        source=source(Property.COUNT, mode="motor"),
        name="count",
        states={0: DayState(day=0, quarters=hours).pack()},
    )
    known = run(np.nan_to_num(speeds) * QUARTER_MS)
    known.observed_ms[np.isnan(speeds)] = 0
    speed = Known(
        source=source(Property.MEAN_SPEED, 2, mode="motor"),
        name="speed",
        states={0: DayState(day=0, quarters=known).pack()},
    )
    return agreement_findings([counts, speed], DAY.to_ms).get(2, [])


def test_a_quarter_without_vehicles_misses_no_speed_beside_counts_by_hour() -> None:
    quarter = np.arange(QUARTERS)
    busy_until_noon = np.where((quarter < 48) | (quarter % 4 < 2), 40.0, np.nan)

    assert told(busy_until_noon) == []


def test_hours_without_any_speed_beside_counts_by_hour_are_found() -> None:
    until_noon = np.where(np.arange(QUARTERS) < 48, 40.0, np.nan)

    (one,) = told(until_noon)

    assert (one.test.value, one.start_ms // 3_600_000, one.evidence["intervals"]) == (
        "speed_missing", 12, 12,
    )  # fmt: skip
