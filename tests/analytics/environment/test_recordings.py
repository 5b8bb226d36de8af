"""A year of hourly air quality at four stations, through quarters, hours, days and limits."""

import csv
import gzip
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from analytics.civil import to_ms
from analytics.environment import eight_hours, limits, means
from analytics.environment.air_quality import LQI, Pollutant, classes, index
from analytics.environment.instants import Sampled, quarters
from analytics.fold import fold
from analytics.intervals import Readings
from analytics.quarters import QUARTER_MS, Float
from analytics.spans import Span

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "saxony_air"
HOUR_MS = 3_600_000
YEAR = Span(
    to_ms(datetime.fromisoformat("2017-01-01T00:00+01:00")),
    to_ms(datetime.fromisoformat("2018-01-01T00:00+01:00")),
)

pytestmark = pytest.mark.recordings


def _readings(station: str, substance: str) -> Readings:
    """Return hourly means; the station's hours end at their label, in CET."""
    found: dict[int, float] = {}
    for path in sorted(DATA.glob(f"2017-*_{station}.csv.gz")):
        with gzip.open(path, "rt") as file:
            for row in csv.DictReader(file):
                if row["Datum"].startswith("2") and row["Zeit"] and row.get(substance):
                    label = datetime.fromisoformat(f"{row['Datum']}T{row['Zeit']}+01:00")
                    found[to_ms(label) - HOUR_MS] = float(row[substance])
    start = np.array(sorted(found), dtype=np.int64)
    return Readings(
        start_ms=start,
        duration_ms=np.full(len(start), HOUR_MS),
        value=np.array([found[at] for at in start.tolist()]),
        quality=np.ones(len(start), dtype=np.uint8),
        disputed=np.zeros(len(start), dtype=bool),
    )


def _hours(readings: Readings) -> Float:
    first, last = YEAR.from_ms // QUARTER_MS, YEAR.to_ms // QUARTER_MS
    run = quarters(first, last - first, [Sampled(span=YEAR, readings=readings)], [YEAR])
    return means.of_buckets(fold(run, np.arange(first, last + 1, 4)))


@pytest.mark.parametrize(
    "station", ["Leipzig-Mitte", "Dresden-Nord", "Dresden-Bergstrasse", "Goerlitz"]
)
def test_hours_come_out_of_the_quarters_as_they_went_in(station: str) -> None:
    readings = _readings(station, "NO2")
    hours = _hours(readings)
    days = means.of_hours(hours, np.arange(0, len(hours) + 1, 24))
    annual = means.annual(hours)

    assert len(hours) == 8760
    assert hours[~np.isnan(hours)] == pytest.approx(readings.value)
    assert len(days) == 365
    assert annual.value is not None
    assert annual.value == pytest.approx(readings.value.mean())
    (limit,) = (
        limit
        for limit in limits.on(date(2017, 1, 1))
        if (limit.pollutant, limit.statistic) == (Pollutant.NO2, limits.Statistic.HOUR)
    )
    assert limits.complies(limits.exceedances(hours, limit.value), limit.allowed)
    worst = classes(LQI, Pollutant.NO2, hours)
    assert ((worst == 0) == np.isnan(hours)).all()


def test_ozone_of_a_summer_gives_a_greatest_8_hour_mean_on_nearly_every_day() -> None:
    ozone = _hours(_readings("Dresden-Nord", "O3"))
    maxima = eight_hours.daily_maxima(eight_hours.running(ozone))
    known = maxima[~np.isnan(maxima)]

    assert len(maxima) == 365
    assert len(known) > 340
    assert known.max() > 100
    assert (known <= np.nanmax(ozone)).all()
    whole = index(
        LQI, {Pollutant.O3: ozone, Pollutant.NO2: _hours(_readings("Dresden-Nord", "NO2"))}
    )
    assert not whole.complete.any()
