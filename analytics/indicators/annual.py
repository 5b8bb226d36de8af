"""Mean daily traffic of a site: DTV with its interval, by other methods, of months, and growth."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from analytics.counting import annual, confidence, growth, months
from analytics.counting.hours import Counts
from analytics.figure import Figure, Reason
from analytics.indicators.counted import Counted
from analytics.indicators.periods import (
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

#: What is laid before a window to compare it with the year before. [days]
YEAR_DAYS: Final = 366
_WITHHELD: Final = Figure(None, Reason.INSUFFICIENT_DATA)


def days_of(counts: Counts) -> dict[str, Detail]:
    """Return how many whole days were counted.

    Examples
    --------
    >>> from analytics.indicators.example import laid
    >>> days_of(laid(3.0).all)
    {'days': 1.0}
    """
    return {"days": float((~np.isnan(counts.daily)).sum())}


def simple(of: Callable[[Counts], Figure]) -> Callable[[Counted], Said]:
    """Return a mean over what was counted, with the number of whole days beside it.

    Parameters
    ----------
    of
        The kernel: of the hours and days that were counted, a number or why there is none.

    Examples
    --------
    >>> from analytics.indicators.example import laid
    >>> said = simple(annual.adt)(laid(3.0))  # in both directions
    >>> said.value.value, said.details
    (576.0, {'days': 1.0})
    """
    return lambda counted: Said(value=of(counted.all), details=days_of(counted.all))


def _dtv(counted: Counted) -> Said:
    """Return DTV; the interval of what the missing days may have changed is laid around it."""
    value, details = annual.aadt_fhwa(counted.all), days_of(counted.all)
    around = confidence.of_blocks(counted.all)
    if None in {value.value, around.value, around.low, around.high}:
        return Said(value=value, details={"low": None, "high": None, **details})
    off = float(value.value or 0.0) - float(around.value or 0.0)
    low, high = float(around.low or 0.0) + off, float(around.high or 0.0) + off
    return Said(value=value, details={"low": max(low, 0.0), "high": high, **details})


def _madt(counted: Counted) -> Said:
    """Return MADT; of several months the mean, weighed by their days."""
    madt = months.madt_fhwa(counted.all)
    length = np.bincount(counted.days.month)
    value = (
        _WITHHELD if np.isnan(madt).any() else Figure(float((madt * length).sum() / length.sum()))
    )
    # A month's mean of each weekday (MADW); of several months the mean of theirs.
    return Said(value=value, details=days_of(counted.all) | {"weekdays": _weekdays(counted)})


def _weekdays(counted: Counted) -> Float:
    means = months.madw(counted.all)
    known = ~np.isnan(means)
    n = known.sum(axis=0)
    summed = np.where(known, means, 0.0).sum(axis=0)
    return np.where(n > 0, summed / np.maximum(n, 1), np.nan)


def _growth(counted: Counted, ranges: Sequence[Range]) -> list[Said]:
    return [_growth_of(counted, one) for one in ranges]


def _growth_of(counted: Counted, of: Range) -> Said:
    """Return how DTV has grown since the same dates of the year before."""
    first, last = (counted.days.number[of[0]], counted.days.number[of[1] - 1])
    begin, end = (_year_before(int(day)) - int(counted.days.number[0]) for day in (first, last))
    before = annual.aadt_fhwa(counted.part(begin, end + 1).all)
    after = annual.aadt_fhwa(counted.part(*of).all)
    details: dict[str, Detail] = {"before": before.value, "after": after.value}
    if before.value is None or after.value is None:
        return Said(value=_WITHHELD, details=details)
    return Said(value=growth.annual_growth(before.value, after.value, 1.0), details=details)


def _year_before(number: int) -> int:
    """Return the same date a year earlier; of 29 February the 28th. [days since 1970]."""
    day = np.datetime64(number, "D")
    month = day.astype("datetime64[M]")
    earlier = month - 12
    last = (earlier + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    same = earlier.astype("datetime64[D]") + (day - month.astype("datetime64[D]"))
    return int(min(same, last).astype(np.int64))


def _kernel(
    method: str, answer: Callable[[Counted], Said], version: int = annual.METHOD_VERSION
) -> Kernel:
    return Kernel(method=method, version=version, answers=each(answer))


METHODS: Final = (
    method_of(
        Indicator.DTV,
        _kernel("AADT, FHWA 2016, by hours", _dtv),
        buckets=YEARLY,
        stored=YEARLY,
    ),
    method_of(
        Indicator.DTV_SIMPLE,
        _kernel("AADT, mean of whole days", simple(annual.aadt_simple)),
        buckets=YEARLY,
    ),
    method_of(
        Indicator.DTV_AASHTO,
        _kernel("AADT, AASHTO average of averages", simple(annual.aadt_aashto)),
        buckets=YEARLY,
    ),
    method_of(Indicator.ADT, _kernel("mean of whole days", simple(annual.adt)), buckets=MONTHLY),
    method_of(
        Indicator.MADT,
        _kernel("MADT, FHWA 2016, by hours", _madt, months.METHOD_VERSION),
        buckets=MONTHLY,
    ),
    method_of(
        Indicator.AAWDT,
        _kernel(
            "mean of whole days Monday to Friday",
            lambda c: Said(value=months.aawdt(c.all, c.region), details=days_of(c.all)),
            months.METHOD_VERSION,
        ),
        buckets=YEARLY,
    ),
    method_of(
        Indicator.GROWTH,
        Kernel(
            method="DTV over that of the year before",
            version=growth.METHOD_VERSION,
            answers=_growth,
            history_days=YEAR_DAYS,
        ),
        buckets=YEARLY,
    ),
)
