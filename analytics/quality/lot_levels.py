"""Free spaces at another level: another capacity, a closed deck, a wrong factor (E14)."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.finding import Finding, Test, found
from analytics.quality.learned import SCATTER_DAYS, SCATTER_LEAST, TO_SIGMA, Watched
from analytics.quality.levels import cell_ms
from analytics.quality.track import HOUR_MS, runs
from analytics.quarters import Float

METHOD_VERSION: Final = 1

LEVEL_DAYS: Final = 2  #: days in a row
LEVEL_LEAST: Final = 0.25  #: log ratio of the day's greatest value to what it was before
LEFT_OUT_DAYS: Final = 28  #: of a level that was found nothing is learned; what lasts is usual
SIGMAS: Final = 4.0


def greatest_findings(own: Watched) -> list[Finding]:
    """Return since when the greatest value of a day is another share of what it was (E14).

    By night a car park empties to the same few vehicles: half or double the free spaces is another
    capacity, a closed deck or a wrong factor.

    Notes
    -----
    Found where on two days in a row the log of the day's greatest value, less its median over the
    last 56 days, is beyond 4 scatters (MAD) of them and beyond 0.25. Days without a space free at
    any time are left out. Of days that were found nothing is learned, for four weeks: what then
    lasts is usual.

    References
    ----------
    indicators.md E14.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.quality.learned import watch
    >>> from analytics.quality.track import Track
    >>> half = np.repeat([100.0, 50], [14 * 24, 2 * 24])  # free spaces of 14 days, and of two
    >>> track = Track(name="x", first=0, step_ms=HOUR_MS, value=half)
    >>> own = watch(track, ZoneInfo("UTC"), mean=True)
    >>> [(one.test.value, one.evidence["factor"]) for one in greatest_findings(own)]
    [('level_low', 0.5)]
    """
    high = np.where(np.isnan(own.days.value), -np.inf, own.days.value).max(axis=1)
    log = np.log(np.where(high > 0, high, np.nan))
    ratio, limit = _from_sound_days(log)
    findings = []
    for sign in (-1, 1):
        far = _in_a_row(sign * ratio > limit, ~np.isnan(log))
        for first, last in runs(far):
            findings.append(_told(own, ratio, (max(first - LEVEL_DAYS + 1, 0), first, last), sign))
    return findings


def _from_sound_days(log: Float) -> tuple[Float, Float]:
    """Return how far each day is from those before it, found ones left out, and how far it may."""
    taught = log.copy()
    ratio, limit = np.full(len(log), np.nan), np.full(len(log), np.nan)
    last, side, lasts = -1, 0, 0  # the known day before, on which side it is far, and since when
    for row in np.flatnonzero(~np.isnan(log)).tolist():
        past = taught[max(row - SCATTER_DAYS, 0) : row]
        past = past[~np.isnan(past)]
        if len(past) >= SCATTER_LEAST:
            usual = np.median(past)
            ratio[row] = log[row] - usual
            limit[row] = max(
                LEVEL_LEAST, SIGMAS * TO_SIGMA * float(np.median(np.abs(past - usual)))
            )
        far = int(np.sign(ratio[row])) if abs(ratio[row]) > limit[row] else 0
        lasts = lasts + 1 if far and far == side else 1
        if far and far == side and lasts <= LEFT_OUT_DAYS:
            taught[[last, row]] = np.nan
        last, side = row, far
    return ratio, limit


def _told(own: Watched, ratio: Float, rows: tuple[int, int, int], sign: int) -> Finding:
    begin, seen, last = rows
    hour = own.days.hour.reshape(-1)
    span = (cell_ms(hour, begin * 24), cell_ms(hour, last * 24 - 1) + HOUR_MS)
    days = ratio[begin:last]
    factor = float(np.exp(np.median(days[~np.isnan(days)])))
    test = Test.LEVEL_HIGH if sign > 0 else Test.LEVEL_LOW
    seen_ms = cell_ms(hour, seen * 24 + 23) + HOUR_MS
    evidence = {"factor": round(factor, 2), "days": last - begin, "beside": 0}
    return found(test, own.track.name, span, seen_ms, evidence=evidence)


def _in_a_row(far: NDArray[np.bool_], known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether a day and the known one before it are both far."""
    rows = np.flatnonzero(known)
    both = np.zeros(len(far), dtype=bool)
    both[rows[1:]] = far[rows[1:]] & far[rows[:-1]]
    return both
