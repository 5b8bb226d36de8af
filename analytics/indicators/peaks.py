"""Peaks of a site: the busiest hour of a day, the typical one, the design hour, and K."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import numpy as np

from analytics.civil import Bucket, from_ms
from analytics.counting import annual, design_hour, peaks
from analytics.counting.hours import HOURS
from analytics.counting.peaks import PeakHours
from analytics.figure import Figure, Reason
from analytics.indicators.counted import Counted
from analytics.indicators.periods import (
    DAILY,
    YEARLY,
    Answers,
    Detail,
    Kernel,
    Range,
    Said,
    each,
    method_of,
)
from analytics.quarters import QUARTER_MS
from analytics.topic import Indicator

WHOLE_DAY: Final = (0, HOURS)
_QUARTERS: Final = 4
_QUARTER_MIN: Final = 15
_WITHHELD: Final = Figure(None, Reason.INSUFFICIENT_DATA)


def clock(minutes: float) -> str | None:
    """Return a time of day as it is written, of minutes after midnight.

    Parameters
    ----------
    minutes
        NaN: not known. [min]

    Examples
    --------
    >>> clock(465.0), clock(np.nan)
    ('07:45', None)
    """
    if np.isnan(minutes):
        return None
    return f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}"


def _peak_hour(search: tuple[int, int]) -> Answers:
    """Return the busiest hour of a day; of more days the typical one."""

    def answers(counted: Counted, ranges: Sequence[Range]) -> list[Said]:
        found = peaks.peak_hours(counted.days, counted.quarters, search)
        return [
            _of_day(counted, found, begin, search)
            if end - begin == 1
            else _typical(counted, found, (begin, end))
            for begin, end in ranges
        ]

    return answers


def _of_day(counted: Counted, found: PeakHours, day: int, search: tuple[int, int]) -> Said:
    if not found.enough[day] or np.isnan(found.volume[day]):
        return Said(value=_WITHHELD)
    days = counted.days
    hours = slice(int(days.begins[day]), int(days.begins[day + 1]))
    quarters = counted.quarters[hours.start * _QUARTERS : hours.stop * _QUARTERS]
    inside = (days.hour[hours] >= search[0]) & (days.hour[hours] < search[1])
    told = quarters.reshape(-1, _QUARTERS).sum(axis=1)
    by_clock = np.where(inside & ~np.isnan(told), told, -np.inf)
    at = int(by_clock.argmax())
    none = by_clock[at] < 0
    details: dict[str, Detail] = {
        "begins": clock(found.start_min[day]),
        "clock_hour": np.nan if none else float(by_clock[at]),
        "clock_start": None if none else clock(float(days.hour[hours][at]) * 60),
        "peak_hour_factor": float(found.factor[day]),
        **_period(np.where(np.repeat(inside, _QUARTERS), quarters, np.nan), days.hour[hours]),
    }
    value = Figure(float(found.volume[day]))
    return Said(value=value, details=details, doubted=not found.whole[day])


def _period(quarters: np.ndarray, hour: np.ndarray) -> dict[str, Detail]:
    run = peaks.peak_period(quarters)
    if run is None:
        return {"period_start": None, "period_end": None}
    begin, last = run[0], run[1] - 1
    minute = [
        int(hour[at // _QUARTERS]) * 60 + at % _QUARTERS * _QUARTER_MIN for at in (begin, last)
    ]
    return {"period_start": clock(minute[0]), "period_end": clock(minute[1] + _QUARTER_MIN)}


def _typical(counted: Counted, found: PeakHours, of: Range) -> Said:
    """Return the typical peak: Tuesdays to Thursdays outside holidays that were typical."""
    on = np.zeros(len(counted.days), dtype=bool)
    on[of[0] : of[1]] = True
    told = peaks.typical_peak(found, on & counted.types["DiMiDo"] & ~counted.untypical_days)
    start = told.start_min.value
    details: dict[str, Detail] = {
        "begins": None if start is None else clock(start),
        "days": float(told.days),
    }
    return Said(value=told.volume, details=details)


def _factor(counted: Counted, ranges: Sequence[Range]) -> list[Said]:
    """Return the peak-hour factor of the busiest hour."""
    found = peaks.peak_hours(counted.days, counted.quarters, WHOLE_DAY)
    said = []
    for begin, end in ranges:
        told = found.enough[begin:end] & ~np.isnan(found.volume[begin:end])
        volume = np.where(told, found.volume[begin:end], -np.inf)
        day = begin + int(volume.argmax())
        if not told[day - begin] or np.isnan(found.factor[day]):
            said.append(Said(value=_WITHHELD))
            continue
        details: dict[str, Detail] = {
            "begins": clock(found.start_min[day]),
            "peak_hour": float(found.volume[day]),
        }
        value = Figure(float(found.factor[day]))
        said.append(Said(value=value, details=details, doubted=not found.whole[day]))
    return said


def _design(counted: Counted) -> Said:
    found = design_hour.of_year(counted.all)
    details: dict[str, Detail] = {
        "at": _instant(counted, found.at),
        "above": float(found.above) if found.at >= 0 else None,
    }
    return Said(value=found.volume, details=details, doubted=found.doubted)


def _instant(counted: Counted, at: int) -> str | None:
    """Return when an hour of the days begins, in UTC."""
    if at < 0:
        return None
    begins = from_ms(counted.days.first_quarter * QUARTER_MS) + timedelta(hours=at)
    return begins.isoformat().replace("+00:00", "Z")


def _k_factor(counted: Counted) -> Said:
    hour, dtv = design_hour.of_year(counted.all), annual.aadt_fhwa(counted.all)
    details: dict[str, Detail] = {"design_hour_volume": hour.volume.value, "dtv": dtv.value}
    if hour.volume.value is None or dtv.value is None:
        return Said(value=_WITHHELD, details=details)
    value = design_hour.k_factor(hour.volume.value, dtv.value)
    return Said(value=value, details=details, doubted=hour.doubted)


def _searched(search: tuple[int, int]) -> Kernel:
    return Kernel(
        method="busiest four quarter hours; of several days the typical peak",
        version=peaks.METHOD_VERSION,
        answers=_peak_hour(search),
    )


METHODS: Final = (
    method_of(Indicator.PEAK_HOUR, _searched(WHOLE_DAY), buckets=DAILY),
    method_of(Indicator.PEAK_HOUR_MORNING, _searched(peaks.MORNING), buckets=DAILY),
    method_of(Indicator.PEAK_HOUR_EVENING, _searched(peaks.EVENING), buckets=DAILY),
    method_of(
        Indicator.PEAK_HOUR_FACTOR,
        Kernel(method="V / (4 max q15)", version=peaks.METHOD_VERSION, answers=_factor),
        buckets=frozenset({Bucket.DAY}),
    ),
    method_of(
        Indicator.DESIGN_HOUR_VOLUME,
        Kernel(
            method="30th highest clock hour",
            version=design_hour.METHOD_VERSION,
            answers=each(_design),
        ),
        buckets=YEARLY,
    ),
    method_of(
        Indicator.K_FACTOR,
        Kernel(method="v30 / DTV", version=design_hour.METHOD_VERSION, answers=each(_k_factor)),
        buckets=YEARLY,
    ),
)
