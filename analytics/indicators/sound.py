"""Sound of a site: equivalent levels, and those of day, evening and night."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from typing import Final

import numpy as np

from analytics.civil import Bucket, Buckets, day_start_ms, local_date
from analytics.environment import capture, day_evening_night, levels, spread
from analytics.environment.day_evening_night import Levels
from analytics.fold import fold
from analytics.indicators.environment import Words, method, series, shown
from analytics.indicators.measured import only, run_of
from analytics.indicators.method import CIVIL, EVERY, Known, Method, Need
from analytics.quarters import QUARTER_MS, Float, Int, Quarters
from analytics.question import Question
from analytics.series import Series, with_total
from analytics.site import Site
from analytics.speeds.buckets import fold as fold_levels
from analytics.speeds.packed import stack
from analytics.topic import Indicator, Topic
from devices.properties import Property

_ONE: Final = timedelta(days=1)
_SECOND_MS: Final = 1_000


def _run(site: Site, known: Known, asked: Question, first: int, count: int) -> Quarters:
    source = only(site, Property.SOUND_LEVEL)
    if source is None:
        raise ValueError(f"{site.id} has no single datastream of sound")
    return run_of(source, known, asked, first, count)


def _equivalent(site: Site, known: Known, _: Topic, asked: Question) -> Series:
    run = _run(site, known, asked, *asked.run())
    words = Words(method=levels.METHOD, version=levels.METHOD_VERSION)

    def told(divided: Buckets) -> Series:
        folded = fold(run, divided.edges)
        level = levels.of_buckets(folded)
        length_s = np.diff(divided.edges) * (QUARTER_MS / _SECOND_MS)
        details = {
            "low": shown(folded.low),
            "high": shown(folded.high),
            "sel": levels.exposures(level, length_s),
        }
        return series(words, divided, folded, level, details)

    return with_total(told, asked)


def _of_days(which: str) -> Callable[[Site, Known, Topic, Question], Series]:
    """Return what answers with a level of days; of months and years the energy mean of days."""
    words = Words(
        method="day 06-18, evening 18-22, night 22-06; energy means, 75 % of each",
        version=day_evening_night.METHOD_VERSION,
    )

    def answer(site: Site, known: Known, _: Topic, asked: Question) -> Series:
        first = local_date(asked.window.from_ms, asked.zone)
        last = local_date(asked.window.to_ms - 1, asked.zone)
        dates = [first + n * _ONE for n in range((last - first).days + 1)]
        edges = [day_start_ms(day, asked.zone) // QUARTER_MS for day in [*dates, last + _ONE]]
        run = _run(site, known, asked, edges[0], edges[-1] - edges[0])
        begins = np.array(edges[:-1], dtype=np.int64)
        daily = day_evening_night.daily(run, dates, asked.zone)
        come = len(dates)
        if asked.until_ms is not None:
            come = int(np.searchsorted(np.array(edges[1:]) * QUARTER_MS, asked.until_ms, "right"))

        def told(divided: Buckets) -> Series:
            folded = fold(run, divided.edges)
            found = _joined(daily, begins, divided.edges, come)
            details = {name: found[name] for name in ("day", "evening", "night")}
            return series(words, divided, folded, found[which], details)

        return with_total(told, asked)

    return answer


def _joined(daily: Levels, begins: Int, edges: Int, come: int) -> dict[str, Float]:
    """Return the levels of each bucket of local days; a bucket of one day has its own.

    Parameters
    ----------
    come
        How many of the days are over: of a longer bucket the others are not missing.
    """
    found: dict[str, list[float]] = {part.name: [] for part in fields(Levels)}
    at = np.searchsorted(begins, edges)
    for first, last in zip(at[:-1].tolist(), at[1:].tolist(), strict=True):
        single = last - first == 1
        end = last if single else max(min(last, come), first)
        part = Levels(**{name: getattr(daily, name)[first:end] for name in found})
        of = part if single else day_evening_night.yearly(part)
        for name, values in found.items():
            values.append(float(getattr(of, name)[0]))
    return {name: np.array(values) for name, values in found.items()}


def _exceeded(percent: float) -> Callable[[Site, Known, Topic, Question], Series]:
    """Return what answers with the level that is exceeded so much of the time."""
    words = Words(method=spread.METHOD, version=spread.METHOD_VERSION)

    def answer(site: Site, known: Known, _: Topic, asked: Question) -> Series:
        run = _run(site, known, asked, *asked.run())
        source = only(site, Property.SOUND_LEVEL)
        times = stack(known.spread.get(source.id, {})) if source is not None else None

        def told(divided: Buckets) -> Series:
            folded = fold(run, divided.edges)
            value = np.full(len(folded.total), np.nan)
            if times is not None:
                value = spread.exceeded(fold_levels(times, divided.edges), percent)
            known_enough = capture.enough(folded.observed_ms, folded.expected_ms)
            known_enough &= folded.grain <= folded.quarters
            return series(words, divided, folded, np.where(known_enough, value, np.nan), {})

        return with_total(told, asked)

    return answer


def _percentile_level(indicator: Indicator, percent: float) -> Method:
    return replace(
        method(indicator, _SOUND, _exceeded(percent), buckets=_LONG),
        needs=frozenset({Need.STATES, Need.SPREAD}),
    )


_SOUND: Final = (Property.SOUND_LEVEL,)
_LONG: Final = EVERY - {Bucket.QUARTER}
METHODS: Final = (
    _percentile_level(Indicator.L10, 10),
    _percentile_level(Indicator.L50, 50),
    _percentile_level(Indicator.L90, 90),
    method(Indicator.SOUND_LEVEL, _SOUND, _equivalent),
    method(Indicator.L_DEN, _SOUND, _of_days("den"), buckets=CIVIL),
    method(Indicator.L_NIGHT, _SOUND, _of_days("night"), buckets=CIVIL),
)
