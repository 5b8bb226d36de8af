"""Which UTC days of which datastreams have to be computed again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from analytics.civil import local_date
from analytics.quarters import DAY_MS
from analytics.site import Site, Source
from analytics.spans import Span, common
from devices.properties import Kind, Property
from store.marks import Mark

#: datastream -> UTC days, in days since 1970
Days = dict[int, set[int]]
#: Ranges of days closer than this are read together. [days]
_APART: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """From when to when the clock has to be followed up.

    Parameters
    ----------
    through_ms
        How far it has come; None: it never ran. [ms since 1970]
    until_ms
        The watermark: now, down to the quarter hour. [ms since 1970]
    """

    through_ms: int | None
    until_ms: int

    @property
    def from_ms(self) -> int:
        """Where to begin: where it never ran, with the day of the last quarter."""
        if self.through_ms is None:
            return (self.until_ms - 1) // DAY_MS * DAY_MS
        return self.through_ms

    def midnight_passed(self, site: Site) -> bool:
        """Whether a local day has ended since."""
        if self.through_ms is None:
            return True
        return local_date(self.through_ms, site.zone) < local_date(self.until_ms, site.zone)

    def due(self, site: Site) -> bool:
        """Whether time alone changes anything at the site."""
        if self.through_ms is not None and self.through_ms >= self.until_ms:
            return False
        return self.midnight_passed(site) or any(s.kind is Kind.STATE for s in site.sources)


def by_marks(site: Site, marks: Iterable[Mark], until_ms: int) -> Days:
    """Return the days that marks make dirty, with those that follow from them.

    A state or a sample lasts up to `hold_max_ms` into the days after, a closed site closes every
    other held state of the site, and a sign of life of a device lasts for a heartbeat.
    """
    of_channel: dict[int, list[Source]] = {}
    of_datastream: dict[int, list[Source]] = {}
    for source in site.sources:
        of_datastream.setdefault(source.id, []).append(source)
        for deployment in source.deployments:
            of_channel.setdefault(deployment.channel, []).append(source)
    of_device = _passages_of_the_same_device(site)
    days: Days = {}
    for mark in marks:
        if mark.channel is not None:
            touched = of_channel.get(mark.channel, [])
            others = of_device.get(mark.channel, [])
        else:
            touched = of_datastream.get(mark.datastream, []) if mark.datastream is not None else []
            others = []
        for source in touched:
            reached = _reached(source, mark.day, until_ms)
            for follower in [source, *_followers(site, source)]:
                days.setdefault(follower.id, set()).update(reached)
        for source in others:
            days.setdefault(source.id, set()).update((mark.day, mark.day + 1))
    return days


def by_clock(site: Site, clock: Clock) -> Days:
    """Return the days that time alone changes: held states, at midnight every datastream."""
    if not clock.due(site):
        return {}
    everything = clock.midnight_passed(site)
    first, last = clock.from_ms // DAY_MS, (clock.until_ms - 1) // DAY_MS
    window = Span(first * DAY_MS, clock.until_ms)
    return {
        source.id: set(range(first, last + 1))
        for source in site.sources
        if (everything or source.kind is Kind.STATE) and common(source.deployed(), [window])
    }


def joined(left: Days, right: Days) -> Days:
    """Return the days of both."""
    return {key: left.get(key, set()) | right.get(key, set()) for key in left.keys() | right.keys()}


def ranges(days: Iterable[int]) -> list[tuple[int, int]]:
    """Return runs `[first, last]` that cover the days, over small gaps.

    Examples
    --------
    >>> ranges({1, 2, 4, 40})
    [(1, 4), (40, 40)]
    """
    found: list[tuple[int, int]] = []
    for day in sorted(days):
        if found and day - found[-1][1] <= _APART:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _reached(source: Source, day: int, until_ms: int) -> range:
    if source.kind not in {Kind.STATE, Kind.INSTANT}:
        return range(day, day + 1)
    hold_ms = max((d.hold_max_ms for d in source.deployments), default=0)
    end_ms = (day + 1) * DAY_MS + hold_ms
    if source.kind is Kind.STATE:  # a sample stands for its time, whatever the clock says
        end_ms = min(end_ms, max(until_ms, (day + 1) * DAY_MS))
    return range(day, (end_ms - 1) // DAY_MS + 1)


def _followers(site: Site, source: Source) -> list[Source]:
    if source.observed is not Property.OPERATING_STATE:
        return []
    return [s for s in site.sources if s.kind is Kind.STATE and s.id != source.id]


def _passages_of_the_same_device(site: Site) -> dict[int, list[Source]]:
    """Return by channel the single vehicles that its devices count; asked once for all channels."""
    passages: dict[str, list[Source]] = {}
    for source in site.sources:
        if source.kind is Kind.PASSAGE:
            for device in {d.device for d in source.deployments}:
                passages.setdefault(device, []).append(source)
    found: dict[int, list[Source]] = {}
    for source in site.sources if passages else ():
        for one in source.deployments:
            found.setdefault(one.channel, []).extend(passages.get(one.device, []))
    return found
