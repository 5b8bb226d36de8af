"""What can be told of counts by the day: how many they are, and no curve of a day."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.civil import day_span, local_date
from analytics.quality.finding import Finding, Test
from analytics.quality.track import HOUR_MS
from analytics.quarters import QUARTER_MS, Byte

METHOD_VERSION: Final = 1

_SHOWN: Final = frozenset({Test.DEAD, Test.ZERO_RUN, Test.LEVEL_LOW, Test.LEVEL_HIGH})


def without_hours(grain: Byte) -> bool:
    """Whether most of what is known comes in intervals longer than an hour.

    Parameters
    ----------
    grain
        The longest interval that touches each quarter, 0 where nothing is known. [quarters]

    Examples
    --------
    >>> without_hours(np.array([96, 96, 0, 1])), without_hours(np.array([4, 4, 96]))
    (True, False)
    """
    known = grain[grain > 0]
    return bool(2 * np.count_nonzero(known > HOUR_MS // QUARTER_MS) > len(known))


def told_by_days(findings: Sequence[Finding], zone: ZoneInfo) -> list[Finding]:
    """Return what counts of such intervals can show, known when the day has ended.

    The count of a day laid into its hours has no curve that could be shifted or swapped, and
    nothing of it is known before midnight.

    Examples
    --------
    >>> from analytics.quality.finding import found
    >>> numbers = {"counted": 0, "expected": 9}
    >>> dead = found(Test.DEAD, "x", (0, HOUR_MS), HOUR_MS, evidence=numbers)
    >>> [one.seen_ms // HOUR_MS for one in told_by_days([dead], ZoneInfo("UTC"))]
    [24]
    """
    return [
        replace(one, seen_ms=day_span(local_date(one.seen_ms - 1, zone), zone).to_ms)
        for one in findings
        if one.test in _SHOWN
    ]
