"""`make forecast-report`: forecasts of real recordings, tried on the past as it was received.

The model was chosen on the stations of part A (`tests/data/healthy.toml`); part B is scored and
nothing was fitted to it. Every quarter hour of the last eight weeks of a healthy stretch is an
origin; a reading is known a stated delay after its end. The data are fixed, and so are the numbers.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.calendar.region import Region
from analytics.figure import Figure
from analytics.forecasts import backtest, model
from analytics.forecasts.backtest import Score
from analytics.forecasts.grid import Grid, grid, received_after
from analytics.quality.track import Track
from analytics.quarters import QUARTER_MS, Float
from benchmarks import quality_data as data
from benchmarks.quality_subjects import BICYCLES, CAPACITIES, CAR_PARKS

LOTS: Final = "german-lots"
DELAY_MS: Final = 300_000  #: from the end of a quarter hour to the receipt of its last reading
WEEKS: Final = 26  #: of each series: to learn from, to make a band of, and to be judged by
SHOWN: Final = (1, 2, 4, 8)  #: quarter hours
#: Car parks of two other months, part B; a month is too short for a forecast.
OTHER_LOTS: Final = {"apag-parken-dulmen-parkhaus-overbergplatz": 160}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A series of the report.

    Parameters
    ----------
    name
        The station, and `spaces` or `bicycles`.
    series
        Ends with two hours of which nothing is known.
    """

    part: str
    recording: str
    name: str
    series: Grid


def tried() -> Iterator[Tried]:
    """Yield the longest healthy stretch of each station, its channels added up."""
    listed = list(data.stretches())
    for recording, station in dict.fromkeys((one.recording, one.station) for one in listed):
        if recording not in {BICYCLES, CAR_PARKS}:
            continue
        own = [one for one in listed if (one.recording, one.station) == (recording, station)]
        longest = max(own, key=lambda one: one.to_ms - one.from_ms)
        span = longest.from_ms, longest.to_ms
        channels = sorted({one.channel for one in own if (one.from_ms, one.to_ms) == span})
        first = max(span[0] // QUARTER_MS, span[1] // QUARTER_MS - WEEKS * model.WEEK)
        count = span[1] // QUARTER_MS - first
        if recording == BICYCLES:
            tracks = [data.bicycles(station)[channel] for channel in channels]
            value = np.sum([_quarters(one, first, count) for one in tracks], axis=0)
            yield _tried(longest.part, recording, station, first, value, None)
        else:
            free = _quarters(data.car_parks(CAR_PARKS)[station], first, count)
            share = np.clip(1 - free / CAPACITIES[station], 0, 1)
            yield _tried(longest.part, recording, station, first, share, 1.0)
    for lot, track in data.car_parks(LOTS).items():
        if lot in OTHER_LOTS:
            first = track.first * track.step_ms // QUARTER_MS
            free = _quarters(track, first, len(track) * track.step_ms // QUARTER_MS)
            yield _tried("B", LOTS, lot, first, np.clip(1 - free / OTHER_LOTS[lot], 0, 1), 1.0)


def scored(one: Tried) -> dict[int, dict[str, Score]]:
    """Return the scores of a series by horizon and day type; `every` is of all days."""
    seen = model.prepared(one.series, received_after(0, 1, DELAY_MS)[0] - 1)
    kinds = {"every": backtest.tested(one.series), **backtest.by_day_type(one.series)}
    found = {}
    for horizon in model.HORIZONS:
        told = model.walk(seen, horizon)
        found[horizon] = {name: backtest.score(seen, told, of) for name, of in kinds.items()}
    return found


def _tried(
    part: str, recording: str, name: str, first: int, value: Float, ceiling: float | None
) -> Tried:
    to_come = np.full(max(model.HORIZONS), np.nan)
    laid = np.concatenate([value, to_come])
    series = grid(
        first,
        laid,
        received_after(first, len(laid), DELAY_MS),
        ceiling=ceiling,
        zone=data.ZONE,
        region=Region(land="NW"),
    )
    return Tried(part=part, recording=recording, name=name, series=series)


def _quarters(track: Track, first: int, count: int) -> Float:
    """Return the mean of each quarter hour, where three quarters of its steps are known."""
    per = QUARTER_MS // track.step_ms
    laid = np.full(count * per, np.nan)
    begin = first * per - track.first
    ours = slice(max(-begin, 0), max(min(len(track) - begin, len(laid)), 0))
    laid[ours] = track.value[ours.start + begin : ours.stop + begin]
    steps = laid.reshape(-1, per)
    n = (~np.isnan(steps)).sum(axis=1)
    mean = np.nansum(steps, axis=1) / np.maximum(n, 1)
    return np.where(n * 4 >= per * 3, mean, np.nan)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; exit status 1 where a forecast of part B is worse than its baseline."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.forecast_report")
    parser.add_argument("--part", choices=("A", "B"), help="only this part")
    only = parser.parse_args(arguments).part
    print(f"{model.METHOD}, version {model.METHOD_VERSION}; delay {DELAY_MS // 1000} s")
    print("MASE and skills of the mean absolute error; covered: share in the 10-90 % band")
    worse = 0
    for one in tried():
        if only is None or one.part == only:
            worse += _print(one) and one.part == "B"
    print("B: no served horizon loses to its baseline" if not worse else f"B: {worse} lose")
    return int(worse > 0)


def _print(one: Tried) -> bool:
    """Print the scores of a series; return whether a served horizon loses to its baseline."""
    unit = "bicycles" if one.series.ceiling is None else "occupancy"
    print(f"\n{one.part}  {one.recording}  {one.name}  ({unit} in 15 min)")
    found, lost = scored(one), False
    for horizon in model.HORIZONS:
        every = found[horizon]["every"]
        why = backtest.withheld(every)
        lost |= why is None and (every.skill.value or 0) <= 0
        if horizon not in SHOWN:
            continue
        said = "served" if why is None else f"withheld: {why}"
        print(f"  {horizon * 15:3d} min  {_line(every)}  {said}")
        for name in backtest.DAY_TYPES:
            if found[horizon][name].n:
                print(f"           {_line(found[horizon][name])}  {name}")
    return lost


def _line(found: Score) -> str:
    return (
        f"n {found.n:5d}  MASE {_said(found.mase)}  to naive {_said(found.skill_naive)}"
        f"  to HA+residual {_said(found.skill)}  pinball {_said(found.pinball)}"
        f"  covered {_said(found.covered)}"
    )


def _said(figure: Figure) -> str:
    return "    -" if figure.value is None else f"{figure.value:5.3f}"


if __name__ == "__main__":
    sys.exit(main())
