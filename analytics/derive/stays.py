"""Stays in single bays, from the states of the bays.

Stays do not end at midnight, and one late state may join or part them. So they are computed again
over a range that begins and ends where no debouncing reaches over (`analytics.parking.sure`), in
one piece and from raw readings alone; what comes out equal is not written again.

What goes on is known as long as its last reading holds, also beyond the present: time alone then
changes no row, and who reads stays cuts them at the moment he asks about.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

import numpy as np

from analytics import held
from analytics.derive.days import Days, ranges
from analytics.derive.stretches import as_readings
from analytics.held import Segments
from analytics.intervals import Readings
from analytics.parking import debounce, sure
from analytics.parking.stays import Stays
from analytics.quarters import DAY_MS, Int
from analytics.site import Site, Source
from analytics.spans import BEGINNING_MS, END_MS, Span, gaps
from devices.properties import Property
from store import raw, stays
from store.pool import Connection

#: Rises with that of whatever makes stays of states.
METHOD_VERSION: Final = 1 + sum(one.METHOD_VERSION - 1 for one in (held, debounce, sure))
#: How far around dirty days is read at first, at second try, then everything. [days]
_AROUND_DAYS: Final = (1, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """Dirty days of a bay, and how far around them is read."""

    source: Source
    dirty: Span
    read: Span
    tries: int = 0

    def wider(self, *, left: bool, right: bool) -> "_Task":
        """Return the same days with more read on the sides where that was not enough."""
        tries = self.tries + 1
        around = _AROUND_DAYS[tries] * DAY_MS if tries < len(_AROUND_DAYS) else END_MS
        begin = max(self.dirty.from_ms - around, BEGINNING_MS)
        end = min(self.dirty.to_ms + around, END_MS)
        read = Span(
            begin if left else self.read.from_ms,
            end if right else self.read.to_ms,
        )
        return replace(self, read=read, tries=tries)


@dataclass(slots=True)
class _Found:
    """Ranges that were computed, and the stretches that begin in them, but not in sealed time."""

    sealed: list[Span]
    ranges: list[stays.Range] = field(default_factory=list)
    rows: dict[int, dict[int, tuple[int, int]]] = field(default_factory=dict)
    removed: dict[int, dict[tuple[int, int], int]] = field(default_factory=dict)

    def add(self, source: int, within: Span, stretches: debounce.Debounced) -> None:
        for span in gaps(self.sealed, within):
            self.ranges.append(stays.Range(source, span.from_ms, span.to_ms))
            for told, occupied in ((stretches.stays, stays.OCCUPIED), (stretches.vacancies, 0)):
                here = (told.begin_ms >= span.from_ms) & (told.begin_ms < span.to_ms)
                said = occupied + stays.ARRIVED * told.arrived + stays.DEPARTED * told.departed
                said = said + stays.RESUMED * _resumed(told)
                columns = (told.begin_ms[here], told.end_ms[here], said[here])
                for begin, end, bits in zip(*(c.tolist() for c in columns), strict=True):
                    self.rows.setdefault(source, {})[begin] = (end, bits)
            self._add_removed(source, span, stretches)

    def _add_removed(self, source: int, span: Span, told: debounce.Debounced) -> None:
        """Add what was taken out of the stretches that begin in a span."""
        begins = np.sort(np.concatenate([told.stays.begin_ms, told.vacancies.begin_ms]))
        kinds = ((told.removed.merged_ms, stays.MERGED), (told.removed.dropped_ms, stays.DROPPED))
        for began, kind in kinds:
            of = begins[np.searchsorted(begins, began, side="right") - 1]
            here = (of >= span.from_ms) & (of < span.to_ms)
            for at, within in zip(began[here].tolist(), of[here].tolist(), strict=True):
                self.removed.setdefault(source, {})[at, kind] = within


async def write(
    conn: Connection, site: Site, days: Days, *, sealed: Set[int], now: datetime
) -> int:
    """Compute the stays that touch days of bays again, and store them; return how many changed.

    Parameters
    ----------
    sealed
        Days whose readings are not there any more: what begins on them stays as it is.
    """
    found = _Found([Span(day * DAY_MS, (day + 1) * DAY_MS) for day in sorted(sealed)])
    tasks = [
        _Task(source=source, dirty=dirty, read=_first_read(dirty, now))
        for source in site.sources
        if source.observed is Property.BAY_STATE and source.id in days
        for dirty in _dirty(source, days[source.id])
    ]
    while tasks:
        known = await _read(conn, tasks)
        tasks = [
            again
            for task, segments in zip(tasks, known, strict=True)
            if (again := await _tried(conn, task, segments, found)) is not None
        ]
    return await stays.replace(
        conn,
        found.ranges,
        {source: _rows(by_begin) for source, by_begin in found.rows.items()},
        {source: _removed(by_instant) for source, by_instant in found.removed.items()},
        method_version=METHOD_VERSION,
        now=now,
    )


def _dirty(source: Source, days: set[int]) -> list[Span]:
    """Return the runs of dirty days, each with the time that its last reading may hold."""
    hold_ms = max((d.hold_max_ms for d in source.deployments), default=0)
    return [Span(first * DAY_MS, (last + 1) * DAY_MS + hold_ms) for first, last in ranges(days)]


def _first_read(dirty: Span, now: datetime) -> Span:
    around = _AROUND_DAYS[0] * DAY_MS
    present_ms = int(now.timestamp() * 1000)
    # Behind the present there is next to nothing to read, so everything is read at once.
    end = END_MS if dirty.to_ms + around >= present_ms else dirty.to_ms + around
    return Span(dirty.from_ms - around, end)


async def _tried(conn: Connection, task: _Task, known: Segments, found: _Found) -> _Task | None:
    """Add the stretches of a task; where too little was read, return what to try next."""
    everything_before = task.read.from_ms <= BEGINNING_MS
    everything_after = task.read.to_ms >= END_MS
    begin = sure.before(known, task.read, task.dirty.from_ms)
    end = sure.after(known, task.read, task.dirty.to_ms)
    left = begin is None and not everything_before
    right = end is None and not everything_after
    if left or right:
        return task.wider(left=left, right=right)
    if begin is None:
        begin = min([task.dirty.from_ms, *known.from_ms[:1].tolist()])
        if found.sealed:
            begin = await _after_sealed(conn, task.source.id, begin)
    within = Span(begin, END_MS if end is None else end)
    found.add(task.source.id, within, debounce.debounce_held([known]))
    return None


async def _after_sealed(conn: Connection, source: int, instant_ms: int) -> int:
    """Return the end of what began before an instant and lasts beyond it, else the instant.

    Its readings are in the archive: what is known of it is what is stored.
    """
    told = (await stays.read(conn, [source], instant_ms, instant_ms + 1)).get(source)
    if told is None or told.begin_ms[0] >= instant_ms:
        return instant_ms
    return int(told.end_ms[0])


async def _read(conn: Connection, tasks: Sequence[_Task]) -> list[Segments]:
    """Return what is known of the bay of each task where it is to be read."""
    asked, of = [], []
    for at, task in enumerate(tasks):
        for deployment in task.source.deployments:
            first = max(task.read.from_ms, deployment.span.from_ms) - deployment.hold_max_ms
            last = min(task.read.to_ms, deployment.span.to_ms)
            if first < last:
                first_us = max(first, BEGINNING_MS) * 1000
                asked.append(
                    raw.Stretch(
                        channel=deployment.channel,
                        first_us=first_us,
                        last_us=last * 1000,
                        long_first_us=first_us,
                    )
                )
                of.append((at, deployment.channel))
    by_task: list[dict[int, Readings]] = [{} for _ in tasks]
    for (at, channel), readings in zip(of, await raw.readings(conn, asked), strict=True):
        told, before = as_readings(readings), by_task[at].get(channel)
        by_task[at][channel] = told if before is None else _joined(before, told)
    return [_known(task, readings) for task, readings in zip(tasks, by_task, strict=True)]


def _joined(left: Readings, right: Readings) -> Readings:
    """Return the readings of a channel that was deployed at a bay twice."""
    start = np.concatenate([left.start_ms, right.start_ms])
    _, order = np.unique(start, return_index=True)
    return Readings(
        **{
            name: np.concatenate([getattr(left, name), getattr(right, name)])[order]
            for name in Readings.__slots__
        }
    )


def _known(task: _Task, readings: Mapping[int, Readings]) -> Segments:
    holding = [
        held.Holding(span=span, readings=readings[d.channel], hold_max_ms=d.hold_max_ms)
        for d, span, _factor in task.source.counted()
        if d.channel in readings
    ]
    known = held.segments(holding, END_MS)
    begin = np.maximum(known.from_ms, task.read.from_ms)
    end = np.minimum(known.to_ms, task.read.to_ms)
    some = end > begin
    return Segments(
        from_ms=begin[some],
        to_ms=end[some],
        value=known.value[some],
        suspect=known.suspect[some],
    )


def _resumed(told: Stays) -> Int:
    """Whether each stretch goes on after a silence; `vehicle` counts up unless it does."""
    resumed = np.zeros(len(told), dtype=np.int64)
    resumed[1:] = told.vehicle[1:] == told.vehicle[:-1]
    return resumed


def _rows(by_begin: Mapping[int, tuple[int, int]]) -> stays.Rows:
    begins = sorted(by_begin)
    pairs = np.array([by_begin[begin] for begin in begins], dtype=np.int64).reshape(-1, 2)
    return stays.Rows(
        begin_ms=np.array(begins, dtype=np.int64),
        end_ms=pairs[:, 0],
        said=pairs[:, 1].astype(np.int16),
    )


def _removed(by_instant: Mapping[tuple[int, int], int]) -> stays.Removed:
    found = sorted((at, kind, within) for (at, kind), within in by_instant.items())
    at, kind, within = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return stays.Removed(from_ms=within, to_ms=at, kind=kind.astype(np.int16))
