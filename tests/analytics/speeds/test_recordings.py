"""Speeds of real streets: against published V85 values, and of single vehicles."""

import csv
import gzip
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from analytics.civil import to_ms
from analytics.quarters import QUARTERS, Float, Int
from analytics.speeds import means, pace, percentiles, shares, vehicle_groups
from analytics.speeds.buckets import fold, fold_sums
from analytics.speeds.classes import TELRAAM_10, Binned, apportioned, rounded_whole
from analytics.speeds.histogram import Histogram, merge, of_passages
from analytics.speeds.packed import pack_days, stack

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
CARS_MIN = 20
#: From here on Telraam computes its V85 in another way: half a class of 5 km/h higher.
PUBLISHED_ANEW = "2024-10-18 00:00:00"

pytestmark = pytest.mark.recordings


def _telraam() -> tuple[NDArray[np.str_], Float, Float]:
    """Return hour, published V85 and V85 of the histogram, of hours with enough cars."""
    with gzip.open(DATA / "telraam_berlin" / "telraam_2024-10.csv.gz", "rt") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["v85"] and float(row["car_total"]) >= CARS_MIN
        ]
    columns = [f"car_speed{lower}" for lower in range(0, 80, 10)]
    cars = np.array([round(float(row["car_total"])) for row in rows])
    spread = np.array([[float(row[name] or 0) for name in columns] for row in rows])
    binned = Binned(classes=TELRAAM_10, counts=apportioned(cars, spread))
    found = percentiles.percentile(binned, 85)
    above = percentiles.above_top(binned, 85)
    assert len(rows) > 25_000
    assert np.isnan(found).tolist() == above.tolist()
    assert above.mean() < 0.05
    told = ~above
    hour = np.array([row["date_local"] for row in rows])
    return hour[told], np.array([float(row["v85"]) for row in rows])[told], found[told]


def test_v85_from_hourly_histograms_is_the_published_one() -> None:
    hour, published, found = _telraam()
    since = hour >= PUBLISHED_ANEW

    assert since.sum() > 10_000
    assert np.median(np.abs(found - published)[since]) <= 1.2


def test_the_publisher_changed_its_v85_by_half_a_class_overnight() -> None:
    """Until the 17th it gave 2.5 km/h less for the same histograms, at every hour of every day."""
    hour, published, found = _telraam()
    before = hour < PUBLISHED_ANEW
    days = np.array([text[:10] for text in hour])
    excess = {day: float(np.median((found - published)[days == day])) for day in np.unique(days)}

    assert all((lead > 2.5) == (day < PUBLISHED_ANEW[:10]) for day, lead in excess.items())
    assert np.median(np.abs(found - published - 2.5)[before]) <= 1.2


def _local_ms(text: str) -> int:
    """Take the device's wall clock for UTC: only distances count here."""
    return to_ms(datetime.strptime(text + "+0000", "%d.%m.%y %H:%M:%S%z"))


def _moers() -> tuple[Int, Float, Float]:
    path = DATA / "moers_vehicles" / "romerstrasse-415t3024102016.txt"
    rows = [line.split(";") for line in path.read_text().splitlines() if line.strip()]
    time_ms = np.array([_local_ms(row[0]) for row in rows])
    return time_ms, np.array([float(row[2]) for row in rows]), np.array([float(r[3]) for r in rows])


def _days(run: Histogram) -> Histogram:
    """Return what is left of a run after it was packed and read day by day."""
    again = stack(pack_days(run))
    assert again is not None
    return again


def test_a_zone_30_shows_its_speeds_whole_or_by_group() -> None:
    time_ms, speed, length = _moers()
    vehicle = vehicle_groups.by_length(length, vehicle_groups.RADAR_BOX)
    run = _days(of_passages(rounded_whole(), time_ms, speed, vehicle))
    edges = np.array([run.quarter[0], run.quarter[-1] + 1])
    every = fold(run, edges)
    row = Binned(classes=every.classes, counts=every.counts[0])

    assert row.total() == len(speed) == 14_152
    v85 = percentiles.published(row, 85).value
    assert v85 is not None
    assert abs(v85 - np.percentile(speed, 85)) <= 0.5
    assert float(shares.over_wholly(row, 30)) == pytest.approx((speed > 30).mean())
    window = pace.pace(row)
    assert window is not None
    assert window.lower < float(percentiles.percentile(row, 50)) < window.upper
    sums = fold_sums(run, edges)
    assert means.time_means(sums)[0] == pytest.approx(speed.mean())
    assert means.deviations(sums)[0] == pytest.approx(speed.std(ddof=1))
    moving = speed[speed > 3]
    assert means.space_means(sums)[0] == pytest.approx(len(moving) / (1 / moving).sum())
    groups = [fold(run, edges, [code]).total()[0] for code in sorted(set(vehicle.tolist()))]
    assert sum(groups) == 14_152


def _basel(name: str) -> tuple[Int, Float]:
    path = DATA / "basel_radar_vehicles" / name
    with gzip.open(path, "rt", encoding="latin-1") as file:
        rows = [line.split("\t") for line in file.read().splitlines()[6:] if line.strip()]
    stamps = np.array([_local_ms(f"{row[2]} {row[1]}") for row in rows])
    return stamps, np.array([float(row[0]) for row in rows])


def test_weeks_added_up_from_days_have_the_speeds_of_all_vehicles() -> None:
    directions = [_basel(f"Brennerstrasse_dir{k}.txt.gz") for k in (1, 2)]
    parts = [of_passages(rounded_whole(), time_ms, speed) for time_ms, speed in directions]
    run = _days(merge(parts[::-1]))
    speed = np.concatenate([speed for _, speed in directions])
    edges = np.arange(run.quarter[0] // QUARTERS, run.quarter[-1] // QUARTERS + 2) * QUARTERS
    days = fold(run, edges)
    whole = Binned(classes=days.classes, counts=days.counts.sum(axis=0))

    assert len(speed) > 60_000
    assert whole.total() == len(speed)
    assert pack_days(run) == pack_days(merge(parts))
    assert abs(float(percentiles.percentile(whole, 85)) - np.percentile(speed, 85)) <= 0.5
    assert percentiles.published(whole, 85).value is not None
