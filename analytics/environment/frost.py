"""Flags of frost on the road, for winter service (indicators D8).

The rules are ours and named as such: they warn, they replace no forecast and no look at the road.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.environment.dew import dew_point_wmo, frost_point
from analytics.quarters import Float, Int

METHOD: Final = "surface temperature against frost point and freezing point"
METHOD_VERSION: Final = 1
CLEAR_K: Final = 1.0  #: a flag ends when this much warmer
CLEAR_MS: Final = 1_800_000  #: and has been so for this long
RAIN_MEMORY_MS: Final = 10_800_000  #: a road is wet so long after precipitation, unless dry since
WARNING_C: Final = 2.0
COOLING_K_H: Final = -0.5
DEW_MARGIN_K: Final = 1.0
DEW_WARNING_C: Final = 1.0
HOUR_MS: Final = 3_600_000

Bool = NDArray[np.bool_]


class Frost(StrEnum):
    """What a road is said to have; the worst of several is told."""

    NONE = "none"
    WARNING = "warning"  #: it may come within the hour
    HOAR_FROST = "hoar_frost"  #: the surface is below the frost point: rime grows
    ICE_POSSIBLE = "ice_possible"  #: wet and freezing
    UNKNOWN = "unknown"  #: no surface temperature, or nothing of the air


#: The flags, the first one that holds is told.
WORDS: Final = (Frost.UNKNOWN, Frost.ICE_POSSIBLE, Frost.HOAR_FROST, Frost.WARNING, Frost.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """What is measured at one place, at the same times (within 15 min of each other).

    Parameters
    ----------
    time_ms
        Rising. [ms since 1970]
    surface, air, humidity
        NaN where not known. [Cel, Cel, %]
    wet
        1 wet, 0 dry, NaN where the device does not tell.
    precipitation
        Since the time before; NaN where not known. [mm]
    freezing
        Where what is on the road freezes: below 0 where salt is, if the device tells. [Cel]
    """

    time_ms: Int
    surface: Float
    air: Float
    humidity: Float
    wet: Float
    precipitation: Float
    freezing: Float


def flags(road: Road) -> list[Frost]:
    """Return the flag of each time, by what is measured then and kept until it has cleared.

    `hoar_frost`: surface at 0 or below and at the frost point or below. `ice_possible`: surface
    at its freezing point or below and wet, now or by precipitation in the last 3 h without having
    been dry since. `warning`: surface at 2 Cel or below and cooling by more than 0.5 K/h, or less
    than 1 K above the dew point and below 1 Cel. Each ends when it has been 1 K off for 30 min.

    References
    ----------
    Indicators D8.

    Examples
    --------
    >>> one = np.array([0])
    >>> road = Road(time_ms=one, surface=one - 1.2, air=one + 1.0, humidity=one + 95.0,
    ...             wet=one + np.nan, precipitation=one + np.nan, freezing=one + 0.0)
    >>> [flag.value for flag in flags(road)]
    ['hoar_frost']
    """
    return [WORDS[at] for at in codes(road).tolist()]


def codes(road: Road) -> NDArray[np.uint8]:
    """Return the flag of each time as its place among `WORDS`; see `flags`.

    Examples
    --------
    >>> one, hour = np.zeros(3), np.arange(3) * HOUR_MS
    >>> road = Road(time_ms=hour, surface=np.array([-1.2, 9, 9]), air=one + 1.0,
    ...             humidity=one + 95.0, wet=one + np.nan, precipitation=one + np.nan,
    ...             freezing=one + 0.0)
    >>> codes(road).tolist()  # hoar frost; not yet 30 min of thaw; none
    [2, 2, 4]
    """
    surface = road.surface
    frost, dew = frost_point(road.air, road.humidity), dew_point_wmo(road.air, road.humidity)
    wet = wetness(road)
    hoar = kept(
        road.time_ms,
        (surface <= 0) & (surface <= frost),
        (surface > CLEAR_K) | (surface > frost + CLEAR_K),
    )
    ice = kept(
        road.time_ms, (surface <= road.freezing) & wet, (surface > road.freezing + CLEAR_K) | ~wet
    )
    warning = _warning(road, dew)
    unknown = np.isnan(surface) | (np.isnan(frost) & ~ice & ~warning)
    told = np.full(len(surface), WORDS.index(Frost.NONE), dtype=np.uint8)
    for word, which in zip(reversed(WORDS[:-1]), (warning, hoar, ice, unknown), strict=True):
        told[which] = WORDS.index(word)
    return told


def _warning(road: Road, dew: Float) -> Bool:
    """Whether frost may come: cold and cooling, or close to the dew point near freezing."""
    surface = road.surface
    cooling = trend(road.time_ms, surface) < COOLING_K_H
    near = (surface - dew < DEW_MARGIN_K) & (surface < DEW_WARNING_C)
    off = (surface - dew >= DEW_MARGIN_K + CLEAR_K) | (surface >= DEW_WARNING_C + CLEAR_K)
    return kept(
        road.time_ms,
        ((surface <= WARNING_C) & cooling) | near,
        ((surface > WARNING_C + CLEAR_K) | ~cooling) & (off | np.isnan(dew)),
    )


def wetness(road: Road) -> Bool:
    """Whether the road is wet: told so, or by precipitation within 3 h and not told dry since.

    Examples
    --------
    >>> at, nothing = np.arange(3) * 3_600_000, np.full(3, np.nan)
    >>> rain = np.array([0.4, 0, 0])
    >>> wetness(Road(time_ms=at, surface=nothing, air=nothing, humidity=nothing, freezing=nothing,
    ...              wet=np.array([np.nan, np.nan, 0]), precipitation=rain)).tolist()
    [True, True, False]
    """
    rained = _latest(road.time_ms, road.precipitation > 0)
    dried = _latest(road.time_ms, road.wet == 0)
    recent = (road.time_ms - rained <= RAIN_MEMORY_MS) & (dried < rained)
    told: Bool = (road.wet > 0) | (recent & (road.wet != 0))
    return told


def trend(time_ms: Int, surface: Float) -> Float:
    """Return how the surface temperature changed against the newest value an hour or more ago.

    [K/h]; NaN where there is none within two hours.

    Examples
    --------
    >>> trend(np.array([0, 1_800_000, 3_600_000]), np.array([3.0, 2.5, 2.0])).tolist()
    [nan, nan, -1.0]
    """
    before = np.searchsorted(time_ms, time_ms - HOUR_MS, side="right") - 1
    known = before >= 0
    apart = time_ms - time_ms[np.maximum(before, 0)]
    known &= apart <= 2 * HOUR_MS
    change = surface - surface[np.maximum(before, 0)]
    return np.where(known, change * HOUR_MS / np.where(known, apart, 1), np.nan)


def kept(time_ms: Int, begins: Bool, clear: Bool) -> Bool:
    """Return a flag that begins at once and ends when it has been clear for 30 min.

    Examples
    --------
    >>> at = np.arange(5) * 900_000
    >>> kept(at, np.array([1, 0, 0, 0, 0]) > 0, np.array([0, 1, 1, 1, 0]) > 0).tolist()
    [True, True, True, False, False]
    """
    first_clear = np.minimum(_latest_row(~clear) + 1, max(len(clear) - 1, 0))
    ends = clear & (time_ms - time_ms[first_clear] >= CLEAR_MS)
    on: Bool = _latest_row(begins) > _latest_row(ends)
    return on


def hours(time_ms: Int, flagged: Bool, until_ms: int, hold_ms: int) -> float:
    """Return how long a flag was up. [h]; each value holds until the next, at most `hold_ms`.

    Examples
    --------
    >>> hours(np.array([0, 3_600_000]), np.array([True, False]), 7_200_000, 3_600_000)
    1.0
    """
    ends = np.minimum(np.append(time_ms[1:], until_ms), time_ms + hold_ms)
    return float((ends - time_ms)[flagged].clip(0).sum() / HOUR_MS)


def _latest_row(which: Bool) -> Int:
    """Return the last row up to each at which something holds; -1 before the first."""
    rows = np.where(which, np.arange(len(which)), -1)
    return np.maximum.accumulate(rows) if len(rows) else rows


def _latest(time_ms: Int, which: Bool) -> Int:
    """Return when something last held; long before everything where it never did."""
    rows = _latest_row(which)
    long_ago = np.int64(-(2**62))
    return np.where(rows >= 0, time_ms[np.maximum(rows, 0)], long_ago) if len(rows) else time_ms
