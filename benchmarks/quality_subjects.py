"""The datastreams of the quality report: how each recording is watched and judged."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import holidays
import numpy as np

from analytics.quality.carparks import car_park_findings
from analytics.quality.finding import Finding
from analytics.quality.judge import counter_findings
from analytics.quality.learned import Watched, watch
from analytics.quality.track import Track
from benchmarks import quality_data as data
from benchmarks.quality_faults import CAR_PARK_FAULTS, COUNTER_FAULTS, Fault, Injected

BICYCLES: Final = "muenster-bikes"
CAR_PARKS: Final = "muenster-parking"
CAPACITIES: Final = {
    "ph-theater": 748, "ph-bremer-platz": 354, "ph-stubengasse": 318, "ph-karstadt": 183,
    "ph-aegidii": 750, "ph-engelenschanze": 480, "ph-bahnhofstrasse": 311,
    "ph-alter-steinweg": 390, "pp-georgskommende": 272,
}  # fmt: skip
FREE: Final = frozenset(holidays.country_holidays("DE", subdiv="NW", years=range(2018, 2027)))


def counters() -> dict[str, Watched]:
    """Return every channel of Münster's bicycle counters with a year of data or so."""
    tracks = [
        track
        for station in data.stations()
        for name, track in data.bicycles(station).items()
        if name != station and np.count_nonzero(~np.isnan(track.value)) > 5_000
    ]
    return {track.name: watch(track, data.ZONE, FREE) for track in tracks}


class Judge:
    """How the datastreams of a recording are watched and judged."""

    faults: Sequence[Fault]

    def name(self, stretch: data.Stretch) -> str:
        """Return the name of the datastream a stretch is of."""
        raise NotImplementedError

    def track(self, name: str) -> Track:
        """Return its track."""
        raise NotImplementedError

    def partner(self, name: str) -> Track | None:
        """Return the other direction, where there is one."""
        raise NotImplementedError

    def whole(self, name: str) -> list[Finding]:
        """Return what is found in the recording as it is."""
        raise NotImplementedError

    def after(self, name: str, injected: Injected, window: slice) -> list[Finding]:
        """Return what is found with a fault put in, looking at no more than a window."""
        raise NotImplementedError


class Counters(Judge):
    """Bicycle counters, each beside all others."""

    faults = COUNTER_FAULTS

    def __init__(self) -> None:
        self.all = counters()
        self.pairs = data.pairs(BICYCLES)

    def name(self, stretch: data.Stretch) -> str:
        """Return the name of the datastream a stretch is of."""
        return stretch.channel

    def track(self, name: str) -> Track:
        """Return its track."""
        return self.all[name].track

    def partner(self, name: str) -> Track | None:
        """Return the other direction, where there is one."""
        return self.all[self.pairs[name]].track if name in self.pairs else None

    def whole(self, name: str) -> list[Finding]:
        """Return what is found in the recording as it is."""
        beside = [one for other, one in self.all.items() if other != name]
        partner = self.all[self.pairs[name]] if name in self.pairs else None
        return counter_findings(self.all[name], partner=partner, beside=beside)

    def after(self, name: str, injected: Injected, window: slice) -> list[Finding]:
        """Return what is found with a fault put in, looking at no more than a window."""
        own = watch(cut(injected.track, window), data.ZONE, FREE)
        others = {other: one for other, one in self.all.items() if other != name}
        partner = None
        if injected.partner is not None:
            partner = watch(_like(injected.partner, own.track), data.ZONE, FREE)
            others[injected.partner.name] = partner
        return counter_findings(own, partner=partner, beside=list(others.values()))


class CarParks(Judge):
    """Car parks by their free spaces."""

    faults = CAR_PARK_FAULTS

    def __init__(self) -> None:
        self.all = data.car_parks(CAR_PARKS)
        self.watched = {
            name: watch(self.all[name], data.ZONE, FREE, mean=True) for name in CAPACITIES
        }

    def name(self, stretch: data.Stretch) -> str:
        """Return the name of the datastream a stretch is of."""
        return stretch.station

    def track(self, name: str) -> Track:
        """Return its track."""
        return self.all[name]

    def partner(self, name: str) -> Track | None:  # noqa: ARG002
        """Return None: a car park has no other direction."""
        return None

    def whole(self, name: str) -> list[Finding]:
        """Return what is found in the recording as it is."""
        return car_park_findings(self.watched[name], CAPACITIES[name], self._beside(name))

    def _beside(self, name: str) -> list[Watched]:
        return [one for other, one in self.watched.items() if other != name]

    def after(self, name: str, injected: Injected, window: slice) -> list[Finding]:
        """Return what is found with a fault put in, looking at no more than a window."""
        own = watch(cut(injected.track, window), data.ZONE, FREE, mean=True)
        return car_park_findings(own, CAPACITIES[name], self._beside(name))


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
