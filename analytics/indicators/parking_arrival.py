"""The free spaces of a site or group at full quarter hours, for the chance on arrival (A12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics import occupancy
from analytics.indicators.groups import Member
from analytics.occupancy import COVERAGE_MIN_PERCENT, Load
from analytics.parking import groups
from analytics.parking.stays import Bool
from analytics.parking.usual_chance import WEEK, WEEKS, Past
from analytics.quarters import QUARTER_MS, Float, Quarters
from analytics.site import Site
from analytics.spans import BEGINNING_MS, END_MS, Span, covered_ms, union
from devices.properties import Property

QUARTERS_BACK: Final = WEEKS * WEEK
_OF_SPACES: Final = frozenset({Property.FREE_SPACES, Property.BAY_STATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A site of it: free spaces at the end of each quarter, whether it was closed, its load."""

    free: Float
    shut: Bool
    load: Load
    size: float


def past(members: Sequence[Member], issue: int) -> Past:
    """Return the past of a site or of a group of them, up to an instant.

    Of a group the spaces of all are added where 90 % of its capacity are known; a site that is
    closed offers none and is not missed.

    Parameters
    ----------
    issue
        The last instant is this one. [quarters since 1970]

    Examples
    --------
    >>> from analytics.example import DAY
    >>> from analytics.indicators.example import CAR_PARK, held
    >>> before = past([Member(site=CAR_PARK, known=held(5.0), belongs=[DAY])], 96)
    >>> len(before.free) == QUARTERS_BACK, before.free[-2:].tolist()  # [spaces]
    (True, [5.0, 5.0])
    """
    first = issue - QUARTERS_BACK  # the quarter that ends at the first instant but one
    parts = [_part(member, first, QUARTERS_BACK) for member in members]
    whole = (
        parts[0].load
        if len(parts) == 1
        else groups.of_sites([part.load for part in parts], spaces=[part.size for part in parts])
    )
    free = np.sum([np.nan_to_num(part.free) for part in parts], axis=0)
    none = np.all([np.isnan(part.free) for part in parts], axis=0)
    enough = whole.observed_ms * 100 >= whole.expected_ms * COVERAGE_MIN_PERCENT
    there = np.any([part.load.expected_ms > 0 for part in parts], axis=0)
    shut = ~there & np.any([part.shut for part in parts], axis=0)
    return Past(
        first=first + 1,
        free=np.where(none | shut | ~enough | (whole.observed_ms <= 0), np.nan, free),
        shut=shut,
        doubted=whole.doubted,
        atypical=_atypical([member.site for member in members], first, QUARTERS_BACK),
    )


def is_shut(sites: Sequence[Site], instants: Sequence[int]) -> list[bool]:
    """Return whether all of the sites are to be closed at each instant. [quarters since 1970].

    Parameters
    ----------
    instants
        [quarters since 1970]

    Examples
    --------
    >>> from dataclasses import replace
    >>> from analytics.example import DAY
    >>> from analytics.indicators.example import CAR_PARK
    >>> by_day = replace(CAR_PARK, opening=[(DAY, "Mon-Sun 06:00-22:00")])
    >>> is_shut([by_day], [0, 48])  # 00:00 and 12:00
    [True, False]
    """
    return [all(_closed(site, instant) for site in sites) for instant in instants]


def _closed(site: Site, instant: int) -> bool:
    window = Span(instant * QUARTER_MS, (instant + 1) * QUARTER_MS)
    shut = site.spaces(window).shut()
    return int(covered_ms(instant, 1, shut)[0]) > 0


def _part(member: Member, first: int, count: int) -> _Part:
    site, known = member.site, member.known
    window = Span(first * QUARTER_MS, (first + count) * QUARTER_MS)
    capacity = site.spaces(window)
    bays = site.parts(Property.BAY_STATE)
    told = bays or site.parts(Property.FREE_SPACES)
    runs = [
        one.stream(known.states.get(one.id, {}), window.to_ms).quarters(first, count)
        for one in told
    ]
    deployed = np.any([run.expected_ms > 0 for run in runs], axis=0)
    if bays:
        load = occupancy.of_bays(runs, capacity, None)
        free, size = _vacant(runs, load), 1.0
    else:
        load, free = _even_without_capacity(runs[0], capacity), runs[0].last
        begun = [(s.from_ms, n) for s, n in site.capacity if s.from_ms < window.to_ms]
        size = max(begun, default=(0, np.inf))[1]
    return _Part(free=free, shut=deployed & (load.expected_ms <= 0), load=load, size=size)


def _even_without_capacity(free: Quarters, capacity: occupancy.Capacity) -> Load:
    """Return the load; nobody needs to know how many spaces there are to see that some are free."""
    if capacity.facts:
        return occupancy.of_car_park(free, capacity, None)
    most = float(np.max(np.nan_to_num(free.high), initial=0.0))
    known = (Span(BEGINNING_MS, END_MS), most + 1.0)
    return occupancy.of_car_park(
        free, occupancy.Capacity(facts=[known], closures=capacity.closures), None
    )


def _vacant(bays: Sequence[Quarters], load: Load) -> Float:
    """Return how many sensed bays were vacant at the end of each quarter, those closed left out."""
    last = np.array([bay.last for bay in bays])
    known = ~np.isnan(last)
    vacant = ((last == 0) & known).sum(axis=0)
    sensed = np.sum([bay.observed_ms for bay in bays], axis=0)
    open_share = np.where(sensed > 0, load.observed_ms / np.maximum(sensed, 1), 1.0)
    enough = known.sum(axis=0) * 100 >= len(bays) * COVERAGE_MIN_PERCENT
    # One that is known to be vacant is free whatever the others are.
    free: Float = np.floor(vacant * np.minimum(open_share, 1.0) + 1e-9)
    return np.where(enough | (free > 0), free, np.nan)


def _atypical(sites: Sequence[Site], first: int, count: int) -> Bool:
    spans = union(
        said.span
        for site in sites
        for source in site.sources
        if source.observed in _OF_SPACES
        for said in source.judgements
        if said.kind == "atypical"
    )
    found: Bool = covered_ms(first, count, spans) > 0
    return found
