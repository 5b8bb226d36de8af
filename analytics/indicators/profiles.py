"""Profiles of a site, who rides, and what was unusual; of typical hours alone."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from analytics.counting import annual, events, patterns, profiles
from analytics.counting.hours import Bool
from analytics.figure import Figure, Reason
from analytics.indicators.counted import Counted
from analytics.indicators.periods import (
    DAILY,
    MONTHLY,
    YEARLY,
    Detail,
    Kernel,
    Range,
    Said,
    each,
    method_of,
)
from analytics.quarters import Float
from analytics.topic import Indicator

#: What is laid before a window to tell what is usual. [days]
HISTORY_DAYS: Final = events.WEEKS * 7
_MONTHS: Final = 12
_WITHHELD: Final = Figure(None, Reason.INSUFFICIENT_DATA)


def _greatest(index: Float) -> Figure:
    """Return the greatest share, where every one is known."""
    return _WITHHELD if np.isnan(index).any() else Figure(float(index.max()))


def _hourly(counted: Counted) -> Said:
    kinds: dict[str, Bool] = {
        "profile": np.ones(len(counted.days), dtype=bool),
        "working_days": counted.types["W5"],
        "saturdays": (counted.days.weekday == 5) & ~counted.types["S"],
        "sundays": counted.types["S"],
    }
    details: dict[str, Detail] = {
        name: profiles.hourly_index(counted.typical, on) for name, on in kinds.items()
    }
    details["median"] = profiles.hourly_profile_median(counted.typical, kinds["profile"])
    return Said(
        value=_greatest(profiles.hourly_index(counted.typical, kinds["profile"])), details=details
    )


def _weekly(counted: Counted) -> Said:
    index = profiles.weekday_index(counted.typical)
    details: dict[str, Detail] = {
        "profile": index,
        "hours_of_week": profiles.weekly_profile(counted.typical).reshape(-1),
    }
    return Said(value=_greatest(index), details=details)


def _monthly(counted: Counted) -> Said:
    """Return the greatest month over DTV; of a year, so there are 12 of them."""
    if counted.days.months != _MONTHS:
        return Said(value=_WITHHELD)
    dtv = annual.aadt_fhwa(counted.typical)
    if dtv.value is None:
        return Said(value=_WITHHELD)
    index = profiles.monthly_index(counted.typical, dtv.value)
    return Said(value=_greatest(index), details={"profile": index})


def _pattern(counted: Counted) -> tuple[Figure, Figure, str | None]:
    public = counted.types.public
    wwi = patterns.weekend_index(counted.typical, public)
    ami = patterns.morning_index(counted.typical, public)
    if wwi.value is None or ami.value is None:
        return wwi, ami, None
    return wwi, ami, patterns.pattern(wwi.value, ami.value).value


def _weekend(counted: Counted) -> Said:
    wwi, ami, pattern = _pattern(counted)
    return Said(value=wwi, details={"morning_index": ami.value, "pattern": pattern})


def _morning(counted: Counted) -> Said:
    wwi, ami, pattern = _pattern(counted)
    return Said(value=ami, details={"weekend_index": wwi.value, "pattern": pattern})


def _unusual(counted: Counted, ranges: Sequence[Range]) -> list[Said]:
    """Count the unusual hours; the score is that of the most unusual day."""
    found = events.unusual(counted.all, counted.types.groups())
    begins, said = counted.days.begins, []
    for begin, end in ranges:
        score = found.day_score[begin:end]
        hours = slice(int(begins[begin]), int(begins[end]))
        if np.isnan(found.hour_score[hours]).all():
            said.append(Said(value=_WITHHELD))
            continue
        known = np.flatnonzero(~np.isnan(score))
        most = float(score[known[np.abs(score[known]).argmax()]]) if len(known) else np.nan
        details: dict[str, Detail] = {"days": float(found.days[begin:end].sum()), "score": most}
        said.append(Said(value=Figure(float(found.hours[hours].sum())), details=details))
    return said


METHODS: Final = (
    method_of(
        Indicator.HOURLY_PROFILE,
        Kernel(
            method="mean of each hour over the mean day",
            version=profiles.METHOD_VERSION,
            answers=each(_hourly),
        ),
        buckets=MONTHLY,
    ),
    method_of(
        Indicator.WEEKDAY_PROFILE,
        Kernel(
            method="mean of each weekday over the mean of the seven",
            version=profiles.METHOD_VERSION,
            answers=each(_weekly),
        ),
        buckets=MONTHLY,
    ),
    method_of(
        Indicator.MONTH_PROFILE,
        Kernel(method="MADT / DTV", version=profiles.METHOD_VERSION, answers=each(_monthly)),
        buckets=YEARLY,
    ),
    method_of(
        Indicator.WEEKEND_INDEX,
        Kernel(method="WWI", version=patterns.METHOD_VERSION, answers=each(_weekend)),
        buckets=YEARLY,
    ),
    method_of(
        Indicator.MORNING_INDEX,
        Kernel(method="AMI", version=patterns.METHOD_VERSION, answers=each(_morning)),
        buckets=YEARLY,
    ),
    method_of(
        Indicator.UNUSUAL_HOURS,
        Kernel(
            method="robust score against the 8 weeks before",
            version=events.METHOD_VERSION,
            answers=_unusual,
            history_days=HISTORY_DAYS,
        ),
        buckets=DAILY,
    ),
)
