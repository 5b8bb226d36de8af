"""One fault, one finding: what explains most takes the others in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from analytics.quality.finding import Finding, Test
from analytics.quality.track import HOUR_MS
from analytics.spans import Span

METHOD_VERSION: Final = 1

SHORT_H: Final = 6.0  #: zeros at a counter known to count too little; longer ones are told
LONGER: Final = 2.0  #: of two that say the same, the one that lasts so many times as long
HALF: Final = 0.5  #: of a finding, within the one that explains it
MOST: Final = 0.75  #: of a level, that values which stand still explain
_MISSING: Final = (Test.GAP, Test.SILENT, Test.TRUNCATED_DAY, Test.MONTH_END)
_CLOCK: Final = (Test.CLOCK_SHIFT, Test.CLOCK_NOT_CHANGED)
_ZEROS: Final = (Test.DEAD, Test.ZERO_RUN)
_LEVEL: Final = (Test.LEVEL_LOW, Test.LEVEL_HIGH)
#: What explains what, where it covers half of it; what comes first explains what comes later.
_EXPLAINS: Final[Mapping[Test, frozenset[Test]]] = {
    Test.SWAPPED: frozenset((*_LEVEL, *_CLOCK)),
    Test.CLOSED_AS_FULL: frozenset((Test.STUCK, *_CLOCK)),
    **dict.fromkeys(_ZEROS, frozenset((*_ZEROS, Test.LEVEL_LOW, Test.STUCK, *_CLOCK))),
    Test.STUCK: frozenset((*_LEVEL, *_CLOCK)),
    Test.ABOVE_CAPACITY: frozenset((Test.LEVEL_HIGH,)),
    **dict.fromkeys(_MISSING, frozenset((*_LEVEL, *_CLOCK))),
}


def one_each(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings of a datastream, those of one fault as the one that explains it.

    Parameters
    ----------
    findings
        Of one datastream. A finding that was known earlier may be explained by one that is known
        later: until then it stands for itself.

    Returns
    -------
    list of Finding
        In the same order. What was taken in stands in the evidence as `also`, by its tests.

    Notes
    -----
    Swapped directions explain levels and clocks; zeros, zeros under another name, a low level,
    standing values and clocks; values that stand still, levels and clocks; what is missing, levels
    and clocks that have half of their time in it. Zeros of up to six hours are part of a low level
    that was known before, and of a wrong clock where they are as short as it is wrong.

    References
    ----------
    indicators.md E4, E8, E12, E14.

    Examples
    --------
    >>> from analytics.quality.finding import found
    >>> day = 24 * HOUR_MS
    >>> low = {"factor": 0.6, "counted": 6, "expected": 10}
    >>> halved = found(Test.LEVEL_LOW, "x", (day, 9 * day), 2 * day, evidence=low)
    >>> other = {"other": "y", "days": 9}
    >>> turned = found(Test.SWAPPED, "x", (0, 9 * day), 2 * day, evidence=other)
    >>> [(one.test.value, one.evidence["also"]) for one in one_each([turned, halved])]
    [('swapped', 'level_low')]
    """
    by: dict[str, Finding] = {}
    for one in findings:
        explaining = [other for other in findings if other is not one and _tells(other, one)]
        explaining.sort(key=lambda other: (other.seen_ms, other.key))
        for other in explaining:
            if _told_by(other, by).key != one.key:
                by[one.key] = other
                break
    taken: dict[str, list[Finding]] = {}
    for one in findings:
        if one.key in by:
            taken.setdefault(_told_by(one, by).key, []).append(one)
    return [_with(one, taken.get(one.key, ())) for one in findings if one.key not in by]


def when_known(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings of a datastream that were shown when they were known.

    One that is explained by a later one was shown until then.

    References
    ----------
    As `one_each`.

    Examples
    --------
    >>> from analytics.quality.finding import found
    >>> day = 24 * HOUR_MS
    >>> low = {"factor": 0.6, "counted": 6, "expected": 10}
    >>> halved = found(Test.LEVEL_LOW, "x", (day, 9 * day), 2 * day, evidence=low)
    >>> other = {"other": "y", "days": 9}
    >>> turned = found(Test.SWAPPED, "x", (0, 9 * day), 3 * day, evidence=other)
    >>> [one.test.value for one in when_known([turned, halved])]
    ['swapped', 'level_low']
    """
    return [
        one
        for one in findings
        if any(
            shown.key == one.key
            for shown in one_each([other for other in findings if other.seen_ms <= one.seen_ms])
        )
    ]


def _told_by(one: Finding, by: Mapping[str, Finding]) -> Finding:
    """Return what tells a finding that is explained by one that is explained itself."""
    while one.key in by:
        one = by[one.key]
    return one


def of_one_source(
    found: Mapping[int, Sequence[Finding]],
    names: Mapping[int, str],
    confirmed: Mapping[int, Sequence[Span]] = MappingProxyType({}),
) -> dict[int, list[Finding]]:
    """Return the findings of a site, what is missing of several properties of one source once.

    A car park's free spaces and whether it is open come in one message: both are missing. It is
    told of the datastream that comes first.

    Parameters
    ----------
    found
        By datastream, in the order in which they are to be told.
    names
        What datastreams are called in findings: `site/source (property)`.
    confirmed
        By datastream when somebody has said that values are missing: it is not found there again,
        and is told all the same.

    References
    ----------
    indicators.md E9.

    Examples
    --------
    >>> from analytics.quality.finding import found
    >>> names = {1: "s/deck (free_spaces)", 2: "s/deck (operating_state)"}
    >>> gaps = {
    ...     number: [found(Test.GAP, name, (0, 9 * HOUR_MS), HOUR_MS, evidence={"hours": 9.0})]
    ...     for number, name in names.items()
    ... }
    >>> {number: len(told) for number, told in of_one_source(gaps, names).items()}
    {1: 1, 2: 0}
    """
    told: dict[int, list[Finding]] = {}
    gaps: dict[str, list[Span]] = {}
    for number, findings in found.items():
        near = gaps.setdefault(names[number].rpartition(" (")[0], [])
        told[number] = [
            one
            for one in findings
            if one.test not in _MISSING or not any(_holds(gap, one) for gap in near)
        ]
        near += [Span(one.start_ms, one.end_ms) for one in told[number] if one.test in _MISSING]
        near += confirmed.get(number, ())
    return told


def _tells(one: Finding, other: Finding) -> bool:
    """Whether one explains the other one, and where each explains the other, more of it."""
    if not _explains(one, other):
        return False
    return not _explains(other, one) or _length(one) >= _length(other)


def _explains(one: Finding, other: Finding) -> bool:
    """Whether the other one is part of the fault that one tells."""
    if one.test in _LEVEL:
        return _level_explains(one, other)
    if one.test in _CLOCK:
        wrong_ms = (abs(float(one.evidence["hours"])) + 1) * HOUR_MS
        return other.test in _ZEROS and _within(other, one) and _length(other) <= wrong_ms
    if one.test is Test.SPIKE:
        return _makes(one, other)
    least = MOST if one.test is Test.STUCK else HALF
    if other.test not in _EXPLAINS.get(one.test, frozenset()) or not _covers(one, other, least):
        return False
    return other.test not in _ZEROS or _before(one, other)


def _level_explains(one: Finding, other: Finding) -> bool:
    if other.test in _ZEROS:
        short = _length(other) <= SHORT_H * HOUR_MS
        low = one.test is Test.LEVEL_LOW and one.seen_ms <= other.seen_ms
        return low and short and _within(other, one)
    return other.test in _LEVEL and _within(other, one) and 4 * _length(other) <= _length(one)


def _makes(spike: Finding, other: Finding) -> bool:
    """Whether half of what a level has too much was counted in one interval."""
    if other.test is not Test.LEVEL_HIGH or "counted" not in other.evidence:
        return False
    value, around, counted, expected = (
        float(evidence[name])
        for evidence, names in (
            (spike.evidence, ("value", "around")),
            (other.evidence, ("counted", "expected")),
        )
        for name in names
    )
    return _within(spike, other) and 2 * (value - around) >= counted - expected > 0


def _before(one: Finding, other: Finding) -> bool:
    """Whether of two that say the same, each perhaps part of the other one, one is told."""
    if not _covers(other, one):
        return True
    if _length(one) > LONGER * _length(other) or _length(other) > LONGER * _length(one):
        return _length(one) > _length(other)
    return (one.seen_ms, one.key) < (other.seen_ms, other.key)


def _covers(one: Finding, other: Finding, least: float = HALF) -> bool:
    """Whether such a part of the other one lies within one."""
    return _holds(Span(one.start_ms, one.end_ms), other, least)


def _holds(span: Span, other: Finding, least: float = HALF) -> bool:
    shared = min(span.to_ms, other.end_ms) - max(span.from_ms, other.start_ms)
    return shared > 0 and shared >= least * _length(other)


def _within(one: Finding, other: Finding) -> bool:
    return other.start_ms <= one.start_ms and one.end_ms <= other.end_ms


def _length(one: Finding) -> int:
    return one.end_ms - one.start_ms


def _with(one: Finding, taken: Sequence[Finding]) -> Finding:
    """Return a finding with the names of what it explains."""
    also = sorted({other.test.value for other in taken} - {one.test.value})
    return replace(one, evidence={**one.evidence, "also": ", ".join(also)}) if also else one
