"""Sites that are derived together, in one transaction.

Each statement serves all of them, so that a city costs little more than its readings, and raw
readings that lie mixed in the table are read once for all.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from analytics.civil import from_ms
from analytics.derive import evening, numbers, sealing, site_numbers, states, stays
from analytics.derive.days import Days
from analytics.derive.numbers import Moment
from analytics.derive.portions import Left
from analytics.derive.reader import Reader
from analytics.derive.site_task import SiteTask, site_task
from analytics.derive.stored import Stored
from analytics.site import Site
from store import day_states, indicators, marks
from store.marks import Mark
from store.pool import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A site with marks of it; without marks only the clock is followed.

    Parameters
    ----------
    left
        What is left to a later part of the same site; the last one follows the clock, too.
    """

    stored: Stored
    marks: Sequence[Mark] = ()
    left: Left = Left.NOTHING

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
    kept
        The marks of sites that are to be worked off once more with a later part, for what was left
        to it.
    forgotten, states, numbers, stays
        How many marks were worked off, and how many rows changed.
    """

    sites: set[str] = field(default_factory=set)
    kept: dict[str, list[Mark]] = field(default_factory=dict)
    forgotten: int = 0
    states: int = 0
    numbers: int = 0
    stays: int = 0


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
    found = [
        site_task(
            part.stored,
            [mark for mark in part.marks if mark.id in left],
            part.left,
            through_ms=through.get(part.site.id),
            at=at,
        )
        for part in mine
    ]
    tasks = [task for task in found if task.days or task.due]
    sealed = await sealing.days_of(conn, _every(tasks), now=now)
    done.states, done.stays = await _write_states(conn, tasks, sealed, at=at, now=now)
    done.numbers = await site_numbers.write(conn, [task for task in tasks if task.days], at, now)
    settled = [numbers.settled(task.site, at) for task in tasks if task.due]
    await indicators.finalise(conn, settled, now=now)
    followed = [task.site.id for task in tasks if task.left is Left.NOTHING]
    await marks.set_clock(conn, followed, from_ms(at.until_ms))
    done.kept = {task.site.id: task.kept for task in found if task.kept}
    gone = _worked_off(mine, waiting, done.kept) & left
    await marks.forget(conn, sorted(gone))
    done.forgotten = len(gone)
    return done


def _every(tasks: Iterable[SiteTask]) -> Days:
    """Return the days of all tasks; a datastream is of one site."""
    return {key: value for task in tasks for key, value in task.days.items()}


def _worked_off(
    parts: Sequence[Part], waiting: Mapping[int, Set[str]], kept_of: Mapping[str, Sequence[Mark]]
) -> set[int]:
    """Return the marks that concern none but these sites any more."""
    served: dict[int, set[str]] = {}
    for part in parts:
        stays_behind = {mark.id for mark in kept_of.get(part.site.id, ())}
        for mark in part.marks:
            if mark.id in stays_behind:
                continue
            served.setdefault(mark.id, set()).add(part.site.id)
    return {number for number, sites in served.items() if waiting.get(number, set()) <= sites}


async def _write_states(
    conn: Connection, tasks: Sequence[SiteTask], sealed: Set[int], *, at: Moment, now: datetime
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


async def _before(conn: Connection, tasks: Sequence[SiteTask]) -> dict[int, dict[int, bytes]]:
    """Return the stored states of the days of which a local day's evening is compared."""
    wanted: dict[int, set[int]] = {}
    for task in tasks:
        if task.evening:
            wanted.setdefault(task.evening.utc_day, set()).update(task.days)
    found: dict[int, dict[int, bytes]] = {}
    for day, datastreams in wanted.items():
        found |= await day_states.read(conn, sorted(datastreams), day, day)
    return found
