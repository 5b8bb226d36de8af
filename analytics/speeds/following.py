"""How the vehicles of a lane followed each other, laid into quarters (indicators C9, C13).

What a street needs of single vehicles beside their speeds: the speeds of the free ones, headways
and gaps. They depend on the vehicle before and after, so they cannot be read from speeds by
quarter hour. Pairs do not reach over midnight UTC, so that a day depends on its own vehicles alone.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import DAY_MS, Float, Int
from analytics.speeds import packed
from analytics.speeds.classes import Classes, rounded_whole
from analytics.speeds.free_flow import free
from analytics.speeds.headways import gaps, headways
from analytics.speeds.histogram import Histogram, merge, of_passages

METHOD_VERSION: Final = 1
#: Headways and gaps by time, in tenths of a second; the last class is open. [0.1 s]
TIMES: Final = Classes(lower_tenths=(0, 9, 18, 30, 60, 120), top_tenths=None)
#: Groups of vehicles are laid this far apart, so that no pair reaches from one to the next. [ms]
_APART_MS: Final = 2 * DAY_MS
_SECOND_MS: Final = 1_000
_LENGTHS: Final = struct.Struct("<III")


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """How vehicles followed each other.

    Parameters
    ----------
    free
        The speeds of free vehicles, in km/h.
    headways
        From front to front, in seconds: of vehicles no more than 60 s behind another one.
    gaps
        From tail to front, in seconds: where the leader's length and speed are known, on days on
        which the device told parts of a second. A gap below 0 is one of 0.
    """

    free: Histogram
    headways: Histogram
    gaps: Histogram


def of_vehicles(
    time_ms: Int,
    speed_kmh: Float,
    length_m: Float,
    vehicle: NDArray[np.uint8],
    part: Int,
) -> Following:
    """Lay the vehicles of one lane.

    Parameters
    ----------
    time_ms
        When each passed, sorted within its part. [ms since 1970]
    speed_kmh, length_m
        NaN where the device gave none. [km/h, m]
    vehicle
        The group of each, see `vehicle_groups`.
    part
        Which deployment told of it: vehicles of two devices are no pair.

    Examples
    --------
    >>> time = np.array([0, 2_400, 20_000, 29_000])
    >>> speed, length = np.array([50.0, 50, 40, 60]), np.full(4, 4.5)
    >>> kind, one = np.full(4, 3, np.uint8), np.zeros(4, int)
    >>> found = of_vehicles(time, speed, length, kind, one)
    >>> found.free.bin.tolist(), found.headways.bin.tolist(), found.gaps.bin.tolist()
    ([40, 60], [2, 4, 5], [2, 4, 5])
    """
    apart = _apart(time_ms, part)
    alone = free(apart)
    headway = headways(apart)
    gap = np.full(len(apart), np.nan)
    gap[1:] = np.maximum(gaps(headway[1:], length_m[:-1], speed_kmh[:-1]), 0.0)
    gap[~_exact(time_ms)] = np.nan
    return Following(
        free=of_passages(rounded_whole(), time_ms[alone], speed_kmh[alone], vehicle[alone]),
        headways=of_passages(TIMES, time_ms, headway),
        gaps=of_passages(TIMES, time_ms, gap),
    )


def _apart(time_ms: Int, part: Int) -> Int:
    """Return times in which vehicles of other days and parts are far from each other."""
    if len(time_ms) == 0:
        return time_ms
    day = time_ms // DAY_MS
    other = np.flatnonzero((np.diff(day) != 0) | (np.diff(part) != 0)) + 1
    group = np.zeros(len(time_ms), dtype=np.int64)
    group[other] = 1
    return time_ms - day * DAY_MS + np.cumsum(group) * _APART_MS


def _exact(time_ms: Int) -> NDArray[np.bool_]:
    """Whether each vehicle passed on a day on which the device told parts of a second."""
    days, at = np.unique(time_ms // DAY_MS, return_inverse=True)
    told = np.bincount(at, weights=time_ms % _SECOND_MS != 0, minlength=len(days)) > 0
    exact: NDArray[np.bool_] = told[at]
    return exact


def pack_days(found: Following) -> dict[int, bytes]:
    """Pack each UTC day of which anything is known, by days since 1970; canonical bytes.

    Examples
    --------
    >>> kind, one = np.array([7], np.uint8), np.array([0])
    >>> seen = of_vehicles(np.array([5]), np.array([50.0]), np.array([4.5]), kind, one)
    >>> sorted(pack_days(seen))
    [0]
    """
    parts = [packed.pack_days(one) for one in (found.free, found.headways, found.gaps)]
    days = sorted(set().union(*parts))
    return {day: _joined([part.get(day, b"") for part in parts]) for day in days}


def stack(states: Mapping[int, bytes]) -> Following | None:
    """Return packed days as one run; None when there is none.

    Examples
    --------
    >>> none, one = np.zeros(0, np.uint8), np.array([7], np.uint8)
    >>> seen = of_vehicles(np.array([5]), np.array([50.0]), np.array([4.5]), one, np.array([0]))
    >>> stack(pack_days(seen)).free.count.tolist()
    [1]
    """
    parts = [_parted(states[day]) for day in sorted(states)]
    if not parts:
        return None
    days = sorted(states)
    free_, headways_, gaps_ = (
        packed.stack({day: part[k] for day, part in zip(days, parts, strict=True) if part[k]})
        for k in range(3)
    )
    return Following(
        free=free_ or nothing(rounded_whole()),
        headways=headways_ or nothing(TIMES),
        gaps=gaps_ or nothing(TIMES),
    )


def added(parts: list[Following]) -> Following:
    """Add up lanes.

    Examples
    --------
    >>> kind, one = np.array([7], np.uint8), np.array([0])
    >>> seen = of_vehicles(np.array([5]), np.array([50.0]), np.array([4.5]), kind, one)
    >>> seen.free.count.tolist(), added([seen, seen]).free.count.tolist()
    ([1], [2])
    """
    return Following(
        free=merge([one.free for one in parts]),
        headways=merge([one.headways for one in parts]),
        gaps=merge([one.gaps for one in parts]),
    )


def nothing(classes: Classes) -> Histogram:
    """Return a histogram in which nothing is.

    Examples
    --------
    >>> empty = nothing(rounded_whole())
    >>> len(empty.count), len(empty.sums.n)
    (0, 0)
    """
    return of_passages(classes, np.zeros(0, dtype=np.int64), np.zeros(0))


def _joined(parts: list[bytes]) -> bytes:
    return _LENGTHS.pack(*(len(part) for part in parts)) + b"".join(parts)


def _parted(joined: bytes) -> list[bytes]:
    found, at = [], _LENGTHS.size
    for length in _LENGTHS.unpack_from(joined):
        found.append(joined[at : at + length])
        at += length
    return found
