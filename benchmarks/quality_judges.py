"""How the quality report judges: datastreams each beside the others, one finding a fault."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, Protocol

import holidays
import numpy as np

from analytics.quality.carparks import car_park_findings
from analytics.quality.finding import Finding
from analytics.quality.judge import counter_findings
from analytics.quality.learned import Watched, watch
from analytics.quality.merged import one_each, when_known
from analytics.quality.track import Track
from benchmarks import quality_data as data
from benchmarks.quality_faults import CAR_PARK_FAULTS, COUNTER_FAULTS, Fault, Injected

FREE: Final = frozenset(holidays.country_holidays("DE", subdiv="NW", years=range(2018, 2027)))


class Judge(Protocol):
    """How the datastreams of a recording are watched and judged."""

    faults: Sequence[Fault]
    tracks: Mapping[str, Track]
    partners: Mapping[str, Track]  #: the other direction of those that have one

    def whole(self, name: str) -> list[Finding]:
        """Return what is found in the recording as it is."""

    def after(self, name: str, injected: Injected, window: slice) -> list[Finding]:
        """Return what is found with a fault put in, looking at no more than a window."""


class Counters:
    """Counters of one mode, each beside all others."""

    def __init__(self, watched: Mapping[str, Watched], pairs: Mapping[str, str]) -> None:
        self.all = dict(watched)
        self.pairs = pairs
        self.faults: Sequence[Fault] = COUNTER_FAULTS
        self.tracks: Mapping[str, Track] = {name: one.track for name, one in watched.items()}
        self.partners: Mapping[str, Track] = {
            name: self.tracks[other] for name, other in pairs.items() if other in self.tracks
        }

    def whole(self, name: str) -> list[Finding]:
        """Return what is found in the recording as it is."""
        beside = [one for other, one in self.all.items() if other != name]
        partner = self.all[self.pairs[name]] if name in self.pairs else None
        return one_each(counter_findings(self.all[name], partner=partner, beside=beside))

    def after(self, name: str, injected: Injected, window: slice) -> list[Finding]:
        """Return what is found with a fault put in, looking at no more than a window."""
        own = watch(cut(injected.track, window), data.ZONE, FREE)
        others = {other: one for other, one in self.all.items() if other != name}
        partner = None
        if injected.partner is not None:
            partner = watch(_like(injected.partner, own.track), data.ZONE, FREE)
            others[injected.partner.name] = partner
        return when_known(counter_findings(own, partner=partner, beside=list(others.values())))


class CarParks:
    """Car parks by their free spaces."""

    def __init__(self, tracks: Mapping[str, Track], capacities: Mapping[str, float]) -> None:
        self.capacities = capacities
        self.faults: Sequence[Fault] = CAR_PARK_FAULTS
        self.tracks = tracks
        self.partners: Mapping[str, Track] = {}
        self.watched = {
            name: watch(tracks[name], data.ZONE, FREE, mean=True) for name in capacities
        }

    def whole(self, name: str) -> list[Finding]:
        """Return what is found in the recording as it is."""
        shown = car_park_findings(self.watched[name], self.capacities[name], self._beside(name))
        return one_each(shown)

    def after(self, name: str, injected: Injected, window: slice) -> list[Finding]:
        """Return what is found with a fault put in, looking at no more than a window."""
        own = watch(cut(injected.track, window), data.ZONE, FREE, mean=True)
        return when_known(car_park_findings(own, self.capacities[name], self._beside(name)))

    def _beside(self, name: str) -> list[Watched]:
        return [one for other, one in self.watched.items() if other != name]


def cut(track: Track, window: slice) -> Track:
    """Return the steps of a window."""
    coarse = None if track.coarse is None else track.coarse[window]
    return replace(
        track, first=track.first + window.start, value=track.value[window], coarse=coarse
    )


def on(track: Track, like: Track) -> Track:
    """Return a track over the steps of another one."""
    value = np.full(len(like), np.nan)
    begin = track.first - like.first
    ours = slice(max(begin, 0), min(begin + len(track), len(like)))
    value[ours] = track.value[ours.start - begin : ours.stop - begin]
    return replace(track, first=like.first, value=value, coarse=None)


def _like(track: Track, like: Track) -> Track:
    begin = like.first - track.first
    return cut(track, slice(begin, begin + len(like)))
