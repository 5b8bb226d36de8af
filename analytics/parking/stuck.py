"""Bay sensors that hang, sleep or flap (indicator A14).

What is stuck is unknown for every indicator, back to the last plausible change.
"""

import math
from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.parking import survival
from analytics.parking.stays import Bool, Stays
from analytics.quarters import Byte, Float, Int
from analytics.spans import Span, union
from devices.quality import Flag

METHOD: Final = "state longer than its Kaplan-Meier tail allows; no events among busy neighbours"
METHOD_VERSION: Final = 1
#: How unlikely a duration must be.
XI: Final = 1e-4
#: Residents stay for a weekend: never call their bay stuck before. [min]
RESIDENTIAL_MIN: Final = 72 * 60.0
#: The curve itself is used as long as so many are at risk; beyond, its tail is exponential.
TAIL_AT_RISK_MIN: Final = 20
NEIGHBOURS_MIN: Final = 5
NEIGHBOUR_EVENTS_MIN: Final = 3
QUIET_SUSPECT_DAYS: Final = 3
QUIET_FAIL_DAYS: Final = 7
FLAPS_MAX_PER_HOUR: Final = 20
_HOUR_MS: Final = 3_600_000


def exponential_limit(mean: float, xi: float = XI) -> float:
    """Return t with P(T > t) = xi of an exponential distribution: -mean ln xi. [as the mean].

    References
    ----------
    Rule P(T > tau) < xi: Sensors 2016, 16(10), 1575, section 4; PARK-037.

    Examples
    --------
    >>> round(exponential_limit(45), 1)
    414.5
    """
    return -mean * math.log(xi)


def duration_limit(
    duration_min: Float,
    ended: Bool,
    entry_min: Float,
    *,
    xi: float = XI,
    floor_min: float = 0.0,
) -> Figure:
    """Return how long a state may last before its sensor counts as stuck, in minutes.

    By the Kaplan-Meier curve of the bay's group and day type as long as 20 are at risk. Fewer than
    1/xi ends cannot show what happens once in 1/xi: there the curve is continued by the
    exponential tail that fits those 20 (mean = time observed beyond / ends beyond).

    Parameters
    ----------
    duration_min, ended, entry_min
        See `durations.Durations`; of 4 weeks at least.
    floor_min
        Never less; `RESIDENTIAL_MIN` for residents' bays. [min]

    Returns
    -------
    Figure
        Withheld below 20 ends, or where nothing ended beyond. [min]

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> lasted = rng.exponential(45, 5000)
    >>> limit = duration_limit(lasted, np.ones(5000, bool), np.zeros(5000))
    >>> 350 < limit.value < 480
    True
    """
    curve = survival.kaplan_meier(duration_min, ended, entry_min)
    enough = curve.at_risk >= TAIL_AT_RISK_MIN
    usable = np.flatnonzero(enough & (curve.survival > 0))
    if int(curve.ended.sum()) < survival.EVENTS_MIN or not len(usable):
        return Figure(None, Reason.INSUFFICIENT_DATA)
    reached = np.flatnonzero(enough & (curve.survival < xi))
    if len(reached) and int(curve.ended.sum()) * xi >= 1:
        return Figure(max(float(curve.age[reached[0]]), floor_min))
    age, left = float(curve.age[usable[-1]]), float(curve.survival[usable[-1]])
    beyond = np.maximum(duration_min - np.maximum(entry_min, age), 0.0).sum()
    ends = int((ended & (duration_min > age)).sum())
    if not ends:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return Figure(max(age + exponential_limit(float(beyond) / ends, xi / left), floor_min))


def judge(
    since_ms: Int, last_sign_ms: Int, at_ms: int, *, limit_ms: float, silence_max_ms: int
) -> Byte:
    """Return the flag of each bay's present state: 3 stuck, 9 silent (unknown, not stuck), 1 good.

    Parameters
    ----------
    since_ms
        When the state began. [ms since 1970]
    last_sign_ms
        When the sensor was last heard. [ms since 1970]
    limit_ms
        See `duration_limit`. [ms]
    silence_max_ms
        See E7: 2.5 heartbeats, of LoRa 3. [ms]

    Examples
    --------
    >>> judge(np.array([0, 0, 90]), np.array([99, 10, 99]), 100, limit_ms=50,
    ...       silence_max_ms=20).tolist()
    [3, 9, 1]
    """
    flag = np.where(at_ms - since_ms > limit_ms, Flag.SUSPECT, Flag.GOOD)
    flag = np.where(at_ms - last_sign_ms > silence_max_ms, Flag.MISSING, flag)
    return flag.astype(np.uint8)


def stuck_time(stretches: Stays, limit_ms: float) -> list[Span]:
    """Return when a bay was stuck: the whole of each stretch beyond the limit is unknown.

    Parameters
    ----------
    stretches
        Stays or vacancies of one bay.

    Examples
    --------
    >>> yes = np.ones(2, bool)
    >>> two = Stays(bay=np.zeros(2, np.int64), begin_ms=np.array([0, 40]),
    ...             end_ms=np.array([10, 940]), arrived=yes, departed=yes, vehicle=np.arange(2))
    >>> stuck_time(two, 400)
    [Span(from_ms=40, to_ms=940)]
    """
    far = stretches.only(stretches.end_ms - stretches.begin_ms > limit_ms)
    pairs = zip(far.begin_ms.tolist(), far.end_ms.tolist(), strict=True)
    return union(Span(begin, end) for begin, end in pairs)


def inactive(own: Float, neighbours: Float) -> Byte:
    """Return the flag of each day: 3 after three days without an event, 4 after seven, else 1.

    A day counts as quiet when the bay had no event while the median of at least five neighbours
    was above three. A day without a verdict (2) ends the run of quiet days. Uses no later day.

    Parameters
    ----------
    own
        Events of the bay, one entry a day; NaN: not known.
    neighbours
        The same of its neighbours, a row each.

    Examples
    --------
    >>> inactive(np.zeros(8), np.full((5, 8), 9.0)).tolist()
    [1, 1, 3, 3, 3, 3, 4, 4]
    """
    told = (~np.isnan(neighbours)).sum(axis=0)
    ranked = np.sort(neighbours, axis=0)  # NaN come last
    middle = np.maximum(told - 1, 0)
    columns = np.arange(len(own))
    median = (
        (ranked[middle // 2, columns] + ranked[-(-middle // 2), columns]) / 2
        if len(neighbours)
        else np.full(len(own), np.nan)
    )
    judged = ~np.isnan(own) & (told >= NEIGHBOURS_MIN)
    quiet = judged & (own == 0) & (np.where(judged, median, 0.0) > NEIGHBOUR_EVENTS_MIN)
    last_other = np.maximum.accumulate(np.where(quiet, -1, columns))
    run = columns - last_other
    flag = np.where(run >= QUIET_SUSPECT_DAYS, Flag.SUSPECT, Flag.GOOD)
    flag = np.where(run >= QUIET_FAIL_DAYS, Flag.FAIL, flag)
    return np.where(judged, flag, Flag.NOT_EVALUATED).astype(np.uint8)


def flapping(change_ms: Int) -> Bool:
    """Whether each raw change is the end of an hour with more than 20 of them.

    Parameters
    ----------
    change_ms
        Raw changes of one bay, before debouncing, sorted. [ms since 1970]

    Examples
    --------
    >>> flapping(np.arange(22) * 60_000).tolist().count(True)
    2
    """
    first = np.searchsorted(change_ms, change_ms - _HOUR_MS, side="right")
    many: Bool = np.arange(len(change_ms)) - first + 1 > FLAPS_MAX_PER_HOUR
    return many
