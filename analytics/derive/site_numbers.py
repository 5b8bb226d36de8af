"""Numbers of several sites: their states are read together, and what changed is written at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from analytics.civil import from_ms
from analytics.derive import numbers, stored
from analytics.derive.numbers import Moment
from analytics.derive.site_task import SiteTask, asked
from store import indicators
from store.pool import Connection

#: The most days of datastreams whose states are held at once: some hundred bytes each.
STATES_MAX: Final = 200_000


async def write(conn: Connection, tasks: Sequence[SiteTask], at: Moment, now: datetime) -> int:
    """Compute and store numbers of what was computed again; return how many changed."""
    wanted = [some for task in tasks for some in _by_year(asked(task, at))]
    found: list[indicators.Number] = []
    void: list[indicators.BucketKey] = []
    for some in _read_together(wanted):
        known = await stored.known(conn, [(one.stored, *one.utc_days()) for one in some])
        for one, what in zip(some, known, strict=True):
            more, nothing = numbers.compute(one, what)
            found += more
            void += nothing
    causes = {task.site.id: task.cause for task in tasks}
    watermark = from_ms(at.until_ms)
    changed = await indicators.write(conn, found, causes=causes, watermark=watermark, now=now)
    return changed + await indicators.withdraw(conn, void, causes=causes, now=now)


def _read_together(wanted: Iterable[numbers.Task]) -> Iterator[list[numbers.Task]]:
    """Yield sites whose states are read at once: of a history of many years not all sites."""
    members: list[numbers.Task] = []
    size = 0
    for one in wanted:
        states = one.states()
        if members and size + states > STATES_MAX:
            yield members
            members, size = [], 0
        members.append(one)
        size += states
    if members:
        yield members


def _by_year(task: numbers.Task) -> list[numbers.Task]:
    """Return a task, by years where it needs too many states at once; nothing if it is empty."""
    if not task.dates and not task.periods:
        return []
    if task.states() <= STATES_MAX:
        return [task]
    years = {day.year for day in task.dates} | {start.year for _, start in task.periods}
    return [
        replace(
            task,
            dates=frozenset(day for day in task.dates if day.year == year),
            periods=frozenset(one for one in task.periods if one[1].year == year),
        )
        for year in sorted(years)
    ]
