"""Indicators of groups of sites: of the group's own load and volume, never sums of single peaks.

Everything is a ratio of sums over the same quarter hours (`analytics.parking.groups`), so a peak is
that of the group. A site counts while it belongs to the group.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np

from analytics import occupancy
from analytics.civil import Bucket
from analytics.indicators import parking, volumes
from analytics.indicators.method import EVERY, Known
from analytics.indicators.parking_loads import LOADS, OfLoad
from analytics.occupancy import Load
from analytics.parking import groups
from analytics.parking.series import occupancy_series
from analytics.quarters import QUARTER_MS, Float, Quarters
from analytics.question import Question, Stream
from analytics.series import Series, volume_series
from analytics.site import Site
from analytics.spans import Span, covered_ms
from analytics.topic import Indicator, Topic
from devices.properties import Property

#: Of the load of a group, by indicator.
OF_LOAD: Final[Mapping[Indicator, OfLoad]] = {one.indicator: one for one in LOADS}
#: What can be asked of a group, and in which buckets.
BUCKETS: Final[Mapping[Indicator, frozenset[Bucket]]] = {
    Indicator.VOLUME: EVERY,
    Indicator.OCCUPANCY: EVERY,
    **{indicator: one.buckets for indicator, one in OF_LOAD.items()},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A site of a group.

    Parameters
    ----------
    site
        Where hours of the week were asked for, with these as its regulated hours.
    known
        What is stored of the datastreams of the question.
    belongs
        When it belongs to the group.
    """

    site: Site
    known: Known
    belongs: Sequence[Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLoad:
    """The load of a group.

    Parameters
    ----------
    spaces
        Spaces that its sites offer in each quarter, known or not. [spaces]
    hours
        The hours it is of, as written; those of several sites with '|'.
    """

    load: Load
    spaces: Float
    hours: str


def load_of(members: Sequence[Member], topic: Topic, asked: Question) -> GroupLoad:
    """Return the load of a group, a ratio of sums over the same quarters.

    Parameters
    ----------
    topic
        Its variant is the window of hours: `REGULATED`, each site its own, or `WHOLE_DAY`.

    Raises
    ------
    ValueError
        There is no member.

    References
    ----------
    Indicators A1, 0.4: see `analytics.parking.groups`.

    Examples
    --------
    Of two car parks with 20 spaces one is empty, in the other one 5 are free:

    >>> from analytics.example import DAY, asked
    >>> from analytics.indicators.example import CAR_PARK, held
    >>> both = [Member(site=CAR_PARK, known=held(free), belongs=[DAY]) for free in (20.0, 5.0)]
    >>> found = load_of(both, Topic(Indicator.OCCUPANCY, variant="24h"), asked())
    >>> float(found.load.occupied.sum() / found.load.capacity.sum()), found.spaces[:2].tolist()
    (0.375, [40.0, 40.0])
    """
    loads, labels, sizes, offered = [], [], [], []
    for member in members:
        found, label = parking.load(member.site, member.known, topic, asked)
        inside = _within(found, member.belongs)
        bays = bool(member.site.parts(Property.BAY_STATE))
        size = 1.0 if bays else _last_capacity(member.site, asked.window)
        loads.append(inside)
        labels.append(label)
        sizes.append(size)
        offered.append(spaces_of(inside, size, bays=bays))
    return GroupLoad(
        load=groups.of_sites(loads, spaces=sizes),
        spaces=np.sum(offered, axis=0),
        hours=" | ".join(dict.fromkeys(labels)),
    )


def spaces_of(load: Load, otherwise: float, *, bays: bool) -> Float:
    """Return how many spaces a site offers in each quarter in which it is open.

    Parameters
    ----------
    otherwise
        How many where nothing is known of it in the whole window. [spaces]
    bays
        Whether each space is sensed by itself, so that the time of the load is summed over bays.

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators.example import CAR_PARK, held
    >>> whole_day = Topic(Indicator.OCCUPANCY, variant="24h")
    >>> load, _ = parking.load(CAR_PARK, held(5.0), whole_day, asked())
    >>> spaces_of(load, 20.0, bays=False)[:2].tolist()  # [spaces]
    [20.0, 20.0]
    """
    if bays:  # time is summed over bays
        return load.expected_ms / QUARTER_MS
    offered = groups.expected_capacity(load, otherwise)
    return np.where(load.expected_ms > 0, offered / np.maximum(load.expected_ms, 1), 0.0)


def series(
    indicator: Indicator, members: Sequence[Member], topic: Topic, asked: Question
) -> Series:
    """Answer a question of a group.

    Parameters
    ----------
    indicator
        One of `BUCKETS`.

    Examples
    --------
    >>> from analytics.example import DAY, asked
    >>> from analytics.indicators.example import COUNTER, counted
    >>> member = Member(site=COUNTER, known=counted(3.0), belongs=[DAY])
    >>> bicycles = Topic(Indicator.VOLUME, "bicycle")
    >>> series(Indicator.VOLUME, [member, member], bicycles, asked()).value.tolist()
    [1152.0]
    """
    if indicator is Indicator.VOLUME:
        return volume_series(_streams(members, topic, asked), asked)
    found = load_of(members, topic, asked)
    if indicator is Indicator.OCCUPANCY:
        told = occupancy_series(found.load, asked, hours=found.hours)
        version = max(occupancy.METHOD_VERSION, groups.METHOD_VERSION)
        return replace(told, method=groups.METHOD, method_version=version)
    return OF_LOAD[indicator].series(found.load, asked, found.hours)


def _within(load: Load, belongs: Sequence[Span]) -> Load:
    """Return a load of which nothing is expected while its site is in no group."""
    inside = covered_ms(load.first, len(load), belongs) == QUARTER_MS
    if inside.all():
        return load
    return Load(
        first=load.first,
        occupied=np.where(inside, load.occupied, 0.0),
        capacity=np.where(inside, load.capacity, 0.0),
        observed_ms=np.where(inside, load.observed_ms, 0),
        expected_ms=np.where(inside, load.expected_ms, 0),
        doubted=load.doubted & inside,
    )


def _last_capacity(site: Site, window: Span) -> float:
    """Return the spaces that a fact tells for the end of a window; infinite: nobody knows."""
    told = [(span.from_ms, value) for span, value in site.capacity if span.from_ms < window.to_ms]
    return max(told)[1] if told else np.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class _Belonging(Stream):
    """A datastream of which only the time counts in which its site belongs to a group."""

    belongs: Sequence[Span] = ()

    def quarters(self, first: int, count: int) -> Quarters:
        """Return a run of quarters; outside nothing is expected and nothing known."""
        run = Stream.quarters(self, first, count)
        outside = covered_ms(first, count, self.belongs) < QUARTER_MS
        for name in ("total", "observed_ms", "expected_ms", "closed_ms", "grain"):
            getattr(run, name)[outside] = 0
        return run


def _streams(members: Sequence[Member], topic: Topic, asked: Question) -> list[Stream]:
    found: list[Stream] = []
    for member in members:
        for stream in volumes.streams(member.site, member.known, topic, asked):
            told = {one.name: getattr(stream, one.name) for one in fields(Stream)}
            found.append(_Belonging(**told, belongs=member.belongs))
    return found
