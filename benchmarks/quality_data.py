"""The recordings as tracks for the quality detectors, read by our own mappings.

Everything is laid on a grid of UTC: counts on quarters, states of car parks on five minutes (a
value holds as long as its mapping says).
"""

import csv
import gzip
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from analytics.civil import day_start_ms, to_ms, wall_ms
from analytics.quality.track import HOUR_MS, Track
from benchmarks.bench import ROOT
from ingest.recordings.read import read_file
from ingest.recordings.recording import Recording
from ingest.recordings.shelf import find

DATA: Final = ROOT.parent / "shared" / "data"
HEALTHY: Final = ROOT / "tests" / "data" / "healthy.toml"
ZONE: Final = ZoneInfo("Europe/Berlin")
COUNT_STEP_MS: Final = 900_000
STATE_STEP_MS: Final = 300_000
_FOLDERS: Final = {
    "muenster-bikes": "muenster_bikes",
    "muenster-parking": "muenster_parking_decks",
    "german-lots": "german_parking_lots",
    "telraam": "telraam_berlin",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A healthy stretch of one datastream: `tests/data/healthy.toml`."""

    part: str
    recording: str
    station: str
    channel: str
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """A time in which a recording is wrong for certain; of no station: of all of them."""

    stations: tuple[str, ...]
    from_ms: int
    to_ms: int

    def explains(self, station: str, from_ms: int, to_ms: int) -> bool:
        """Whether most of what was found lies in it."""
        common = min(self.to_ms, to_ms) - max(self.from_ms, from_ms)
        return (not self.stations or station in self.stations) and 2 * common >= to_ms - from_ms


def stretches() -> Iterator[Stretch]:
    """Yield the healthy stretches, one a channel and span."""
    for entry in _listed()["stretch"]:
        for channel in entry["channels"]:
            for begin, end in entry["spans"]:
                yield Stretch(
                    part=entry["part"],
                    recording=entry["recording"],
                    station=entry["station"],
                    channel=channel,
                    from_ms=day_start_ms(date.fromisoformat(begin), ZONE),
                    to_ms=day_start_ms(date.fromisoformat(end), ZONE),
                )


def pairs(recording: str) -> dict[str, str]:
    """Return the other direction of each listed channel that has one."""
    listed = [one["channels"] for one in _listed()["stretch"] if one["recording"] == recording]
    return {one: pair[1 - k] for pair in listed if len(pair) == 2 for k, one in enumerate(pair)}


def known_faults() -> list[dict[str, Any]]:
    """Return what is wrong for certain."""
    listed: list[dict[str, Any]] = _listed()["known"]
    return listed


def proved(recording: str) -> list[Proved]:
    """Return what lies in healthy stretches and was proved to be a fault of the recording."""
    return [
        Proved(
            stations=tuple(entry["stations"]),
            from_ms=_ms(begin),
            to_ms=_ms(end),
        )
        for entry in _listed()["proved"]
        if entry["recording"] == recording
        for begin, end in entry["spans"]
    ]


def _ms(local: str) -> int:
    return to_ms(datetime.fromisoformat(local).replace(tzinfo=ZONE))


def _listed() -> dict[str, Any]:
    return tomllib.loads(HEALTHY.read_text())


@lru_cache(maxsize=8)
def bicycles(station: str) -> dict[str, Track]:
    """Return the channels of a station of Münster, by number; the publisher's total too."""
    found: dict[str, list[_Part]] = {}
    folder = DATA / _FOLDERS["muenster-bikes"] / station
    for recording in _recordings("muenster-bikes", sorted(folder.glob("*.csv.gz"))):
        for part in _parts(recording):
            found.setdefault(part.source_id, []).append(part)
    return {name: _track(name, parts, COUNT_STEP_MS, 1) for name, parts in found.items()}


def stations() -> list[str]:
    """Return the numbers of Münster's stations."""
    folder = DATA / _FOLDERS["muenster-bikes"]
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


@lru_cache(maxsize=2)
def car_parks(mapping: str = "muenster-parking", files: str = "20*/*.csv.gz") -> dict[str, Track]:
    """Return the free spaces of car parks, by site."""
    found: dict[str, list[_Part]] = {}
    folder = DATA / _FOLDERS[mapping]
    for recording in _recordings(mapping, sorted(folder.glob(files))):
        for part in _parts(recording):
            if part.property == "free_spaces":
                found.setdefault(part.site, []).append(part)
    columns = find(mapping).columns
    holds = columns.hold_max_s * 1000 // STATE_STEP_MS if columns else 1
    return {name: _track(name, parts, STATE_STEP_MS, holds) for name, parts in found.items()}


def telraam() -> dict[str, Track]:
    """Return the cars of Telraam's cameras by hour; hours in which most see none are the night."""
    files = sorted((DATA / _FOLDERS["telraam"]).glob("telraam_*.csv.gz"))
    found: dict[str, list[_Part]] = {}
    for recording in _recordings("telraam", files):
        for part in _parts(recording):
            if part.source_id == "car_total":
                found.setdefault(part.site, []).append(part)
    tracks = {name: _track(name, parts, HOUR_MS, 1) for name, parts in sorted(found.items())}
    first = min(track.first for track in tracks.values())
    seen = np.zeros((2, max(track.first + len(track) for track in tracks.values()) - first))
    for track in tracks.values():
        at = slice(track.first - first, track.first - first + len(track))
        seen[0, at] += track.value > 0
        seen[1, at] += ~np.isnan(track.value)
    night = np.convolve(seen[0] < seen[1] / 2, np.ones(3), mode="same") > 0  # and the dusk
    return {
        name: replace(
            track,
            value=np.where(night[track.first - first :][: len(track)], np.nan, track.value),
        )
        for name, track in tracks.items()
    }


def berlin(file: str) -> dict[str, Track]:
    """Return the hourly motor traffic of Berlin's cross-sections in one month's file.

    The file writes local time: of the hour that comes twice it has one row, for both.
    """
    folder = DATA / "berlin_traffic_hourly"
    hours: dict[str, dict[int, float]] = {}
    with gzip.open(folder / file, "rt", encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter=";"):
            day, month, year = row["tag"].split(".")
            at_ms = wall_ms(date(int(year), int(month), int(day)), int(row["stunde"]) * 60, ZONE)
            of_section = hours.setdefault(row["mq_name"], {})
            of_section[at_ms // HOUR_MS] = float(row["q_kfz_mq_hr"])
    found = {}
    for name, counted in hours.items():
        at = np.array(list(counted))
        value = np.full(int(np.ptp(at)) + 1, np.nan)
        value[at - at.min()] = list(counted.values())
        found[name] = Track(name=name, first=int(at.min()), step_ms=HOUR_MS, value=value)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What one file says of a channel."""

    source_id: str
    site: str
    property: str
    time_ms: NDArray[np.int64]
    duration_ms: NDArray[np.int64]
    value: NDArray[np.float64]


def _recordings(mapping: str, files: list[Path]) -> Iterator[Recording]:
    form = find(mapping)
    for file in files:
        yield read_file(form, file, skip_bad=True)


def _parts(recording: Recording) -> Iterator[_Part]:
    order = np.argsort(recording.channel, kind="stable")
    edges = np.searchsorted(recording.channel[order], np.arange(len(recording.channels) + 1))
    for channel, begin, end in zip(recording.channels, edges[:-1], edges[1:], strict=True):
        if end > begin:
            at = order[begin:end]
            yield _Part(
                source_id=channel.source_id,
                site=channel.site,
                property=channel.property.value,
                time_ms=recording.time_us[at] // 1000,
                duration_ms=recording.duration_ms[at].astype(np.int64),
                value=recording.result[at],
            )


def _track(name: str, parts: list[_Part], step_ms: int, holds: int) -> Track:
    """Lay readings on steps; a longer interval is spread over its steps, a state holds."""
    time_ms = np.concatenate([part.time_ms for part in parts])
    duration_ms = np.concatenate([part.duration_ms for part in parts])
    value = np.concatenate([part.value for part in parts])
    first = int(time_ms.min()) // step_ms
    steps = np.maximum(duration_ms // step_ms, 1)
    laid = np.full(int(time_ms.max()) // step_ms - first + int(steps.max()) + holds, np.nan)
    coarse = np.zeros(len(laid), dtype=bool)
    at = time_ms // step_ms - first
    for parts_of in np.unique(steps).tolist():
        one = steps == parts_of
        for k in range(parts_of):
            laid[at[one] + k] = value[one] / parts_of
            coarse[at[one] + k] = parts_of > 1
    at = np.arange(len(laid))
    source = np.maximum.accumulate(np.where(np.isnan(laid), -1, at))
    laid = np.where((source >= 0) & (at - source < holds), laid[source], np.nan)
    last = int(np.flatnonzero(~np.isnan(laid))[-1]) + 1 if (~np.isnan(laid)).any() else 0
    laid, coarse = laid[:last], coarse[:last]
    return Track(name=name, first=first, step_ms=step_ms, value=laid, coarse=coarse)
