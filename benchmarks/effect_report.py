"""`python -m benchmarks.effect_report`: the comparison before and after, tried on real towns.

On days like any other nothing changed: what is said then is wrong, and a fifth more or less put
into the counts since that day must be told. The method was chosen on Münster's counters until the
middle of 2022; all else is judged only. The data are fixed, and so are the numbers.
"""

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from analytics.calendar.region import number_of
from analytics.counting import weather as model
from analytics.effects import before_after, matching, sky
from analytics.effects.before_after import Effect, Weather
from analytics.figure import Figure
from analytics.forecasts import scores
from analytics.quarters import Float
from benchmarks import effect_data as data
from benchmarks.effect_data import Panel

BEFORE_DAYS: Final = 365
AFTER_DAYS: Final = (30, 60, 180)
EFFECTS: Final = (0.2, -0.2, 0.1)
#: A window is tried where so much of the site's days is known.
_KNOWN: Final = 0.7
_LEARNED_UNTIL: Final = date(2021, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One day on which nothing changed, as it is asked."""

    panel: Panel
    site: str
    controls: tuple[str, ...]
    at: int
    after_days: int
    weather: Weather | None = None

    def said(self) -> Effect:
        """Return what is said of it."""
        panel = self.panel
        inside = (panel.number >= self.at - BEFORE_DAYS) & (
            panel.number < self.at + self.after_days
        )
        sky_then = self.weather
        if sky_then is not None:
            sky_then = Weather(was=sky_then.was[inside], usual=sky_then.usual[inside])
        return before_after.before_after(
            panel.daily[self.site][inside],
            [panel.daily[one][inside] for one in self.controls],
            panel.number[inside],
            self.at,
            panel.region,
            weather=sky_then,
        )


def trials(
    panel: Panel, days: Sequence[int], after_days: int, *, together: bool
) -> Iterator[Trial]:
    """Yield each site on each day: against every other site alone, or against all together."""
    number = panel.number
    for site, daily in panel.daily.items():
        for at in days:
            before = (number >= at - BEFORE_DAYS) & (number < at)
            after = (number >= at) & (number < at + after_days)
            known = [(~np.isnan(daily[side])).sum() for side in (before, after)]
            if known[0] < _KNOWN * BEFORE_DAYS or known[1] < _KNOWN * after_days:
                continue
            others = tuple(
                name
                for name, other in panel.daily.items()
                if name != site
                and all(
                    (~np.isnan(other[side])).sum() >= _KNOWN * side.sum()
                    for side in (before, after)
                )
            )
            groups = [others] if together and len(others) > 1 else [(one,) for one in others]
            if together and len(others) < 2:
                continue
            for controls in groups:
                yield Trial(panel=panel, site=site, controls=controls, at=at, after_days=after_days)


def line(name: str, found: Sequence[Effect]) -> str:
    """Return how often something was said wrongly, and how often an effect would be told."""
    ends = np.array(
        [
            (math.log1p(one.low), math.log1p(one.high))
            for one in found
            if one.low is not None and one.high is not None
        ]
    ).reshape(-1, 2)
    if not len(ends):
        return f"{name:40s} n    0"
    more, less = np.mean(ends[:, 0] > 0), np.mean(ends[:, 1] < 0)
    told = []
    for effect in EFFECTS:
        moved = ends + math.log1p(effect)
        seen = moved[:, 0] > 0 if effect > 0 else moved[:, 1] < 0
        told.append(f"{effect:+.0%} told {np.mean(seen):4.0%}")
    half = float(np.median(np.expm1(np.diff(ends, axis=1) / 2)))
    return (
        f"{name:40s} n {len(ends):4d}  more {more:5.1%}  less {less:5.1%}  {'  '.join(told)}"
        f"  half width {half:5.1%}"
    )


def explain(panel: Panel) -> Iterator[str]:
    """Yield what weather tells of later years: learned until 2021, scored from 2022 on."""
    found = sky.weather_of(panel.weather, panel.number)
    if found is None:
        return
    weather, names = found
    stratum = matching.strata(panel.number, panel.region)
    learned = panel.number <= number_of(_LEARNED_UNTIL)
    yield f"weather: {', '.join(names)}; learned until {_LEARNED_UNTIL}, scored on the days after"
    for site, daily in panel.daily.items():
        ordinary = np.where(stratum >= 0, daily, np.nan)
        later = ~learned & ~np.isnan(ordinary)
        if later.sum() < BEFORE_DAYS or (learned & ~np.isnan(ordinary)).sum() < model.DAYS_MIN:
            continue
        told = []
        for elements in (None, weather.was):
            expected = model.expected(ordinary, elements, stratum, panel.number, learned)
            told.append(_scored(ordinary, expected, later & ~np.isnan(weather.was).any(axis=1)))
        yield (
            f"  {site:12s} n {int(later.sum()):4d}  R2 {told[0][0]:5.2f} -> {told[1][0]:5.2f}"
            f"  MASE {told[0][1]:4.2f} -> {told[1][1]:4.2f}"
        )


def _scored(daily: Float, expected: Float, of: np.typing.NDArray[np.bool_]) -> tuple[float, float]:
    """Return R2, and the mean absolute error over that of the same weekday a week before."""
    of = of & ~np.isnan(expected)
    y, told = daily[of], expected[of]
    level = y.mean() / told.mean()  # a year's growth is not the weather's
    rest = y - told * level
    naive = np.abs(daily[7:] - daily[:-7])[of[7:]]
    mase = scores.ratio(Figure(float(np.abs(rest).mean())), Figure(float(np.nanmean(naive))))
    return 1 - float(rest @ rest) / float(((y - y.mean()) ** 2).sum()), mase.value or math.nan


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; exit status 1 where it is judged and something is said too often."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.effect_report")
    parser.add_argument("--every", type=int, default=60, help="days from one trial to the next")
    every = parser.parse_args(arguments).every
    print(
        f"{before_after.METHOD}, version {before_after.METHOD_VERSION}; {BEFORE_DAYS} days before"
    )
    muenster, munich = data.muenster(), data.munich()
    spans = (
        ("chosen on: Münster to 2022-06", muenster, date(2020, 1, 1), date(2022, 7, 1)),
        ("judged: Münster 2023-01 on", muenster, date(2023, 1, 1), date(2024, 10, 1)),
        ("judged: Munich 2018 to 2024", munich, date(2018, 1, 1), date(2024, 7, 1)),
    )
    wrong = 0
    for name, panel, first, last in spans:
        print(f"\n{name}")
        days = list(data.dates(first, last, every))
        for after, together in ((a, t) for a in AFTER_DAYS for t in (False, True)):
            found = [one.said() for one in trials(panel, days, after, together=together)]
            label = f"  {after:3d} days, {'all others' if together else 'one control'}"
            print(line(label, found), flush=True)
            wrong += name.startswith("judged") and too_often(found)
    print("\n" + "\n".join(explain(munich)))
    _with_weather(munich, list(data.dates(date(2018, 1, 1), date(2024, 7, 1), every)))
    print("judged: nothing is said too often" if not wrong else f"judged: {wrong} lines over 5 %")
    return int(wrong > 0)


def too_often(found: Sequence[Effect]) -> bool:
    """Return whether more than one in twenty is told as more, or as less."""
    said = [one.verdict for one in found if one.verdict is not None]
    wrong = (before_after.Verdict.MORE, before_after.Verdict.LESS)
    return any(20 * said.count(one) > len(said) for one in wrong)


def _with_weather(panel: Panel, days: Sequence[int]) -> None:
    """Print the same comparisons with and without the weather taken out."""
    found = sky.weather_of(panel.weather, panel.number)
    if found is None:
        return
    asked = list(trials(panel, days, 60, together=False))
    freed = [
        Trial(
            panel=panel, site=a.site, controls=a.controls, at=a.at, after_days=60, weather=found[0]
        )
        for a in asked
    ]
    said = [(one.said(), other.said()) for one, other in zip(asked, freed, strict=True)]
    both = [pair for pair in said if pair[1].weather]
    print(line("  60 days, one control, Munich, without", [one for one, _ in both]))
    print(line("  60 days, one control, Munich, weather", [other for _, other in both]))


if __name__ == "__main__":
    sys.exit(main())
