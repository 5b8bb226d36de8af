"""The level of a counter of a few weeks: its last days against its earlier ones and the others'.

Of each hour few values are known then, and how far its days scatter is hardly: of a camera that
sees by daylight least of all. So whole days are compared, several together, and the scatter is
learned from the counters beside it as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.quality.beside import on_days
from analytics.quality.days import DAY_H, Kind
from analytics.quality.finding import Finding, Test, found
from analytics.quality.learned import TO_SIGMA, Watched, middle
from analytics.quality.levels import cell_ms
from analytics.quality.track import HOUR_MS
from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1

YOUNG_DAYS: Final = 42  #: from then on hours have a past to be compared with
TAUGHT_DAYS: Final = 28  #: looked back on, before the days that are tested
TAUGHT_LEAST: Final = 6  #: of them, known
SPANS: Final = (2, 3, 4, 5, 7)  #: days in a row that are tested together
DAY_LEAST: Final = 20.0  #: passages that are to be expected of a day
LEVEL_LEAST: Final = 0.45  #: log ratio: a factor of 1.57
ERRORS: Final = 4.0  #: standard errors
PRIOR_DAYS: Final = 4.0  #: for how many days the scatter of the others counts
SCATTER_LEAST: Final = 0.08  #: of a day's log ratio
OTHERS_LEAST: Final = 3
_KIND_LEAST: Final = 2  # days of a type, for its hours to be known
_OF_MEDIAN: Final = np.pi / 2  # its variance over that of a mean
_BREAK_DAYS: Final = 2  # days found with fewer between them are one finding


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shift:
    """What the last days say together.

    Parameters
    ----------
    days
        How many they are, with those that are not known.
    log
        Mean log ratio, less what it was before. [1]
    errors
        The same in standard errors. [1]
    """

    days: int
    log: float
    errors: float


def young_findings(own: Watched, beside: Sequence[Watched] = ()) -> list[Finding]:
    """Return where a counter of at most six weeks counts another share than before.

    Parameters
    ----------
    own
        The datastream, up to the time of asking; only days that have ended are looked at.
    beside
        Other counters of the same mode, up to the same time: three at least, or nothing is said.

    Returns
    -------
    list of Finding
        `level_low` or `level_high`, seen at the end of a day.

    Notes
    -----
    ``z = log(counted / expected)`` of a day, expected by the mean of its hours on the days of its
    type before the tested ones, less the median of the same of the others in the same hours. The
    mean of the last 2, 3, 4, 5 or 7 days is found where it differs from the median of the up to 28
    days before by 4 standard errors and 0.45. Their standard deviation (MAD) is moderated: four
    days of the median of the others' are added to its own.

    References
    ----------
    Smyth, G. K. (2004): Linear models and empirical Bayes methods. Stat. Appl. Genet. Mol. Biol. 3
    (moderated t). indicators.md E14.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.quality.learned import watch
    >>> from analytics.quality.track import Track
    >>> def counter(name, last):
    ...     hourly = np.repeat([20.0, last], [11 * 24, 3 * 24])
    ...     return watch(Track(name=name, first=0, step_ms=HOUR_MS, value=hourly), ZoneInfo("UTC"))
    >>> others = [counter(name, 20.0) for name in "abc"]
    >>> [(one.test.value, one.en[:14]) for one in young_findings(counter("x", 9.0), others)]
    [('level_low', 'Only 0.45 time')]
    """
    value, kind = own.days.value, own.days.kind
    filled = np.flatnonzero(~np.isnan(value).all(axis=1))
    if not len(filled) or len(beside) < OTHERS_LEAST:
        return []
    ended = len(value) - int(own.days.hour[-1, -1] < 0)
    end = min(int(filled[0]) + YOUNG_DAYS, ended)
    others = [on_days(other.days.value, other, own.days)[:end] for other in beside]
    known = ~np.isnan(value[:end])
    cells = np.stack([value[:end], *(np.where(known, other, np.nan) for other in others)])
    shifts = _shifts(cells, kind[:end])
    return [
        one
        for sign in (-1, 1)
        for one in _told(own, [_farthest(of_day, sign) for of_day in shifts], sign)
    ]


def _shifts(cells: Float, kind: Int) -> list[list[_Shift]]:
    """Return by day what the last days up to it say together; the first counter is own."""
    count = cells.shape[1]
    shifts: list[list[_Shift]] = [[] for _ in range(count)]
    for end in range(count - SPANS[0], TAUGHT_LEAST - 1, -1):  # of the days that teach
        first, last = max(end - TAUGHT_DAYS, 0), end + SPANS[-1]
        logs = _day_logs(cells[:, first:last], kind[first:last], end - first)
        for one in _shift(logs - middle(logs[1:].T), end - first):
            shifts[end + one.days - 1].append(one)
    return shifts


def _day_logs(cells: Float, kind: Int, taught: int) -> Float:
    """Return the log of each day over what its hours counted on the first `taught` days."""
    usual = np.full(cells.shape, np.nan)
    for one in Kind:
        of_kind = cells[:, :taught][:, kind[:taught] == one]
        usual[:, kind == one] = _means(of_kind)[:, None]
    both = ~np.isnan(usual) & ~np.isnan(cells)
    counted = np.where(both, cells, 0.0).sum(axis=2)
    expected = np.where(both, usual, 0.0).sum(axis=2)
    log = np.log((counted + 0.5) / (expected + 0.5))
    return np.asarray(np.where(expected >= DAY_LEAST, log, np.nan))


def _means(days: Float) -> Float:
    known = ~np.isnan(days)
    count = np.count_nonzero(known, axis=1)
    total = np.where(known, days, 0.0).sum(axis=1)
    return np.asarray(np.where(count >= _KIND_LEAST, total / np.maximum(count, 1), np.nan))


def _shift(logs: Float, taught: int) -> Iterator[_Shift]:
    """Yield how far the first row of days has moved; nothing where too little is known."""
    before = logs[:, :taught]
    count = int(np.count_nonzero(~np.isnan(before[0])))
    if count < TAUGHT_LEAST:
        return
    usual = middle(before)
    scatter = middle(np.abs(before - usual[:, None]), TAUGHT_LEAST) * TO_SIGMA
    own, prior = np.fmax([scatter[0], middle(scatter[1:])], SCATTER_LEAST)
    variance = (count * own**2 + PRIOR_DAYS * prior**2) / (count + PRIOR_DAYS)
    for span in SPANS:
        now = logs[0, taught : taught + span]
        if len(now) < span or np.isnan(now[-1]):
            continue
        now = now[~np.isnan(now)]
        log = float(now.mean() - usual[0])
        errors = log / np.sqrt(variance * (1 / len(now) + _OF_MEDIAN / count))
        yield _Shift(days=span, log=log, errors=float(errors))


def _farthest(shifts: Sequence[_Shift], sign: int) -> _Shift | None:
    """Return the surest of those that go far enough, low (-1) or high (1); None: none does."""
    far = [one for one in shifts if sign * one.log > LEVEL_LEAST and sign * one.errors > ERRORS]
    return max(far, key=lambda one: abs(one.errors), default=None)


def _told(own: Watched, shifts: Sequence[_Shift | None], sign: int) -> Iterator[Finding]:
    """Yield a finding for each stretch of days; what it says rests on the day it was seen."""
    hour = own.days.hour.reshape(-1)
    last = -1
    far = [row for row, one in enumerate(shifts) if one is not None]
    for at, row in enumerate(far):
        one = shifts[row]
        if one is None or row <= last:
            continue
        last = row
        for later in far[at + 1 :]:
            last = later if later - last <= _BREAK_DAYS else last
        begin = row + 1 - one.days
        factor = float(np.exp(one.log))
        counted = float(np.nansum(own.days.value[begin : row + 1]))
        said = {
            "factor": round(factor, 2),
            "counted": round(counted),
            "expected": round(counted / factor),
        }
        test = Test.LEVEL_HIGH if sign > 0 else Test.LEVEL_LOW
        span = (cell_ms(hour, begin * DAY_H), cell_ms(hour, last * DAY_H + DAY_H - 1) + HOUR_MS)
        seen_ms = cell_ms(hour, row * DAY_H + DAY_H - 1) + HOUR_MS
        yield found(test, own.track.name, span, seen_ms, evidence=said)
