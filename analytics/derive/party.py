"""Sites that are derived together, in one transaction.

Each statement serves all of them, so that a city costs little more than its readings, and raw
readings that lie mixed in the table are read once for all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from analytics.civil import from_ms
from analytics.derive import evening, numbers, sealing, states, stays, stored
from analytics.derive.days import Clock, Days, by_clock, by_marks, joined
from analytics.derive.evening import Evening
from analytics.derive.numbers import Moment
from analytics.derive.reader import Reader
from analytics.derive.stored import Stored
from analytics.site import Site
from store import day_states, indicators, marks
from store.marks import Mark
from store.pool import Connection

#: The most days of datastreams whose states are held at once: some hundred bytes each.
STATES_MAX: Final = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A site with marks of it; without marks only the clock is followed."""

    stored: Stored
    marks: Sequence[Mark] = ()

    @property
    def site(self) -> Site:
        """The site."""
        return self.stored.site


@dataclass(slots=True, kw_only=True)
class Done:
    """What became of a party.

    Parameters
    ----------
    sites
        Those that were derived; another worker has the others.
    forgotten, states, numbers, stays
        How many marks were worked off, and how many rows changed.
    """

    sites: set[str] = field(default_factory=set)
    forgotten: int = 0
    states: int = 0
    numbers: int = 0
    stays: int = 0


@dataclass(slots=True, kw_only=True)
class _Task:
    """What has to be computed of a claimed site."""

    stored: Stored
    dirty: Days
    days: Days
    due: bool
    cause: str
    evening: Evening | None  #: of which only a change of its quarters makes numbers
    settled: set[date] = field(default_factory=set)  #: local dates without such a change

    @property
    def site(self) -> Site:
        """The site."""
        return self.stored.site


async def derive(
    conn: Connection,
    parts: Sequence[Part],
    *,
    waiting: Mapping[int, Set[str]],
    at: Moment,
    now: datetime,
) -> Done:
    """Derive sites in the transaction that has begun.

    Parameters
    ----------
    parts
        Each of another site.
    waiting
        Of marks that concern several sites those that still wait: each mark is forgotten with the
        last of them.

    Raises
    ------
    HoursError
        What is said of one of the sites cannot be read.
    """
    claimed = await marks.claim(conn, [part.site.id for part in parts])
    mine = [part for part in parts if part.site.id in claimed]
    done = Done(sites={part.site.id for part in mine})
    left = await marks.left(conn, sorted({mark.id for part in mine for mark in part.marks}))
    # Asked again under the lock: another worker may have followed the clock meanwhile.
    through = await marks.clock_of(conn, sorted(done.sites))
    found = [_task(part, left, through.get(part.site.id), at) for part in mine]
    tasks = [task for task in found if task.days or task.due]
    sealed = await sealing.days_of(conn, _every(tasks), now=now)
    done.states, done.stays = await _write_states(conn, tasks, sealed, at=at, now=now)
    done.numbers = await _write_numbers(conn, [task for task in tasks if task.days], at, now)
    settled = [numbers.settled(task.site, at) for task in tasks if task.due]
    await indicators.finalise(conn, settled, now=now)
    await marks.set_clock(conn, [task.site.id for task in tasks], from_ms(at.until_ms))
    gone = _worked_off(mine, waiting) & left
    await marks.forget(conn, sorted(gone))
    done.forgotten = len(gone)
    return done


def _task(part: Part, left: Set[int], through_ms: int | None, at: Moment) -> _Task:
    waiting = [mark for mark in part.marks if mark.id in left]
    dirty = by_marks(part.site, waiting, at.until_ms)
    clock = Clock(through_ms=through_ms, until_ms=at.until_ms)
    open_days = by_clock(part.site, clock)
    causes = {mark.cause for mark in waiting} | ({"clock"} if open_days else set())
    days = joined(dirty, open_days)
    told = evening.of(part.site.zone, at.until_ms)
    # A fact changes numbers without their states; and by the clock they are computed once.
    asked = any(mark.channel is None for mark in waiting)
    if told and (asked or through_ms is None or through_ms < told.midnight_ms):
        told = None
    return _Task(
        stored=part.stored,
        dirty=dirty,
        days=days,
        due=clock.due(part.site),
        cause=", ".join(sorted(causes)),
        evening=told if told and evening.touched_alone(told, days) else None,
    )


def _every(tasks: Iterable[_Task]) -> Days:
    """Return the days of all tasks; a datastream is of one site."""
    return {key: value for task in tasks for key, value in task.days.items()}


def _worked_off(parts: Sequence[Part], waiting: Mapping[int, Set[str]]) -> set[int]:
    """Return the marks that concern none but these sites any more."""
    served: dict[int, set[str]] = {}
    for part in parts:
        for mark in part.marks:
            served.setdefault(mark.id, set()).add(part.site.id)
    return {number for number, sites in served.items() if waiting.get(number, set()) <= sites}


async def _write_states(
    conn: Connection, tasks: Sequence[_Task], sealed: Set[int], *, at: Moment, now: datetime
) -> tuple[int, int]:
    """Compute and store states and stays; return how many of them changed."""
    unsealed = [sealing.without(task.days, sealed) for task in tasks]
    reader = Reader(conn)
    await reader.ahead(
        [
            stretch
            for task, days in zip(tasks, unsealed, strict=True)
            for stretch in states.ahead(task.site, days)
        ]
    )
    before = await _before(conn, tasks)
    everything, changed = states.Computed(states={}), 0
    for task, days in zip(tasks, unsealed, strict=True):
        if task.dirty:  # time alone changes no stay
            dirty = sealing.without(task.dirty, sealed)
            changed += await stays.write(conn, task.site, dirty, sealed=sealed, now=now)
        found = await states.compute(reader, task.site, days, until_ms=at.until_ms)
        computed = sealing.left_alone(found, sealed)
        if task.evening and evening.unchanged(task.evening, days, before, computed):
            task.settled.add(task.evening.ended)
        everything.add(computed)
    written = await day_states.write(
        conn,
        {key: state for key, state in everything.states.items() if state is not None},
        speeds=everything.speeds,
        spread=everything.spread,
        method_version=states.METHOD_VERSION,
        now=now,
    )
    gone = [key for key, state in everything.states.items() if state is None]
    written |= await day_states.withdraw(conn, gone)
    for task in tasks:  # what readings reached beyond the days, where that changed anything
        for datastream, day in written:
            if datastream in task.days and day not in task.days[datastream]:
                task.days[datastream].add(day)
                task.settled.clear()
    return len(written), changed


async def _before(conn: Connection, tasks: Sequence[_Task]) -> dict[int, dict[int, bytes]]:
    """Return the stored states of the days of which a local day's evening is compared."""
    wanted: dict[int, set[int]] = {}
    for task in tasks:
        if task.evening:
            wanted.setdefault(task.evening.utc_day, set()).update(task.days)
    found: dict[int, dict[int, bytes]] = {}
    for day, datastreams in wanted.items():
        found |= await day_states.read(conn, sorted(datastreams), day, day)
    return found


async def _write_numbers(
    conn: Connection, tasks: Sequence[_Task], at: Moment, now: datetime
) -> int:
    """Compute and store numbers of what was computed again; return how many changed."""
    asked = [numbers.task_of(task.stored, task.days, at, settled=task.settled) for task in tasks]
    found: list[indicators.Number] = []
    void: list[indicators.BucketKey] = []
    for some in _read_together(asked):
        known = await stored.known(conn, [(one.stored, *one.utc_days()) for one in some])
        for one, what in zip(some, known, strict=True):
            more, nothing = numbers.compute(one, what)
            found += more
            void += nothing
    causes = {task.site.id: task.cause for task in tasks}
    watermark = from_ms(at.until_ms)
    changed = await indicators.write(conn, found, causes=causes, watermark=watermark, now=now)
    return changed + await indicators.withdraw(conn, void, causes=causes, now=now)


def _read_together(asked: Iterable[numbers.Task]) -> Iterator[list[numbers.Task]]:
    """Yield sites whose states are read at once: of a history of many years not all sites."""
    members: list[numbers.Task] = []
    size = 0
    for one in asked:
        first, last = one.utc_days()
        states = (last + 1 - first) * (len(one.stored.states) + len(one.stored.speeds))
        if members and size + states > STATES_MAX:
            yield members
            members, size = [], 0
        members.append(one)
        size += states
    if members:
        yield members
