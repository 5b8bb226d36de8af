"""Local wall clocks: which instants a zone's clock shows never, once or twice.

Times are microseconds as int64: of the wall clock as if it were UTC ("local"), or since 1970 UTC.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.int64]
SECOND_US: Final = 1_000_000
DAY_US: Final = 86_400 * SECOND_US
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a zone's clock."""

    instant_us: int  #: UTC
    before_us: int  #: offset from UTC until then
    after_us: int  #: and from then on

    @property
    def doubled(self) -> tuple[int, int]:
        """The local times [from, to) that the clock shows twice; empty in spring."""
        return self.instant_us + self.after_us, self.instant_us + self.before_us

    @property
    def skipped(self) -> tuple[int, int]:
        """The local times [from, to) that the clock never shows; empty in autumn."""
        return self.instant_us + self.before_us, self.instant_us + self.after_us


def changes(zone: str, first_us: int, last_us: int) -> list[Change]:
    """Return the changes of a zone's clock that can matter for these local times."""
    first = (_EPOCH + timedelta(microseconds=first_us)).year
    last = (_EPOCH + timedelta(microseconds=last_us)).year
    return [change for year in range(first, last + 1) for change in _of_year(zone, year)]


@lru_cache(maxsize=512)
def _of_year(zone: str, year: int) -> tuple[Change, ...]:
    start = datetime(year, 1, 1, tzinfo=UTC)
    days = [start + timedelta(days=d) for d in range(-1, 367)]
    found = []
    for day, following in pairwise(days):
        if _offset(zone, day) == _offset(zone, following):
            continue
        low, high = 0, 86_400  # seconds into the day: offset before at `low`, after at `high`
        while high - low > 1:
            middle = (low + high) // 2
            same = _offset(zone, day + timedelta(seconds=middle)) == _offset(zone, day)
            low, high = (middle, high) if same else (low, middle)
        instant = day + timedelta(seconds=high)
        if instant.year == year:
            found.append(
                Change(
                    _us(instant - _EPOCH), _us(_offset(zone, day)), _us(_offset(zone, following))
                )
            )
    return tuple(found)


def to_utc(zone: str, local: Times, second: NDArray[np.bool_] | None = None) -> Times:
    """Return the instants of local times; of a doubled one the first, or the second where asked.

    A skipped local time is read with the offset before the change (PEP 495).
    """
    if len(local) == 0:
        return local.copy()
    table = changes(zone, int(local.min()) - DAY_US, int(local.max()) + DAY_US)
    offset = np.full(len(local), offset_before(zone, table, int(local.min())), dtype=np.int64)
    later = np.zeros(len(local), dtype=bool) if second is None else second
    for change in table:
        begins = np.where(
            later, change.instant_us + change.after_us, change.instant_us + change.before_us
        )
        if change.after_us > change.before_us:
            begins = np.full(len(local), change.skipped[1], dtype=np.int64)
        offset[local >= begins] = change.after_us
    return local - offset


def offset_before(zone: str, table: list[Change], local_us: int) -> int:
    """Return the offset that holds before the first change of `table` [us]."""
    if table:
        return table[0].before_us
    return _us(_offset(zone, _EPOCH + timedelta(microseconds=local_us)))


def to_local(zone: str, instants: Times) -> Times:
    """Return what the zone's clock shows at these instants."""
    if len(instants) == 0:
        return instants.copy()
    table = changes(zone, int(instants.min()) - DAY_US, int(instants.max()) + DAY_US)
    offset = np.full(len(instants), offset_before(zone, table, int(instants.min())), dtype=np.int64)
    for change in table:
        offset[instants >= change.instant_us] = change.after_us
    return instants + offset


def _offset(zone: str, instant: datetime) -> timedelta:
    offset = instant.astimezone(ZoneInfo(zone)).utcoffset()
    if offset is None:
        raise ValueError(f"the zone {zone} tells no offset from UTC")
    return offset


def _us(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
