"""The BASt family of a site: DTV by day type, the factors between them, mean hourly volumes."""

from collections.abc import Callable
from typing import Final

import numpy as np

from analytics.calendar.day_types import DayTypes
from analytics.counting import bast
from analytics.counting.hours import Counts
from analytics.figure import Figure
from analytics.indicators.counted import Counted
from analytics.indicators.periods import YEARLY, Kernel, Said, each, method_of
from analytics.topic import Indicator

_Typed = Callable[[Counts, DayTypes], Figure]


def _of_type(name: str, of: _Typed) -> Callable[[Counted], Said]:
    """Return a DTV of a day type: a mean of what was counted, on days that were typical or not."""

    def answer(counted: Counted) -> Said:
        known = counted.types[name] & ~np.isnan(counted.all.daily)
        return Said(value=of(counted.all, counted.types), details={"days": float(known.sum())})

    return answer


def _factor(of: _Typed) -> Callable[[Counted], Said]:
    """Return a factor: of typical days alone."""
    return lambda counted: Said(value=of(counted.typical, counted.types))


def _hourly(period: str) -> Callable[[Counted], Said]:
    return lambda counted: Said(value=bast.mean_hourly(counted.all, period))


_ANSWERS: Final = (
    (Indicator.DTV_W5, "BASt DTV_W_MobisFr", _of_type("W5", bast.dtv_w5)),
    (Indicator.DTV_W, "BASt DTV_W", _of_type("W", bast.dtv_w)),
    (Indicator.DTV_U, "BASt DTV_U", _of_type("U", bast.dtv_u)),
    (Indicator.DTV_S, "BASt DTV_S", _of_type("S", bast.dtv_s)),
    (Indicator.FER, "BASt fer = DTV_U / DTV_W", _factor(bast.fer)),
    (Indicator.BSO, "BASt bSo", _factor(bast.b_so)),
    (Indicator.BFR, "BASt bFr", _factor(bast.b_fr)),
    (Indicator.MT, "BASt Mt, 06-22", _hourly("Mt")),
    (Indicator.MN, "BASt Mn, 22-06", _hourly("Mn")),
    (Indicator.MD, "BASt Md, 06-18", _hourly("Md")),
    (Indicator.ME, "BASt Me, 18-22", _hourly("Me")),
)
METHODS: Final = tuple(
    method_of(
        indicator,
        Kernel(method=method, version=bast.METHOD_VERSION, answers=each(answer)),
        buckets=YEARLY,
    )
    for indicator, method, answer in _ANSWERS
)
