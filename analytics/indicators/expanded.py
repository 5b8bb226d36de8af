"""Short counts expanded to a year by a permanent counter, with their usual error (B15, B16)."""

from collections.abc import Callable
from typing import Final

import numpy as np

from analytics.counting import annual, expansion
from analytics.counting.hours import HOURS, Counts
from analytics.figure import Figure, Reason
from analytics.indicators.counted import Counted, Legs, typical_of
from analytics.indicators.periods import YEARLY, Detail, Kernel, Said, each, method_of
from analytics.indicators.volumes import parts
from analytics.site import Site
from analytics.topic import Indicator, Topic
from devices.properties import Mode

REFERENCE: Final = "reference"
_ON_FOOT_OR_BIKE: Final = frozenset({Mode.BICYCLE.value, Mode.PEDESTRIAN.value})
_WITHHELD: Final = Figure(None, Reason.INSUFFICIENT_DATA)
_NO_CONTROL: Final = Figure(None, Reason.NO_CONTROL)
#: Each kernel says how a count becomes a year: of both counts, and the error of such counts.
_Expands = Callable[[Counts, Counts, float, int], tuple[Figure, float]]


def _legs(site: Site, topic: Topic) -> Legs:
    """Return the site's own counters, and those of the permanent counter beside it."""
    own = parts(site, topic.mode, topic.direction)
    legs = {"": own, f"{REFERENCE}:{topic.mode}": []}
    if site.reference is not None:
        legs[f"{REFERENCE}:{topic.mode}"] = parts(site.reference, topic.mode, "")
    return legs


def _said(counted: Counted, expands: _Expands) -> Said:
    """Expand what the site counted; of both counts without the hours that were not typical."""
    ((name, reference),) = ((name, one) for name, one in counted.counts.items() if name)
    mode = name.removeprefix(f"{REFERENCE}:")
    light = mode in _ON_FOOT_OR_BIKE
    error = expansion.PUBLISHED_ERROR[
        "bicycle, days, reference counter" if light else "motor, 48 h"
    ]
    needed = expansion.BICYCLE_HOURS_MIN if light else expansion.MOTOR_HOURS_MIN
    short, long = (typical_of(one, counted.atypical) for one in (counted.all, reference))
    hours = int((~np.isnan(short.hourly)).sum())
    details: dict[str, Detail] = {"low": None, "high": None, "error": error, "hours": float(hours)}
    if hours < needed:
        return Said(value=_WITHHELD, details=details)
    if not long.expected.any():
        return Said(value=_NO_CONTROL, details=details)
    value, off = expands(short, long, error, needed)
    if value.value is not None:
        low, high = expansion.interval(value.value, off)
        details |= {"low": low, "high": high}
    return Said(value=value, details=details)


def _by_hours(short: Counts, long: Counts, error: float, needed: int) -> tuple[Figure, float]:
    found = expansion.factors(long)
    if found is None:
        return _WITHHELD, error
    return expansion.expanded(short, found, error=error, hours_min=needed).aadt, error


def _by_days(short: Counts, long: Counts, error: float, needed: int) -> tuple[Figure, float]:
    year = annual.aadt_fhwa(long).value
    whole = ~np.isnan(short.daily)
    if year is None or int(whole.sum()) * HOURS < needed:
        return _WITHHELD, error
    both = np.where(np.isnan(long.daily), np.nan, short.daily)
    if int((~np.isnan(both)).sum()) * HOURS < needed:
        return _WITHHELD, error
    return expansion.day_of_year_ratio(both, long.daily, year), error


METHODS: Final = (
    method_of(
        Indicator.DTV_EXPANDED,
        Kernel(
            method="hour, day and month factors of a permanent counter",
            version=expansion.METHOD_VERSION,
            answers=each(lambda counted: _said(counted, _by_hours)),
        ),
        buckets=YEARLY,
        legs=_legs,
    ),
    method_of(
        Indicator.DTV_BY_DAYS,
        Kernel(
            method="day-of-year factors of a permanent counter, ratio of sums",
            version=expansion.METHOD_VERSION,
            answers=each(lambda counted: _said(counted, _by_days)),
        ),
        buckets=YEARLY,
        legs=_legs,
    ),
)
