"""How long bays are taken and by whom too long, from the stays of a year."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Final

import numpy as np

from analytics.civil import Bucket, buckets
from analytics.held import Segments
from analytics.parking import overstay, search
from analytics.parking.stays import Stays
from analytics.parking.zone import free_bays
from analytics.quarters import Float
from analytics.topic import Indicator
from analytics.weekly import parse
from benchmarks.ratios.counters import YEAR, ZONE
from benchmarks.ratios.frames import Frame, pd
from benchmarks.ratios.pair import Pair
from benchmarks.ratios.stays import Street

_REGULATED: Final = "Mon-Sat 08:00-18:00"
_LIMIT_H: Final = 2
_HOUR_MS: Final = 3_600_000


def pairs(of: Street) -> Iterator[Pair]:
    """Yield overstays, and the time without a free bay day by day."""
    yield Pair(
        name="overstay_rate",
        indicators=(Indicator.OVERSTAY_RATE,),
        ours=partial(_overstays, of),
        pandas=partial(_pandas_overstays, of.frame),
    )
    yield Pair(
        name="saturation_time",
        indicators=(Indicator.SATURATION_TIME,),
        ours=partial(_saturation, of),
        pandas=partial(_pandas_saturation, of),
        within=1e-6,
    )


def _overstays(of: Street) -> float | None:
    spans = parse(_REGULATED).spans(date(YEAR, 1, 1), date(YEAR, 12, 31), ZONE)
    return overstay.rate(overstay.against(of.stays, spans, _LIMIT_H * _HOUR_MS)).value


def _pandas_overstays(stays: Frame) -> float:
    """Return the rate by the regulated hours before each instant."""
    days = pd.date_range(f"{YEAR}-01-01", f"{YEAR + 1}-01-01")
    open_ = pd.Series(np.where(days.day_of_week < 6, 10.0, 0.0), index=days)
    before = open_.cumsum() - open_

    def hours(at: Frame) -> Frame:
        wall = at.dt.tz_localize(None)
        day = wall.dt.normalize()
        inside = ((wall - day) / pd.Timedelta(hours=1) - 8).clip(0, 10)
        return day.map(before) + inside.where(wall.dt.day_of_week < 6, 0.0)

    lasted = hours(stays["end"]) - hours(stays["begin"])
    whole = stays["arrived"] & stays["departed"] & (lasted > 1e-9)
    return float((lasted[whole] > _LIMIT_H + 1e-9).mean())


def _saturation(of: Street) -> Float:
    begin = np.append(buckets(of.window, Bucket.DAY, ZONE).starts_ms, of.window.to_ms)
    parts = (
        (of.stays.only(of.stays.bay == bay), of.vacancies.only(of.vacancies.bay == bay))
        for bay in range(of.bays)
    )
    zone = free_bays([_segments(*part) for part in parts])
    return search.saturation(zone, begin[:-1], begin[1:]).minutes


def _segments(stays: Stays, vacancies: Stays) -> Segments:
    begin = np.concatenate([stays.begin_ms, vacancies.begin_ms])
    order = np.argsort(begin, kind="stable")
    return Segments(
        from_ms=begin[order],
        to_ms=np.concatenate([stays.end_ms, vacancies.end_ms])[order],
        value=np.repeat([1.0, 0.0], [len(stays), len(vacancies)])[order],
        suspect=np.zeros(len(begin), dtype=bool),
    )


def _pandas_saturation(of: Street) -> Frame:
    stays = of.frame
    steps = pd.concat(
        [pd.Series(1, index=stays["begin"]), pd.Series(-1, index=stays["end"])]
    ).sort_index(kind="stable")
    taken = steps.groupby(level=0).sum().cumsum()
    days = pd.date_range(of.months_at[0], of.months_at[-1], freq="D")
    taken = taken.reindex(taken.index.union(days)).ffill()
    lasted = taken.index.to_series().diff().shift(-1) / pd.Timedelta(minutes=1)
    return lasted.where(taken == of.bays, 0.0).resample("D").sum().iloc[:-1]
