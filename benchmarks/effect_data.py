"""Daily counts of real towns, on which the comparison before and after is tried."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from analytics.calendar.region import Region, days_since_1970, number_of
from analytics.civil import day_start_ms
from analytics.counting.hours import civil_days, of_hours
from analytics.effects import sky
from analytics.quality.track import Track
from analytics.quarters import Float, Int
from benchmarks import quality_data as data
from benchmarks.quality_subjects import BICYCLES

MUENSTER: Final = date(2019, 1, 1), date(2024, 12, 31)
MUNICH: Final = date(2017, 1, 1), date(2024, 12, 31)
DEAD: Final = 50.0  #: bicycles a day; below it a loop of these towns counts nothing
#: What its publisher says of a station: another loop, or a building site, until or from that day.
_BEGINS: Final = {"Kreuther": date(2020, 4, 1)}
_ENDS: Final = {"Arnulf": date(2021, 1, 1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Stations that count on the same days.

    Parameters
    ----------
    number
        Local dates, rising. [days since 1970]
    daily
        By station; NaN where not known. [vehicles/24 h]
    weather
        Elements by name, see `sky.READ`; empty where none was recorded.
    """

    region: Region
    number: Int
    daily: dict[str, Float]
    weather: dict[str, Float]


def muenster() -> Panel:
    """Return the healthy days of Münster's bicycle counters, 2019 to 2024."""
    number = days_since_1970(*MUENSTER)
    daily: dict[str, Float] = {}
    kept: dict[str, dict[str, Float]] = {}
    for one in data.stretches():
        if one.recording == BICYCLES:
            channels = kept.setdefault(one.station, {})
            told = channels.setdefault(one.channel, np.full(len(number), np.nan))
            of_channel = _days(data.bicycles(one.station)[one.channel])
            starts = np.array([day_start_ms(_day(n), data.ZONE) for n in number.tolist()])
            inside = (starts >= one.from_ms) & (starts < one.to_ms)
            told[inside] = of_channel[inside]
    for station, channels in kept.items():
        widest = max(int((~np.isnan(one)).sum()) for one in channels.values())
        # A channel that is healthy for a part of the time alone would take its gaps to the sum.
        main = [one for one in channels.values() if (~np.isnan(one)).sum() >= 0.8 * widest]
        total = np.sum(main, axis=0)
        daily[station] = np.where(total >= DEAD, total, np.nan)
    return Panel(region=Region(land="NW"), number=number, daily=daily, weather={})


def munich() -> Panel:
    """Return Munich's bicycle counters with the weather their publisher joined, 2017 to 2024."""
    number = days_since_1970(*MUNICH)
    names = ("min-temp", "max-temp", "niederschlag", "sonnenstunden")
    daily: dict[str, Float] = {}
    seen = {name: np.full(len(number), np.nan) for name in names}
    path = data.DATA / "munich_bikes_weather" / "rad_tage.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            at = number_of(date.fromisoformat(row["datum"].replace(".", "-"))) - number[0]
            counted = daily.setdefault(row["zaehlstelle"], np.full(len(number), np.nan))
            if row["gesamt"]:
                counted[at] = float(row["gesamt"])
            for name in names:
                if row[name]:
                    seen[name][at] = float(row[name])
    for station, first in _BEGINS.items():
        daily[station][number < number_of(first)] = np.nan
    for station, end in _ENDS.items():
        daily[station][number >= number_of(end)] = np.nan
    weather = {
        sky.TEMPERATURE: (seen["min-temp"] + seen["max-temp"]) / 2,
        sky.RAIN: seen["niederschlag"],
        sky.SUN: seen["sonnenstunden"],
    }
    daily = {name: np.where(one >= DEAD, one, np.nan) for name, one in daily.items()}
    return Panel(region=Region(land="BY"), number=number, daily=daily, weather=weather)


def dates(first: date, last: date, every_days: int) -> Iterator[int]:
    """Yield days on which nothing is taken to have changed. [days since 1970]."""
    yield from range(number_of(first), number_of(last) + 1, every_days)


def _days(track: Track) -> Float:
    """Return the whole days of a channel of quarter hours, in Münster's years."""
    days = civil_days(*MUENSTER, data.ZONE)
    laid = np.full(len(days.hour) * 4, np.nan)
    at = np.arange(len(track)) + track.first - days.first_quarter
    inside = (at >= 0) & (at < len(laid))
    laid[at[inside]] = track.value[inside]
    return of_hours(days, laid.reshape(-1, 4).sum(axis=1)).daily


def _day(number: int) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + number)
