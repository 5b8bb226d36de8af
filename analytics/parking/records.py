"""Finished parking records (arrival, departure) of other systems: which can be used (A13)."""

from enum import StrEnum
from typing import Final

import numpy as np

from analytics.parking.stays import Stays
from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1


class Verdict(StrEnum):
    """What a record is worth."""

    WHOLE = "whole"
    CENSORED_START = "censored_start"  #: no arrival: counts in the volume, not in durations
    CENSORED_END = "censored_end"  #: no departure: still parked, or lost
    REJECT_NEGATIVE = "reject_negative"  #: it departs before it arrives
    REJECT_ZERO = "reject_zero"
    REJECT_EMPTY = "reject_empty"  #: neither arrival nor departure


def judge(arrive_ms: Float, depart_ms: Float) -> list[Verdict]:
    """Return what each record is worth.

    Parameters
    ----------
    arrive_ms, depart_ms
        NaN where it was not recorded. [ms since 1970]

    References
    ----------
    PARK-038; the City of Melbourne lists negative durations among the known faults of its data.

    Examples
    --------
    >>> [v.value for v in judge(np.array([0.0, np.nan]), np.array([9.0, 5.0]))]
    ['whole', 'censored_start']
    """
    no_start, no_end = np.isnan(arrive_ms), np.isnan(depart_ms)
    judged = [
        (no_start & no_end, Verdict.REJECT_EMPTY),
        (no_start, Verdict.CENSORED_START),
        (no_end, Verdict.CENSORED_END),
        (depart_ms < arrive_ms, Verdict.REJECT_NEGATIVE),
        (depart_ms == arrive_ms, Verdict.REJECT_ZERO),
    ]
    conditions = [condition for condition, _ in judged]
    verdicts = [verdict for _, verdict in judged] + [Verdict.WHOLE]
    found = np.select(conditions, range(len(judged)), default=len(judged))
    return [verdicts[k] for k in found.tolist()]


def stays_of(bay: Int, arrive_ms: Float, depart_ms: Float) -> Stays:
    """Return the usable records as stays; of a censored one only the instant is known.

    Exact duplicates count once. Records of one bay that overlap are all kept.

    Examples
    --------
    >>> nan = float("nan")
    >>> found = stays_of(np.array([1, 1]), np.array([0.0, nan]), np.array([9.0, 20.0]))
    >>> found.begin_ms.tolist(), found.arrived.tolist()
    ([0, 20], [True, False])
    """
    usable = np.array(
        [not verdict.value.startswith("reject") for verdict in judge(arrive_ms, depart_ms)],
        dtype=bool,
    )
    begin = np.where(np.isnan(arrive_ms), depart_ms, arrive_ms)[usable]
    end = np.where(np.isnan(depart_ms), arrive_ms, depart_ms)[usable]
    arrived, departed = ~np.isnan(arrive_ms)[usable], ~np.isnan(depart_ms)[usable]
    rows = np.stack([bay[usable], begin, end, arrived, departed], axis=1).astype(np.int64)
    rows = np.unique(rows, axis=0)
    return Stays(
        bay=rows[:, 0],
        begin_ms=rows[:, 1],
        end_ms=rows[:, 2],
        arrived=rows[:, 3] > 0,
        departed=rows[:, 4] > 0,
        vehicle=np.arange(len(rows)),
    )
