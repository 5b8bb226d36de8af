"""Measured air by the hour, of a generator and of stations of Saxony, and faults put into it."""

import csv
import gzip
from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np

from analytics.civil import to_ms
from analytics.quality.expected import EXPECTED
from analytics.quality.finding import Finding
from analytics.quality.measured import measured_findings
from analytics.quality.track import HOUR_MS, Track
from analytics.quarters import Float
from devices.properties import Property

DATA: Final = Path(__file__).resolve().parents[4] / "shared" / "data" / "saxony_air"
COLUMNS: Final = {
    "NO2": Property.NO2,
    "NO": Property.NO,
    "O3": Property.O3,
    "SO2": Property.SO2,
    "BEN": Property.BENZENE,
    "PM10_TEOM": Property.PM10,
}
FIRST: Final = 413_000  #: an hour of 2017


def temperature(days: int = 60, seed: int = 5, step_ms: int = HOUR_MS) -> Track:
    """Return a temperature with its course of the day and weather that comes and goes."""
    per_h = HOUR_MS // step_ms
    hours = np.arange(days * 24 * per_h) / per_h
    random = np.random.default_rng(seed)
    weather = np.cumsum(random.normal(0, 0.15, len(hours)) / per_h)
    value = 12 + 6 * np.sin((hours - 9) / 24 * 2 * np.pi) + weather
    value += random.normal(0, 0.2, len(hours))
    return Track(name="air", first=FIRST * per_h, step_ms=step_ms, value=value.round(1))


def station(name: str) -> dict[Property, Track]:
    """Return what a station told by the hour in 2017; its hours end at their label, in CET."""
    told: dict[Property, dict[int, float]] = defaultdict(dict)
    for path in sorted(DATA.glob(f"2017-*_{name}.csv.gz")):
        with gzip.open(path, "rt") as file:
            for row in csv.DictReader(file):
                if row["Datum"].startswith("2") and row["Zeit"]:
                    label = datetime.fromisoformat(f"{row['Datum']}T{row['Zeit']}+01:00")
                    for column, observed in COLUMNS.items():
                        if row.get(column) not in {None, "", "NaN"}:
                            told[observed][to_ms(label) // HOUR_MS - 1] = float(row[column])
    return {observed: _track(f"{name}/{observed}", values) for observed, values in told.items()}


def _track(name: str, told: dict[int, float]) -> Track:
    hours = np.array(sorted(told))
    value = np.full(int(hours[-1] - hours[0]) + 1, np.nan)
    value[hours - hours[0]] = [told[hour] for hour in hours.tolist()]
    return Track(name=name, first=int(hours[0]), step_ms=HOUR_MS, value=value)


def stuck(value: Float, observed: Property) -> Float:
    return np.full(len(value), value[0])


def damped(value: Float, observed: Property) -> Float:
    """Return a tenth of the variation, as behind a blocked inlet."""
    mean = np.nanmean(value)
    return np.asarray((mean + (value - mean) / 10).round(2))


def beyond(value: Float, observed: Property) -> Float:
    return np.full(len(value), EXPECTED[observed].suspect[1] * 1.5)


def with_fault(track: Track, begin: int, value: Float) -> Track:
    """Return a track that ends a day after a fault was put in."""
    faulty = track.value.copy()
    faulty[begin : begin + len(value)] = value
    return replace(track, value=faulty[: begin + len(value) + 24])


def latency_h(observed: Property, track: Track, test: str, begin: int) -> float:
    """Return after how many hours a fault was found; NaN where it was not."""
    at_ms = track.at_ms(begin)
    seen: list[Finding] = [
        one
        for one in measured_findings(observed, track)
        if one.test == test and one.end_ms > at_ms and one.seen_ms > at_ms
    ]
    return min(((one.seen_ms - at_ms) / HOUR_MS for one in seen), default=float("nan"))
