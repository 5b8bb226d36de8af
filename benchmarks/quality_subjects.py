"""The datastreams of the quality report: how each recording is watched and judged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, Protocol

import holidays
import numpy as np

from analytics.civil import day_start_ms
from analytics.quality.carparks import car_park_findings
from analytics.quality.finding import Finding
from analytics.quality.judge import counter_findings
from analytics.quality.learned import Watched, watch
from analytics.quality.track import Track
from benchmarks import quality_data as data
from benchmarks.quality_faults import (
    CAR_PARK_FAULTS,
    COUNTER_FAULTS,
    DAY_MS,
    Fault,
    Injected,
)

BICYCLES: Final = "muenster-bikes"
CAR_PARKS: Final = "muenster-parking"
LOOPS: Final = "berlin-loops"
STREETS: Final = "telraam"
LOTS: Final = "german-lots"
OF_C: Final = 15  #: datastreams of a recording of part C
TEACHES_MS: Final = 14 * DAY_MS
MONTH_MS: Final = 30.4 * DAY_MS
WHOLE: Final = 0.9  #: of a month is known
DAYLIGHT: Final = 0.35  #: of a month is known of a camera that sees by day
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
        return car_park_findings(self.watched[name], self.capacities[name], self._beside(name))

    def after(self, name: str, injected: Injected, window: slice) -> list[Finding]:
        """Return what is found with a fault put in, looking at no more than a window."""
        own = watch(cut(injected.track, window), data.ZONE, FREE, mean=True)
        return car_park_findings(own, self.capacities[name], self._beside(name))

    def _beside(self, name: str) -> list[Watched]:
        return [one for other, one in self.watched.items() if other != name]


def bicycles() -> tuple[Judge, list[data.Stretch]]:
    """Return Münster's bicycle counters, with the stretches of parts A and B."""
    return Counters(counters(), data.pairs(BICYCLES)), _listed(BICYCLES)


def car_parks() -> tuple[Judge, list[data.Stretch]]:
    """Return Münster's car parks, with the stretches of parts A and B."""
    return CarParks(data.car_parks(CAR_PARKS), CAPACITIES), _listed(CAR_PARKS)


def loops() -> tuple[Judge, list[data.Stretch]]:
    """Return hourly motor traffic of Berlin in one month: part C."""
    found = data.berlin("mq_hr_2023_10.csv.gz")
    whole = {name: one for name, one in sorted(found.items()) if _known(one) > WHOLE}
    kept = dict(list(whole.items())[:: max(len(whole) // OF_C, 1)][:OF_C])
    watched = {name: watch(one, data.ZONE, FREE) for name, one in kept.items()}
    return Counters(watched, {}), _of_c(LOOPS, kept)


def streets() -> tuple[Judge, list[data.Stretch]]:
    """Return cars by hour that cameras of Berlin count by daylight, in one month: part C."""
    found = data.telraam()
    whole = [name for name, one in found.items() if _known(one) > DAYLIGHT]
    kept = {name: found[name] for name in whole[:OF_C]}
    watched = {name: watch(one, data.ZONE, FREE) for name, one in kept.items()}
    return Counters(watched, {}), _of_c(STREETS, kept)


def lots() -> tuple[Judge, list[data.Stretch]]:
    """Return the liveliest lots of other towns in one month: part C."""
    end_ms = day_start_ms(date(2022, 7, 1), data.ZONE)  # the last value of the file holds longer
    month = data.car_parks("german-lots", "2022-06/*.csv.gz")
    found = {name: one.until(end_ms) for name, one in month.items()}
    changes = {
        name: int(np.count_nonzero(np.abs(np.diff(one.value)) > 0))
        for name, one in found.items()
        if _known(one) > WHOLE and np.nanmin(one.value) >= 0
    }
    liveliest = sorted(changes, key=lambda name: (-changes[name], name))[:OF_C]
    kept = {name: found[name] for name in liveliest}
    capacities = {name: float(np.nanmax(one.value)) for name, one in kept.items()}
    return CarParks(kept, capacities), _of_c(LOTS, kept)


#: What is reported, by the name of the recording.
SUBJECTS: Final[Mapping[str, Callable[[], tuple[Judge, list[data.Stretch]]]]] = {
    BICYCLES: bicycles,
    CAR_PARKS: car_parks,
    LOOPS: loops,
    STREETS: streets,
    LOTS: lots,
}


def _listed(recording: str) -> list[data.Stretch]:
    return [one for one in data.stretches() if one.recording == recording]


def _of_c(recording: str, tracks: Mapping[str, Track]) -> list[data.Stretch]:
    """Return the second half of a month of each: the first half teaches."""
    return [
        data.Stretch(
            part="C",
            recording=recording,
            station=name,
            channel=name,
            from_ms=track.at_ms(0) + TEACHES_MS,
            to_ms=track.end_ms,
        )
        for name, track in tracks.items()
    ]


def _known(track: Track) -> float:
    """Return the share of a month that is known."""
    return float(np.count_nonzero(~np.isnan(track.value)) * track.step_ms / MONTH_MS)


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
