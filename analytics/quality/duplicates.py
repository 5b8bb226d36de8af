"""Readings of one key that come more than once: the same again, or in conflict (E13)."""

from enum import IntEnum
from typing import Final

import numpy as np

from analytics.quarters import Byte, Float, Int

METHOD_VERSION: Final = 1


class Arrival(IntEnum):
    """What a reading is among those of its key."""

    FIRST = 0  #: the value that is stored
    REPEATED = 1  #: the same payload again: ignored
    CONFLICT = 2  #: another payload: the stored value stays until someone decides


def arrivals(time_ms: Int, value: Float, sequence: Int | None = None) -> Byte:
    """Return what each reading is among those of one channel with the same time (E13).

    Counts of an interval are never added up because the interval came twice.

    Parameters
    ----------
    time_ms, value
        In the order of arrival; NaN equals NaN. [ms since 1970; any unit]
    sequence
        Part of the key, where the device numbers its readings.

    Returns
    -------
    uint8
        See `Arrival`.

    References
    ----------
    indicators.md E13.

    Examples
    --------
    >>> arrivals(np.array([5, 5, 5, 9]), np.array([1.0, 1, 2, 1])).tolist()
    [0, 1, 2, 0]
    """
    keys = [time_ms] if sequence is None else [time_ms, sequence]
    count = len(time_ms)
    if count == 0:
        return np.zeros(0, dtype=np.uint8)
    order = np.lexsort([np.arange(count), *keys[::-1]])
    begins = np.ones(count, dtype=bool)
    begins[1:] = np.any([key[order][1:] != key[order][:-1] for key in keys], axis=0)
    first = np.maximum.accumulate(np.where(begins, np.arange(count), 0))
    sorted_value = value[order]
    stored = sorted_value[first]
    same = (sorted_value == stored) | (np.isnan(sorted_value) & np.isnan(stored))
    kinds = np.where(begins, Arrival.FIRST, np.where(same, Arrival.REPEATED, Arrival.CONFLICT))
    found = np.empty(count, dtype=np.uint8)
    found[order] = kinds
    return found
