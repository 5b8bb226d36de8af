"""Stays in 30 bays over a year: month by month, and the time without a free bay day by day."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np

from analytics.civil import Bucket, buckets
from analytics.occupancy import Load
from analytics.parking import survival, turnover
from analytics.parking.durations import in_window
from analytics.parking.stays import Stays
from analytics.quarters import QUARTER_MS, Int
from analytics.spans import Span
from analytics.topic import Indicator
from benchmarks.ratios.counters import ZONE, counter
from benchmarks.ratios.frames import Frame, pd
from benchmarks.ratios.pair import Pair

_REGULATED: Final = "Mon-Sat 08:00-18:00"
_LIMIT_H: Final = 2
_HOUR_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """A year of bays, as arrays and for pandas.

    Parameters
    ----------
    months
        Where months begin, and where the last one ends. [ms since 1970]
    months_at
        The same, for pandas.
    """

    window: Span
    months: Int
    stays: Stays
    vacancies: Stays
    load: Load
    frame: Frame
    vacant: Frame
    months_at: Frame
    bays: int


def street(bays: int, days: int) -> Street:
    """Return bays that are often all taken."""
    year = counter(1).window
    window = Span(year.from_ms, year.from_ms + days * 24 * _HOUR_MS)
    random = np.random.default_rng(11)
    parts = [_bay(random, number, window) for number in range(bays)]
    taken, vacant = (_together([part[k] for part in parts]) for k in (0, 1))
    first, count = window.from_ms // QUARTER_MS, days * 96
    months = np.append(buckets(window, Bucket.MONTH, ZONE).starts_ms, window.to_ms)
    return Street(
        window=window,
        months=months,
        stays=taken,
        vacancies=vacant,
        load=_whole_time(first, count, bays),
        frame=_frame(taken),
        vacant=_frame(vacant),
        months_at=_times(months),
        bays=bays,
    )


def _bay(random: np.random.Generator, bay: int, window: Span) -> tuple[Stays, Stays]:
    """Return stays of 70 min and vacancies of 6 min on average, in turns."""
    count = (window.to_ms - window.from_ms) // (60 * 60_000)
    length = np.rint(random.exponential([70 * 60_000, 6 * 60_000], (count, 2)) + 20_000)
    edges = window.from_ms + np.append(0, np.cumsum(length.astype(np.int64).reshape(-1)))
    edges = np.append(edges[edges < window.to_ms], window.to_ms)
    states = [np.arange(k, len(edges) - 1, 2) for k in (0, 1)]

    def stays(at: Int) -> Stays:
        return Stays(
            bay=np.full(len(at), bay, dtype=np.int64),
            begin_ms=edges[at],
            end_ms=edges[at + 1],
            arrived=at > 0,
            departed=edges[at + 1] < window.to_ms,
            vehicle=at,
        )

    return stays(states[0]), stays(states[1])


def _together(parts: list[Stays]) -> Stays:
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts]) for name in Stays.__slots__
    }
    return Stays(**joined | {"vehicle": np.arange(len(joined["bay"]))})


def _whole_time(first: int, count: int, bays: int) -> Load:
    time = np.full(count, bays * QUARTER_MS, dtype=np.int64)
    return Load(
        first=first,
        occupied=time / 1.0,
        capacity=time / 1.0,
        observed_ms=time,
        expected_ms=time,
        doubted=np.zeros(count, dtype=bool),
    )


def _times(ms: Int) -> Frame:
    return pd.to_datetime(ms, unit="ms", utc=True).tz_convert(ZONE.key)


def _frame(stays: Stays) -> Frame:
    return pd.DataFrame(
        {
            "begin": _times(stays.begin_ms),
            "end": _times(stays.end_ms),
            "arrived": stays.arrived,
            "departed": stays.departed,
        }
    )


def pairs(of: Street) -> Iterator[Pair]:
    """Yield what stays say of months, and of days."""
    yield Pair(
        name="volume_turnover_duration",
        indicators=(
            Indicator.PARKING_VOLUME,
            Indicator.TURNOVER,
            Indicator.MEAN_PARKING_DURATION,
        ),
        ours=partial(_turnover, of),
        pandas=partial(_pandas_turnover, of),
        within=1e-6,
    )
    yield Pair(
        name="parking_duration",
        indicators=(Indicator.PARKING_DURATION,),
        ours=partial(_medians, of.stays, of.months),
        pandas=partial(_pandas_medians, of.frame, of.months_at),
    )
    yield Pair(
        name="vacancy_duration",
        indicators=(Indicator.VACANCY_DURATION,),
        ours=partial(_medians, of.vacancies, of.months),
        pandas=partial(_pandas_medians, of.vacant, of.months_at),
    )


def _windows(months: Int) -> list[Span]:
    return [Span(a, b) for a, b in pairwise(months.tolist())]


def _turnover(of: Street) -> list[float | None]:
    told: list[float | None] = []
    for window in _windows(of.months):
        vehicles = turnover.volume(of.stays, window)
        begin, end = (at // QUARTER_MS - of.load.first for at in (window.from_ms, window.to_ms))
        rows = slice(begin, end)
        part = Load(
            first=of.load.first + begin,
            **{name: getattr(of.load, name)[rows] for name in Load.__slots__[1:]},
        )
        minutes = turnover.load_ms(of.stays, window) / 60_000
        told += [vehicles, turnover.per_space_hour(vehicles, part).value]
        told.append(turnover.mean_duration(minutes, vehicles).value)
    return told


def _pandas_turnover(of: Street) -> list[float]:
    told = []
    for begin, end in pairwise(of.months_at):
        inside = of.frame[(of.frame["begin"] < end) & (of.frame["end"] > begin)]
        hours = (end - begin) / pd.Timedelta(hours=1)
        lasted = inside["end"].clip(upper=end) - inside["begin"].clip(lower=begin)
        minutes = lasted.sum() / pd.Timedelta(minutes=1)
        told += [len(inside), len(inside) / (of.bays * hours), minutes / len(inside)]
    return told


def _medians(stays: Stays, months: Int) -> list[float | None]:
    curves = (in_window(stays, window).curve() for window in _windows(months))
    return [survival.percentile(curve, 50).value for curve in curves]


def _pandas_medians(stays: Frame, months_at: Frame) -> list[float]:
    """Return medians by Kaplan-Meier with delayed entry."""
    told = []
    for begin, end in pairwise(months_at):
        inside = stays[(stays["begin"] < end) & (stays["end"] > begin) & stays["arrived"]]
        lasted = (inside["end"].clip(upper=end) - inside["begin"]) / pd.Timedelta(minutes=1)
        entry = (begin - inside["begin"]).clip(lower=pd.Timedelta(0)) / pd.Timedelta(minutes=1)
        ended = inside["departed"] & (inside["end"] <= end)
        deaths = lasted[ended].value_counts().sort_index()
        gone = np.searchsorted(np.sort(lasted), deaths.index)
        at_risk = np.searchsorted(np.sort(entry), deaths.index) - gone
        curve = (1 - deaths / at_risk).cumprod()
        told.append(float(curve.index[curve <= 0.5 + 1e-12][0]))
    return told
