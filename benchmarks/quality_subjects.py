"""The datastreams of the quality report: how each recording is watched and judged."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

import numpy as np

from analytics.civil import day_start_ms
from analytics.quality.learned import Watched, watch
from analytics.quality.track import Track
from benchmarks import quality_data as data
from benchmarks.quality_faults import DAY_MS
from benchmarks.quality_judges import FREE, CarParks, Counters, Judge

BICYCLES: Final = "muenster-bikes"
CAR_PARKS: Final = "muenster-parking"
LOOPS: Final = "berlin-loops"
STREETS: Final = "telraam"
LOTS: Final = "german-lots"
OTHER_LOOPS: Final = "berlin-loops-others"
OTHER_STREETS: Final = "telraam-others"
OTHER_LOTS: Final = "german-lots-others"
OF_C: Final = 15  #: datastreams of a recording of part C, and of part D
LEAST_AN_HOUR: Final = 5.0  #: cars that a camera counts in the mean, for half of them to be missed
TEACHES_MS: Final = 14 * DAY_MS
MONTH_MS: Final = 30.4 * DAY_MS
WHOLE: Final = 0.9  #: of a month is known
DAYLIGHT: Final = 0.35  #: of a month is known of a camera that sees by day
CAPACITIES: Final = {
    "ph-theater": 748, "ph-bremer-platz": 354, "ph-stubengasse": 318, "ph-karstadt": 183,
    "ph-aegidii": 750, "ph-engelenschanze": 480, "ph-bahnhofstrasse": 311,
    "ph-alter-steinweg": 390, "pp-georgskommende": 272,
}  # fmt: skip


def counters() -> dict[str, Watched]:
    """Return every channel of Münster's bicycle counters with a year of data or so."""
    tracks = [
        track
        for station in data.stations()
        for name, track in data.bicycles(station).items()
        if name != station and np.count_nonzero(~np.isnan(track.value)) > 5_000
    ]
    return {track.name: watch(track, data.ZONE, FREE) for track in tracks}


def bicycles() -> tuple[Judge, list[data.Stretch]]:
    """Return Münster's bicycle counters, with the stretches of parts A and B."""
    return Counters(counters(), data.pairs(BICYCLES)), _listed(BICYCLES)


def car_parks() -> tuple[Judge, list[data.Stretch]]:
    """Return Münster's car parks, with the stretches of parts A and B."""
    return CarParks(data.car_parks(CAR_PARKS), CAPACITIES), _listed(CAR_PARKS)


def loops() -> tuple[Judge, list[data.Stretch]]:
    """Return hourly motor traffic of Berlin in one month: part C."""
    kept = _sections("mq_hr_2023_10.csv.gz")
    return _counted(kept), _of_c(LOOPS, kept)


def other_loops() -> tuple[Judge, list[data.Stretch]]:
    """Return other cross-sections of Berlin in the month the clocks go forward: part D."""
    kept = _sections("mq_hr_2023_03.csv.gz", _sections("mq_hr_2023_10.csv.gz"))
    return _counted(kept), _of_c(OTHER_LOOPS, kept, part="D")


def _sections(file: str, but: Mapping[str, Track] | None = None) -> dict[str, Track]:
    found = data.berlin(file)
    whole = {
        name: one
        for name, one in sorted(found.items())
        if _known(one) > WHOLE and name not in (but or {})
    }
    return dict(list(whole.items())[:: max(len(whole) // OF_C, 1)][:OF_C])


def _counted(kept: Mapping[str, Track]) -> Counters:
    return Counters({name: watch(one, data.ZONE, FREE) for name, one in kept.items()}, {})


def streets() -> tuple[Judge, list[data.Stretch]]:
    """Return cars by hour that cameras of Berlin count by daylight, in one month: part C."""
    kept = dict(list(_cameras().items())[:OF_C])
    return _counted(kept), _of_c(STREETS, kept)


def other_streets() -> tuple[Judge, list[data.Stretch]]:
    """Return the next of these cameras in the same month: part D."""
    kept = dict(list(_cameras().items())[OF_C : 2 * OF_C])
    return _counted(kept), _of_c(OTHER_STREETS, kept, part="D")


def _cameras() -> dict[str, Track]:
    """Return cameras that see by day and past which somebody drives."""
    return {
        name: one
        for name, one in data.telraam().items()
        if _known(one) > DAYLIGHT and np.nanmean(one.value) >= LEAST_AN_HOUR
    }


def lots() -> tuple[Judge, list[data.Stretch]]:
    """Return the liveliest lots of other towns in one month: part C."""
    kept = _liveliest(date(2022, 6, 1), date(2022, 7, 1))
    return _parked(kept), _of_c(LOTS, kept)


def other_lots() -> tuple[Judge, list[data.Stretch]]:
    """Return the liveliest of the other lots in another year: part D."""
    but = _liveliest(date(2022, 6, 1), date(2022, 7, 1))
    kept = _liveliest(date(2023, 3, 1), date(2023, 4, 1), but)
    return _parked(kept), _of_c(OTHER_LOTS, kept, part="D")


def _parked(kept: Mapping[str, Track]) -> CarParks:
    return CarParks(kept, {name: float(np.nanmax(one.value)) for name, one in kept.items()})


def _liveliest(first: date, end: date, but: Mapping[str, Track] | None = None) -> dict[str, Track]:
    end_ms = day_start_ms(end, data.ZONE)  # the last value of the file holds longer
    month = data.car_parks("german-lots", f"{first:%Y-%m}/*.csv.gz")
    found = {name: one.until(end_ms) for name, one in month.items()}
    changes = {
        name: int(np.count_nonzero(np.abs(np.diff(one.value)) > 0))
        for name, one in found.items()
        if _known(one) > WHOLE and np.nanmin(one.value) >= 0 and name not in (but or {})
    }
    liveliest = sorted(changes, key=lambda name: (-changes[name], name))[:OF_C]
    return {name: found[name] for name in liveliest}


#: What is reported, by the name of the recording.
SUBJECTS: Final[Mapping[str, Callable[[], tuple[Judge, list[data.Stretch]]]]] = {
    BICYCLES: bicycles,
    CAR_PARKS: car_parks,
    LOOPS: loops,
    STREETS: streets,
    LOTS: lots,
    OTHER_LOOPS: other_loops,
    OTHER_STREETS: other_streets,
    OTHER_LOTS: other_lots,
}


def _listed(recording: str) -> list[data.Stretch]:
    return [one for one in data.stretches() if one.recording == recording]


def _of_c(recording: str, tracks: Mapping[str, Track], part: str = "C") -> list[data.Stretch]:
    """Return the second half of a month of each: the first half teaches."""
    return [
        data.Stretch(
            part=part,
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
