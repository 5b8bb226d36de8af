"""The flags of a day: of each test its own, and the gravest of them (E6)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from analytics.quality.expected import EXPECTED
from analytics.quality.finding import Test
from analytics.quality.looked import COUNTED
from analytics.quality.qartod import aggregate
from analytics.quality.said import of_property
from analytics.said import Bound
from analytics.site import Source
from analytics.spans import Span
from devices.properties import Property
from devices.quality import Flag

METHOD_VERSION: Final = 2

_EVERY: Final = (Test.GAP, Test.SILENT, Test.TRUNCATED_DAY, Test.MONTH_END)
_ARRIVED: Final = (Test.HEARTBEAT, Test.DUPLICATE, Test.CONFLICT)
_CLOCKS: Final = (Test.CLOCK_SHIFT, Test.CLOCK_NOT_CHANGED)
_LEVELS: Final = (Test.LEVEL_LOW, Test.LEVEL_HIGH)
_COUNTS: Final = (
    *(Test.DEAD, Test.ZERO_RUN, *_LEVELS, Test.STUCK, Test.SPIKE, *_CLOCKS),
    *(Test.SWAPPED, Test.SUMMED_HOUR),
)
_SPACES: Final = (
    *(Test.STUCK, Test.SPIKE, *_LEVELS, *_CLOCKS),
    *(Test.ABOVE_CAPACITY, Test.CLOSED_AS_FULL),
)
_BAYS: Final = (Test.BAY_STUCK, Test.BAY_INACTIVE)


def tests_of(source: Source, bounds: Iterable[Bound], agreed: Sequence[Test]) -> tuple[Test, ...]:
    """Return what a datastream is tested for every night; a publisher's total for its sum alone.

    Parameters
    ----------
    bounds
        What its site expects of measured properties.
    agreed
        In what it is compared with others of its site, see `together.agreeing`.

    Examples
    --------
    >>> [test.value for test in tests_of(Source(id=1, observed=Property.BAY_STATE), [], [])][-2:]
    ['bay_stuck', 'bay_inactive']
    """
    if source.role != "part" or source.speed_class:
        return tuple(agreed)
    if source.observed in COUNTED:
        turned = source.direction in {"a", "b"}
        counts = _COUNTS if turned else [one for one in _COUNTS if one is not Test.SWAPPED]
        return (*_EVERY, *_ARRIVED, *counts, *agreed)
    if source.observed is Property.FREE_SPACES:
        return (*_EVERY, *_ARRIVED, *agreed, *_SPACES)
    if source.observed is Property.BAY_STATE:
        return (*_EVERY, *_ARRIVED, *agreed, *_BAYS)
    return (*_EVERY, *_ARRIVED, *agreed, *_measured(source.observed, bounds))


def _measured(observed: Property, bounds: Iterable[Bound]) -> Iterator[Test]:
    expected, said = EXPECTED.get(observed), {one.kind for one in of_property(observed, bounds)}
    if expected is not None or said & {"expected_least", "expected_greatest"}:
        yield Test.OUT_OF_RANGE
    if (expected is not None and expected.rate_per_h is not None) or "expected_rate" in said:
        yield Test.RATE_OF_CHANGE
    if expected is not None:
        yield from (Test.FLAT_LINE, Test.ATTENUATED)


def flags_of_day(
    tests: Iterable[Test],
    found: Sequence[tuple[Test, Flag, Span]],
    day: Span,
    looked_ms: int | None,
) -> dict[Test, Flag]:
    """Return the flag of each test on a day.

    Parameters
    ----------
    found
        Findings that stand: test, flag, and when.
    looked_ms
        Up to when the site was looked at: later days are not evaluated (2). [ms since 1970]

    Returns
    -------
    dict
        1 where the test found nothing; of several findings of a test the gravest.

    Examples
    --------
    >>> found = [(Test.SPIKE, Flag.SUSPECT, Span(5, 6))]
    >>> flags = flags_of_day([Test.SPIKE, Test.GAP], found, Span(0, 10), 10)
    >>> [(test.value, int(flag)) for test, flag in flags.items()]
    [('spike', 3), ('gap', 1)]
    """
    known = looked_ms is not None and day.to_ms <= looked_ms
    flags = dict.fromkeys(tests, Flag.GOOD if known else Flag.NOT_EVALUATED)
    for test, flag, span in found:
        if test in flags and span.from_ms < day.to_ms and day.from_ms < span.to_ms:
            before = flags[test]
            told = before in {Flag.GOOD, Flag.NOT_EVALUATED}
            flags[test] = flag if told else gravest([before, flag])
    return flags


def nothing_there(flags: Mapping[Test, Flag]) -> dict[Test, Flag]:
    """Return the flags of a day of which nothing is known: tests of values had nothing to test (9).

    Also where what they found lasts over such a day. Tests of absence say what they found.

    Examples
    --------
    >>> flags = {Test.SILENT: Flag.SUSPECT, Test.SPIKE: Flag.GOOD, Test.LEVEL_LOW: Flag.SUSPECT}
    >>> [(test.value, int(flag)) for test, flag in nothing_there(flags).items()]
    [('silent', 3), ('spike', 9), ('level_low', 9)]
    """

    def told(test: Test, flag: Flag) -> Flag:
        absent = test in {*_EVERY, Test.HEARTBEAT} and flag is not Flag.GOOD
        return flag if absent or flag is Flag.NOT_EVALUATED else Flag.MISSING

    return {test: told(test, flag) for test, flag in flags.items()}


def gravest(flags: Iterable[Flag]) -> Flag:
    """Return the gravest of some flags: 4, 3, 1, 2, 9 (E6).

    References
    ----------
    indicators.md E6.

    Examples
    --------
    >>> int(gravest([Flag.MISSING, Flag.SUSPECT, Flag.GOOD]))
    3
    """
    return Flag(int(aggregate([np.array([int(flag)], dtype=np.uint8) for flag in flags])[0]))
