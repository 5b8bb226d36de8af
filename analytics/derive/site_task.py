"""What has to be computed of a site in one transaction: days, and the numbers that follow."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date

from analytics.derive import evening, numbers
from analytics.derive.days import Clock, Days, by_clock, by_marks, joined
from analytics.derive.evening import Evening
from analytics.derive.numbers import Moment
from analytics.derive.portions import Left, kept
from analytics.derive.stored import Stored
from analytics.site import Site
from devices.properties import Property
from store.marks import Mark


@dataclass(slots=True, kw_only=True)
class SiteTask:
    """What has to be computed of a claimed site.

    Parameters
    ----------
    dirty
        Days that marks ask for.
    days
        These, and those that time alone changes.
    due
        Whether the clock is followed.
    kept
        Marks that stay for what is left to a later portion.
    evening
        Of which only a change of its quarters makes numbers.
    settled
        Local dates without such a change.
    """

    stored: Stored
    dirty: Days
    days: Days
    due: bool
    cause: str
    left: Left
    kept: list[Mark]
    evening: Evening | None
    settled: set[date] = field(default_factory=set)

    @property
    def site(self) -> Site:
        """The site."""
        return self.stored.site


def site_task(
    known: Stored, waiting: Sequence[Mark], left: Left, *, through_ms: int | None, at: Moment
) -> SiteTask:
    """Return what marks that still wait, and the clock, ask of a site.

    Parameters
    ----------
    left
        What is left to a later portion; the last one follows the clock, too.
    through_ms
        How far the clock has come there; None: it never ran. [ms since 1970]
    """
    site = known.site
    dirty = by_marks(site, waiting, at.until_ms)
    clock = Clock(through_ms=through_ms, until_ms=at.until_ms)
    last = left is Left.NOTHING
    open_days = by_clock(site, clock) if last else {}
    causes = {mark.cause for mark in waiting} | ({"clock"} if open_days else set())
    days = joined(dirty, open_days)
    told = evening.of(site.zone, at.until_ms)
    # A fact changes numbers without their states; and by the clock they are computed once.
    asked = any(mark.channel is None for mark in waiting)
    if told and (asked or through_ms is None or through_ms < told.midnight_ms):
        told = None
    return SiteTask(
        stored=known,
        dirty=dirty,
        days=days,
        due=last and clock.due(site),
        cause=", ".join(sorted(causes)),
        left=left,
        kept=kept(waiting, left, _dear(site, waiting)),
        evening=told if told and evening.touched_alone(told, days) else None,
    )


def _dear(site: Site, marks: Sequence[Mark]) -> Set[int]:
    """Return the marks of what closes a site: every held state follows from them (`by_marks`)."""
    closing = [one for one in site.sources if one.observed is Property.OPERATING_STATE]
    datastreams = {one.id for one in closing}
    channels = {deployment.channel for one in closing for deployment in one.deployments}
    return {one.id for one in marks if one.channel in channels or one.datastream in datastreams}


def asked(task: SiteTask, at: Moment) -> numbers.Task:
    """Return which numbers to compute: none that is surely computed with the marks that are kept.

    Whatever those do not reach is computed now.
    """
    found = numbers.task_of(task.stored, task.days, at, settled=task.settled)
    if not task.kept:
        return found
    told = evening.of(task.site.zone, at.until_ms)
    sure = numbers.task_of(
        task.stored,
        by_marks(task.site, task.kept, at.until_ms),
        at,
        settled={told.ended} if told else set(),  # may be left out when they are computed again
    )
    dates = sure.dates if task.left is Left.NUMBERS else frozenset[date]()
    return replace(found, dates=found.dates - dates, periods=found.periods - sure.periods)
