"""What is measured, not counted: out of range, too fast, still, or damped (E1, E3, E4, E5).

What is usual is learned of the days before a day, never of later ones. Spans and rates are those
of `EXPECTED`, or what a person says of a site: tighter than what a property can be, beyond which a
value is refused on arrival.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from analytics.quality.earlier import (
    daily_greatest,
    least_spread_before,
    of_day,
    second_greatest_before,
)
from analytics.quality.expected import EXPECTED, Expected
from analytics.quality.finding import Evidence, Finding, Test, by_start, found
from analytics.quality.repeats import joined
from analytics.quality.said import Course, course, of_property
from analytics.quality.track import HOUR_MS, Track, runs
from analytics.quarters import Byte, Float
from analytics.said import Bound
from devices.properties import Property
from devices.quality import Flag

METHOD_VERSION: Final = 2

STILL_TIMES: Final = 2.0  #: what was usual, and nothing moves for so much longer
FAIL_TIMES: Final = 4.0  #: the floor, or the limit: much longer
RATE_TIMES: Final = 1.5  #: the second greatest jump of the days before
DAMPED_H: Final = 24  #: at the end of each of so many hours the day before it was damped
JOIN_H: Final = 24  #: closer together, they are one finding
DAY_H: Final = 24
DAY_LEAST_H: Final = 18  #: known, for its spread
_HOUR_GRAIN: Final = 4  # quarters; longer means have no course of the day


def measured_track(observed: Property, track: Track, grain: Byte) -> Track:
    """Return values at the steps of their source: quarters, or hours; a sound as its level.

    Parameters
    ----------
    track
        Means by quarter; of sound levels those of the energy.
    grain
        The longest interval that touches each quarter. [quarters]

    Examples
    --------
    >>> energy = Track(name="x", first=0, step_ms=900_000, value=np.array([1e6, 0.0]))
    >>> measured_track(Property.SOUND_LEVEL, energy, np.ones(2, dtype=np.uint8)).value.tolist()
    [60.0, nan]
    """
    value = track.value
    if observed is Property.SOUND_LEVEL:
        known = value > 0
        value = np.full(len(value), np.nan)
        value[known] = 10 * np.log10(track.value[known])
    laid = replace(track, value=value, coarse=grain > _HOUR_GRAIN)
    told = grain[(grain > 0) & (grain <= _HOUR_GRAIN)]
    if not 2 * np.count_nonzero(told > 1) > len(told):
        return laid
    parts = HOUR_MS // track.step_ms
    before, after = track.first % parts, -(track.first + len(track)) % parts
    coarse = np.pad(grain, (before, after)).reshape(-1, parts).max(axis=1) > _HOUR_GRAIN
    return replace(laid.hourly(mean=True), coarse=coarse)


def measured_findings(
    observed: Property,
    track: Track,
    left_out: NDArray[np.bool_] | None = None,
    bounds: Sequence[Bound] = (),
) -> list[Finding]:
    """Return what the values of a datastream show by themselves, in the order of their starts.

    Parameters
    ----------
    observed
        Of a property that is not in `EXPECTED` no more is found than what is beyond `bounds`.
    track
        By quarter or hour; coarse steps are looked at for their range alone.
    left_out
        Hours that nothing is learned of; None: of all of them.
    bounds
        What the site expects.

    References
    ----------
    indicators.md E1, E3, E4, E5.

    Examples
    --------
    >>> warm = Track(name="x", first=0, step_ms=HOUR_MS, value=np.array([20.0, 21.5, 61.0]))
    >>> [(one.test.value, int(one.flag)) for one in
    ...  measured_findings(Property.AIR_TEMPERATURE, warm)]
    [('out_of_range', 4)]
    """
    expected = EXPECTED.get(observed)
    mine = of_property(observed, bounds)
    if not len(track) or (expected is None and not mine):
        return []
    fine = replace(track, value=np.where(track.fine(), track.value, np.nan))
    limits = course(observed, track, mine)
    beyond = [*_out_of_range(track, limits), *_jumps(fine, limits, left_out)]
    if expected is None:
        return by_start(beyond)
    still = list(_still(fine, expected, left_out))
    damped = [one for one in _damped(fine, left_out) if not _explained(one, still)]
    return by_start([*beyond, *still, *damped])


def _out_of_range(track: Track, limits: Course) -> Iterator[Finding]:
    """Yield when values lay outside what is expected of the property (E1)."""
    low, high = limits.least - track.value, track.value - limits.greatest
    far = np.nan_to_num(np.maximum(low, high), nan=-np.inf)
    refused = (track.value < limits.fail_least) | (track.value > limits.fail_greatest)
    for begin, end, seen in _joined(track, far > 0):
        worst = begin + int(far[begin:end].argmax())
        evidence = {
            "value": float(track.value[worst]),
            "limit": float((limits.least if low[worst] > 0 else limits.greatest)[worst]),
            "hours": _hours(track, end - begin),
        }
        flag = Flag.FAIL if refused[begin:end].any() else Flag.SUSPECT
        yield _told(Test.OUT_OF_RANGE, track, (begin, end, seen), evidence, flag)


def _jumps(track: Track, limits: Course, left_out: NDArray[np.bool_] | None) -> Iterator[Finding]:
    """Yield changes faster than the property and this datastream have, or than is said (E3)."""
    most = limits.rate_per_h * (track.step_ms / HOUR_MS)
    if np.isinf(most).all():
        return
    size = np.abs(np.diff(track.value, prepend=np.nan))
    usual = of_day(track, second_greatest_before(daily_greatest(track, size, left_out)))
    fast = (size > most) & (limits.rate_said | (size > RATE_TIMES * usual))
    for begin, end, seen in _joined(track, fast):
        limit = most[begin]
        if not limits.rate_said[begin]:
            limit = max(RATE_TIMES * usual[begin], limit)
        evidence = {
            "before": float(track.value[begin - 1]),
            "after": float(track.value[begin]),
            "limit": float(limit),
        }
        yield _told(Test.RATE_OF_CHANGE, track, (begin, end, seen), evidence, Flag.SUSPECT)


def _still(
    track: Track, expected: Expected, left_out: NDArray[np.bool_] | None
) -> Iterator[Finding]:
    """Yield how long nothing moved, for longer than it does here (E4)."""
    floor = expected.still_h * HOUR_MS / track.step_ms
    length = _still_steps(track.value, max(int(floor) // 2, 2), expected)
    ended = np.zeros(len(track))
    ended[1:] = np.where(length[1:] == 0, length[:-1], 0.0)
    known = np.where(np.isnan(track.value), np.nan, ended)
    usual = of_day(track, second_greatest_before(daily_greatest(track, known, left_out)))
    limits = np.where(
        np.isnan(usual), FAIL_TIMES * floor, np.maximum(STILL_TIMES * np.nan_to_num(usual), floor)
    )
    for _, end in runs(length > 0):
        steps = int(length[end - 1])
        begin, limit = end - steps, float(limits[end - steps])
        if steps > limit:
            evidence = {
                "hours": _hours(track, steps),
                "value": float(track.value[begin]),
                "limit": limit * track.step_ms / HOUR_MS,
            }
            flag = Flag.FAIL if steps > FAIL_TIMES * limit else Flag.SUSPECT
            yield _told(Test.FLAT_LINE, track, (begin, end, begin + int(limit)), evidence, flag)


def _still_steps(value: Float, window: int, expected: Expected) -> Float:
    """Return for how many steps up to each nothing has moved; 0 for less than a window."""
    still = np.zeros(len(value))
    if len(value) < window:
        return still
    spans = sliding_window_view(value, window)  # NaN in it: not known to be still
    high = spans.max(axis=1)
    whole = (high - spans.min(axis=1) <= expected.tolerance) & (high < expected.saturated)
    for begin, end in runs(whole):
        still[begin + window - 1 : end + window - 1] = np.arange(window, window + end - begin)
    return still


def _damped(track: Track, left_out: NDArray[np.bool_] | None) -> Iterator[Finding]:
    """Yield when the hours of a day spread far less than those of the days before (E5)."""
    hourly = track if track.step_ms == HOUR_MS else track.hourly(mean=True)
    if len(hourly) < 2 * DAY_H:
        return
    spread = _spread(hourly.value)
    last = np.full(len(spread), np.nan)
    ends = (hourly.first + np.arange(len(hourly)) + 1) % DAY_H == 0
    last[ends] = spread[ends]
    usual = of_day(hourly, least_spread_before(daily_greatest(hourly, last, left_out)))
    for begin, end in runs(spread < usual, DAMPED_H):
        first = max(begin - DAY_H + 1, 0)
        evidence = {
            "hours": end - first,
            "value": float(np.median(spread[begin:end])),
            "limit": float(usual[begin]),
        }
        seen = begin + DAMPED_H - 1
        yield _told(Test.ATTENUATED, hourly, (first, end, seen), evidence, Flag.SUSPECT)


def _spread(hourly: Float) -> Float:
    """Return the standard deviation of the 24 hours up to each; NaN with fewer than 18 known."""
    spread = np.full(len(hourly), np.nan)
    windows = sliding_window_view(hourly, DAY_H)
    known = ~np.isnan(windows)
    count = np.maximum(known.sum(axis=1), 1)
    filled = np.where(known, windows, 0.0)
    mean = filled.sum(axis=1) / count
    away = np.where(known, filled - mean[:, None], 0.0)
    enough = np.where(count >= DAY_LEAST_H, np.sqrt((away**2).sum(axis=1) / count), np.nan)
    spread[DAY_H - 1 :] = enough
    return spread


def _joined(track: Track, holds: NDArray[np.bool_]) -> Iterator[tuple[int, int, int]]:
    each = ((begin, end, begin) for begin, end in runs(holds))
    return joined(each, JOIN_H * HOUR_MS // track.step_ms)


def _hours(track: Track, steps: int) -> float:
    return steps * track.step_ms / HOUR_MS


def _explained(one: Finding, still: Sequence[Finding]) -> bool:
    """Whether a value that did not move at all was found no later in what was damped."""
    return any(
        one.start_ms < other.end_ms and other.start_ms < one.end_ms and other.seen_ms <= one.seen_ms
        for other in still
    )


def _told(
    test: Test, track: Track, at: tuple[int, int, int], evidence: Evidence, flag: Flag
) -> Finding:
    span = (track.at_ms(at[0]), track.at_ms(at[1]))
    return found(test, track.name, span, track.at_ms(at[2] + 1), evidence=evidence, flag=flag)
