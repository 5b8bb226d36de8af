"""Counters that count a share or a multiple of what they did, or nothing: against past and others.

Each hour the count of the last 1, 3 and 7 days is compared with what was usual before, and that
with the same ratio of the counters beside it: weather, holidays and events move them alike. How
far the ratio may go is learned from the datastream's own past days.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.beside import aligned, comparable
from analytics.quality.days import DAY_H
from analytics.quality.finding import Finding, Test, found
from analytics.quality.learned import SCATTER_DAYS, Watched, before, middle, scatter_before
from analytics.quality.stretches import WINDOWS_H, Counts, stretches
from analytics.quality.sums import Sums, sums_of
from analytics.quality.track import HOUR_MS
from analytics.quarters import Float

METHOD_VERSION: Final = 4

SIGMAS: Final = 4.0  #: of the past's log ratios
#: log ratio, by window: a factor of 1.57, of 1.49, of 1.42; semesters and holidays do less
LEAST: Final = {24: 0.45, 72: 0.4, 168: 0.35}
#: Without a counter beside it, where weather looks like a fault; or as long as too few days are
#: known to say how far the ratio goes.
ALONE_LEAST: Final = 0.6
EARLY_LEAST: Final = 4  #: days
EARLY_SHARE: Final = 0.5  #: of what such a window usually expects: a night says little of a day
POISSON_SIGMAS: Final = 4.0
DEAD: Final = 0.2  #: a counter that counts less than this part is as good as dead
_ODDS: Final = {-1: 0.6, 1: 1.6}  # factors that tell where a fault begins


def level_findings(
    own: Watched,
    beside: Sequence[Watched] = (),
    excused: Mapping[int, NDArray[np.bool_]] = MappingProxyType({}),
) -> list[Finding]:
    """Return where a counter counts another share of the usual than the counters beside it.

    Parameters
    ----------
    own
        The datastream, up to the time of asking.
    beside
        The other direction and other counters of the same mode, up to the same time. Of two the
        one farther from its own past is blamed; without any, only great changes count.
    excused
        Of some windows [h] the cells at whose end a low level says nothing new.

    Returns
    -------
    list of Finding
        `dead` below a fifth, else `level_low` or `level_high`. What overlaps is one finding. Where
        no hour says where it begins, it is the window that spoke, with the factor of that window.

    Notes
    -----
    ``r = log(own / usual) - median over others of log(other / its usual)``, less the median of the
    last 56 days' ``r``. Found where ``|r|`` exceeds 4 standard deviations (MAD) of those days, 4 of
    a Poisson count, and 0.45, 0.4 or 0.35 in 1, 3 or 7 days.

    References
    ----------
    indicators.md E14.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.quality.learned import watch
    >>> from analytics.quality.track import Track
    >>> hourly = np.repeat([20.0, 10.0], [25 * 24, 3 * 24])  # half of it in the last three days
    >>> own = watch(Track(name="x", first=0, step_ms=HOUR_MS, value=hourly), ZoneInfo("UTC"))
    >>> [(one.test.value, one.evidence["factor"]) for one in level_findings(own)]
    [('level_low', 0.5)]
    """
    mine = sums_of(own.days.value, comparable(own))
    others = [sums_of(*aligned(other, own.days)) for other in beside]
    side = np.zeros(own.days.value.size, dtype=np.int64)
    spoke = np.zeros_like(side)
    factor = np.ones(len(side))
    for window in WINDOWS_H:
        ratio, limit = ratio_and_limit(mine, others, window)
        low = (ratio < -limit) & ~excused.get(window, np.False_)
        now = np.where(ratio > limit, 1, np.where(low, -1, 0))
        first = (now != 0) & (now != side)  # the shortest window says where it begins
        spoke, factor = np.where(first, window, spoke), np.where(first, np.exp(ratio), factor)
        side = np.where(now != 0, now, side)
    counts = Counts(mine=mine, expected=expected_beside(mine, others), window=spoke, factor=factor)
    told = [_told(own, counts, side == sign, sign) for sign in (-1, 1)]
    return [finding for findings in told for finding in findings]


def ratio_and_limit(mine: Sums, others: Sequence[Sums], window: int) -> tuple[Float, Float]:
    """Return the log ratio after each hour, centred on its own past, and how far it may go.

    Parameters
    ----------
    window
        How many hours back are added up, one of `WINDOWS_H`. [h]

    Returns
    -------
    tuple of Float
        NaN where it is not known; both natural logarithms, so that 0.45 is a factor of 1.57. [1]

    References
    ----------
    indicators.md E14.

    Examples
    --------
    Alone, after 28 days of 20 an hour, of which the last three had 10:

    >>> from zoneinfo import ZoneInfo
    >>> from analytics.quality.learned import watch
    >>> from analytics.quality.track import Track
    >>> hourly = np.repeat([20.0, 10.0], [25 * 24, 3 * 24])
    >>> own = watch(Track(name="x", first=0, step_ms=HOUR_MS, value=hourly), ZoneInfo("UTC"))
    >>> ratio, limit = ratio_and_limit(sums_of(own.days.value, comparable(own)), [], 24)
    >>> round(float(np.exp(ratio[-1])), 1), bool(ratio[-1] < -limit[-1])
    (0.5, True)
    """
    own = mine.log_ratio(window)
    shared = np.zeros_like(own)
    if others:
        shared = middle(np.stack([other.log_ratio(window) for other in others], axis=-1))
    ratio = own - shared
    if not len(ratio):
        return ratio, ratio
    daily = ratio[DAY_H - 1 :: DAY_H]
    usual, scatter = scatter_before(daily)
    raw = mine.expected_in(window)
    early = np.isnan(usual)
    if early.any():
        ever = np.stack([daily, raw[DAY_H - 1 :: DAY_H]], axis=1)
        first, scatters = before(ever, SCATTER_DAYS, EARLY_LEAST)
        usual = np.where(early, first[:, 0], usual)
        scatter = np.where(early, scatters[:, 0], scatter)
        few = np.repeat(early, DAY_H) & ~(raw >= EARLY_SHARE * np.repeat(first[:, 1], DAY_H))
        ratio = np.where(few, np.nan, ratio)
    least = np.where(early | (not others), ALONE_LEAST, LEAST[window])
    expected = raw * np.exp(np.nan_to_num(shared))
    limit = np.maximum(
        np.repeat(np.maximum(least, SIGMAS * scatter), DAY_H),
        POISSON_SIGMAS / np.sqrt(np.maximum(expected, 1.0)),
    )
    ratio = ratio - np.repeat(usual, DAY_H)
    if 0 < len(others) < 3:  # who of two is it? the one that is farther from its own past
        ratio = np.where(np.abs(own) < np.abs(shared), np.nan, ratio)
    return ratio, limit


def expected_beside(mine: Sums, others: Sequence[Sums]) -> Float:
    """Return cumulative counts to be expected, as the others counted in the 24 h before each cell.

    Where nothing is known of the others, as much as usual; with a leading 0. [passages]

    Examples
    --------
    The other one counts half of what it used to on the last day, and so is this one expected to:

    >>> def told(last_day: float) -> Sums:
    ...     counted = np.repeat([20.0, last_day], [48, 24]).reshape(3, 24)
    ...     return sums_of(counted, np.full((3, 24), 20.0))
    >>> np.diff(expected_beside(told(20.0), [told(10.0)]))[[47, 71]].round(1).tolist()
    [20.0, 10.0]
    """
    if not others:
        return mine.expected
    logs = middle(np.stack([other.log_ratio(DAY_H) for other in others], axis=-1))
    shared = np.exp(np.nan_to_num(logs))
    return np.concatenate([[0.0], np.cumsum(np.diff(mine.expected) * shared)])


def _told(own: Watched, counts: Counts, holds: NDArray[np.bool_], sign: int) -> Iterator[Finding]:
    """Yield a finding for each stretch; start and name rest on what was known when it was seen."""
    hour = own.days.hour.reshape(-1)
    for begin, end, seen in stretches(counts, holds, _ODDS[sign]):
        of_window, said = counts.of_window(seen + 1), counts.evidence(begin, end)
        at_seen = counts.evidence(begin, seen + 1)
        if not counts.clear(seen, _ODDS[sign]):
            at_seen = said = of_window
        elif sign * (said["factor"] - 1) <= 0:
            said = of_window
        dead = sign < 0 and at_seen["factor"] < DEAD
        test = Test.DEAD if dead else Test.LEVEL_LOW if sign < 0 else Test.LEVEL_HIGH
        span = (cell_ms(hour, begin), cell_ms(hour, end - 1) + HOUR_MS)
        seen_ms = cell_ms(hour, seen) + HOUR_MS
        yield found(test, own.track.name, span, seen_ms, evidence=said)


def cell_ms(hour: NDArray[np.int64], cell: int) -> int:
    """Return when a cell begins; of one without an hour of the track, as far as it is away.

    Parameters
    ----------
    hour
        The UTC hour of each cell, -1 where there is none, see `LocalDays`. [hours since 1970]

    Examples
    --------
    >>> [cell_ms(np.array([-1, 7, 8]), cell) // HOUR_MS for cell in (0, 1, 2)]
    [6, 7, 8]
    """
    if hour[: cell + 1].max(initial=-1) < 0:  # before the track begins
        first = int(np.argmax(hour >= 0))
        return int(hour[first] - (first - cell)) * HOUR_MS
    at = cell
    while at > 0 and hour[at] < 0:
        at -= 1
    return int(hour[at] + (cell - at)) * HOUR_MS
