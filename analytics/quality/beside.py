"""Datastreams beside one: laid on its days, and how far what is usual of both can be compared."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from analytics.quality.days import DAY_H, LocalDays
from analytics.quality.learned import Watched
from analytics.quarters import Float

METHOD_VERSION: Final = 1


def aligned(other: Watched, days: LocalDays) -> tuple[Float, Float]:
    """Return value and usual of another datastream on these days; NaN where it has none."""
    return _on_days(other.days.value, other, days), _on_days(other.usual.median, other, days)


def comparable(own: Watched, beside: Sequence[Watched]) -> Float:
    """Return what is usual, but for weekends of which half of the others know more.

    A new counter has only seen Saturdays and Sundays together: it is compared with counters that
    are as new, and not with those that know what a Sunday is like. NaN is what cannot be compared.
    """
    if not beside:
        first = np.asarray(own.usual.together.any(axis=1))
        return np.where(first[:, None], np.nan, own.usual.median)
    apart = [
        np.where(np.isnan(other.usual.median), np.nan, np.where(other.usual.together, 0.0, 1.0))
        for other in beside
    ]
    laid = np.stack(
        [_on_days(one, other, own.days) for one, other in zip(apart, beside, strict=True)]
    )
    known, knows = np.count_nonzero(~np.isnan(laid), axis=(0, 2)), np.nansum(laid, axis=(0, 2))
    new = np.asarray(own.usual.together.any(axis=1) & ((known == 0) | (2 * knows >= known)))
    return np.where(new[:, None], np.nan, own.usual.median)


def _on_days(cells: Float, other: Watched, days: LocalDays) -> Float:
    """Return cells of another datastream on these days; NaN where it has none."""
    count = len(days.value)
    laid = np.full((count, DAY_H), np.nan)
    begin = other.days.first_day - days.first_day
    rows = slice(max(begin, 0), max(min(begin + len(cells), count), 0))
    theirs = slice(max(-begin, 0), max(-begin, 0) + max(rows.stop - rows.start, 0))
    laid[rows] = cells[theirs]
    return laid
