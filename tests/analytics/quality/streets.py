"""Counters and a car park of a made-up town: Poisson counts around a curve of the day and week."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np

from analytics.quality.learned import Watched, watch
from analytics.quality.track import Track

ZONE = ZoneInfo("Europe/Berlin")
QUARTERS = 96
FIRST_DAY = 19_723  # 2024-01-01
DAYS = 110
HOURS = np.arange(24)
IN = 6 + 70 * np.exp(-(((HOURS - 8) / 1.3) ** 2)) + 40 * np.exp(-(((HOURS - 16) / 2.5) ** 2))
OUT = 6 + 35 * np.exp(-(((HOURS - 8) / 2.0) ** 2)) + 75 * np.exp(-(((HOURS - 17) / 1.6) ** 2))
SUNDAY = 4 + 30 * np.exp(-(((HOURS - 15) / 3.5) ** 2))


def counter(name: str, curve: np.ndarray, level: float, seed: int, days: int = DAYS) -> Track:
    """Count by quarter; the weather of a day is the same for every counter."""
    weather = np.random.default_rng(99).lognormal(0, 0.3, DAYS)[:days]
    random = np.random.default_rng(seed)
    weekday = (np.arange(FIRST_DAY, FIRST_DAY + days) + 3) % 7
    hourly = np.where(
        (weekday == 6)[:, None], SUNDAY, np.where((weekday == 5)[:, None], 0.7, 1) * curve
    )
    hourly = np.roll((hourly * weather[:, None]).reshape(-1), -1)  # local winter time
    value = random.poisson(np.repeat(hourly * level / 4, 4)).astype(float)
    return Track(name=name, first=FIRST_DAY * QUARTERS, step_ms=900_000, value=value)


def town(days: int = DAYS) -> dict[str, Track]:
    """Two directions of one street and three counters elsewhere."""
    return {
        "in": counter("in", IN, 1.0, 1, days),
        "out": counter("out", OUT, 0.9, 2, days),
        "bridge": counter("bridge", IN + OUT, 1.2, 3, days),
        "park": counter("park", OUT, 0.5, 4, days),
        "ring": counter("ring", IN, 2.0, 5, days),
    }


def watched(tracks: dict[str, Track]) -> dict[str, Watched]:
    return {name: watch(track, ZONE) for name, track in tracks.items()}


def step(day: int, hour: float = 0.0) -> int:
    """Return the quarter of a day and hour of UTC."""
    return round(day * QUARTERS + hour * 4)


def changed(track: Track, begin: int, end: int, value: np.ndarray | float) -> Track:
    laid = track.value.copy()
    laid[begin:end] = value
    return replace(track, value=laid)


def car_park(days: int = DAYS, seed: int = 7) -> Track:
    """Free spaces of 300, five-minute values: full of life by day, empty at night."""
    random = np.random.default_rng(seed)
    steps = np.arange(days * 288)
    hour = steps / 12 % 24
    occupied = 30 + 180 * np.exp(-(((hour - 13) / 4.0) ** 2))
    walk = np.cumsum(random.normal(0, 1.5, len(steps)))
    walk -= np.convolve(walk, np.ones(288) / 288, mode="same")
    night = (hour < 5) | (hour > 23)
    free = 300 - np.where(night, 30, occupied + np.clip(walk, -25, 25))
    first = FIRST_DAY * 288
    return Track(name="deck", first=first, step_ms=300_000, value=np.floor(np.clip(free, 0, 300)))
