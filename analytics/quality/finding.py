"""What a detector has found: when, in what, why, in words; the same fault is the same finding."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import blake2s
from typing import Final

from analytics.quality.words import MONTHS, SAID
from devices.quality import Flag

Evidence = Mapping[str, float | int | str]
_ISO_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


class Test(StrEnum):
    """What a datastream was tested for; the value is the word in answers."""

    __test__ = False  # no test of pytest's

    DEAD = "dead"  #: counts nothing, or next to nothing, while others count
    ZERO_RUN = "zero_run"  #: zeros for longer than chance allows
    LEVEL_LOW = "level_low"  #: counts a share of what it did, such as half
    LEVEL_HIGH = "level_high"  #: counts a multiple of what it did, such as the double
    STUCK = "stuck"  #: the same value again and again
    SPIKE = "spike"  #: one interval stands out
    CLOCK_SHIFT = "clock_shift"  #: the day's curve comes whole hours early or late
    CLOCK_NOT_CHANGED = "clock_not_changed"  #: the same, since a clock change
    SWAPPED = "swapped"  #: two directions count what the other one did
    GAP = "gap"
    SILENT = "silent"  #: no values while those beside it have some
    TRUNCATED_DAY = "truncated_day"
    MONTH_END = "month_end_missing"
    HEARTBEAT = "heartbeat"
    ABOVE_CAPACITY = "above_capacity"
    CLOSED_AS_FULL = "closed_as_full"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    SUMMED_HOUR = "summed_hour"  #: explained, not doubted
    BAY_STUCK = "bay_stuck"  #: one state for longer than happens there
    BAY_INACTIVE = "bay_inactive"  #: no change for days while the bays beside it change
    OUT_OF_RANGE = "out_of_range"  #: more or less than is expected of the property
    RATE_OF_CHANGE = "rate_of_change"  #: a jump faster than any before
    FLAT_LINE = "flat_line"  #: a measured value that does not move
    ATTENUATED = "attenuated"  #: a measured value that hardly moves any more
    CLASS_SUM = "class_sum"  #: classes or directions that do not add up to their total
    PART_OF = "part_of"  #: a part that is more than the whole
    SPEED_MISSING = "speed_missing"  #: vehicles without a speed


_MISSING: Final = {Test.GAP, Test.SILENT, Test.TRUNCATED_DAY, Test.MONTH_END}
#: One fault that is seen by two tests has one key.
_ALIKE: Final = {**dict.fromkeys(_MISSING, Test.GAP), Test.BAY_INACTIVE: Test.BAY_STUCK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A stretch of a datastream that a test doubts, refuses or explains.

    Parameters
    ----------
    test
        Which test.
    flag
        QARTOD: 1 explained, 3 doubted, 4 refused, 9 missing.
    datastream
        Name of the track.
    start_ms, end_ms
        Half-open. An end at the limit of what was looked at may still grow. [ms since 1970]
    seen_ms
        Up to when data was needed to find it: latency is `seen_ms` less the fault's start.
        [ms since 1970]
    evidence
        The numbers behind it.
    de, en
        One sentence.
    """

    test: Test
    flag: Flag
    datastream: str
    start_ms: int
    end_ms: int
    seen_ms: int
    evidence: Evidence
    de: str
    en: str

    @property
    def key(self) -> str:
        """Its identity: test, datastream and start.

        Looking again at more data finds the same fault under the same key, so that what was
        dismissed stays dismissed; another start is other evidence. Missing values are one test:
        a cut day becomes a gap as it goes on.
        """
        test = _ALIKE.get(self.test, self.test)
        text = f"{test}|{self.datastream}|{self.start_ms}"
        return blake2s(text.encode(), digest_size=12).hexdigest()


def found(
    test: Test,
    datastream: str,
    span_ms: tuple[int, int],
    seen_ms: int,
    *,
    evidence: Evidence,
    flag: Flag = Flag.SUSPECT,
    words: tuple[str, str] | None = None,
) -> Finding:
    """Return a finding in words; the numbers of the sentence are its evidence.

    Parameters
    ----------
    words
        German and English, braces name the evidence; None: those of the test. A day is evidence as
        ISO 8601, and in a sentence as people write it.

    Examples
    --------
    >>> numbers = {"value": 412.0, "around": 9.0}
    >>> found(Test.SPIKE, "x", (0, 900_000), 1_800_000, evidence=numbers).en
    '412 in one interval, 9 right beside it.'
    >>> leap = found(Test.MONTH_END, "x", (0, 1), 2, evidence={"day": "2024-02-29"})
    >>> leap.evidence["day"], leap.de[32:44], leap.en[37:55]
    ('2024-02-29', '(29.02.2024)', '(29 February 2024)')
    """
    rounded = {name: _plain(value) for name, value in evidence.items()}
    de, en = words or SAID[test.value]
    german, english = ({k: say(v) for k, v in rounded.items()} for say in (_german, _english))
    return Finding(
        test=test,
        flag=flag,
        datastream=datastream,
        start_ms=span_ms[0],
        end_ms=span_ms[1],
        seen_ms=max(seen_ms, span_ms[0]),
        evidence=rounded,
        de=de.format(**german),
        en=en.format(**english),
    )


def by_start(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in the order of their starts; of one key once.

    Examples
    --------
    >>> late = found(Test.GAP, "x", (5, 9), 9, evidence={"hours": 1})
    >>> early = found(Test.GAP, "x", (2, 4), 4, evidence={"hours": 1})
    >>> [one.start_ms for one in by_start([late, early, late])]
    [2, 5]
    """
    kept = {finding.key: finding for finding in findings}
    return sorted(kept.values(), key=lambda one: (one.start_ms, one.test.value, one.datastream))


def _plain(value: float | int | str) -> float | int | str:
    """Return plain Python values, rounded to what can be told apart."""
    if isinstance(value, str):
        return value
    number = float(value)
    return int(number) if number.is_integer() else float(f"{number:.4g}")


def _short(value: float | int) -> str:
    return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"


def _german(value: float | int | str) -> str:
    if not isinstance(value, str):
        return _short(value).replace(".", ",")
    day = _day(value)
    return value if day is None else f"{day:%d.%m.%Y}"


def _english(value: float | int | str) -> str:
    if not isinstance(value, str):
        return _short(value)
    day = _day(value)
    return value if day is None else f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _day(value: str) -> date | None:
    """Return the day that evidence names; None: it is something else, such as a datastream."""
    return date.fromisoformat(value) if _ISO_DAY.fullmatch(value) else None
