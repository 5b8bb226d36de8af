"""Hours of frost on the road, from quarter-hour means."""

from typing import Final

import numpy as np

from analytics.civil import Bucket, Buckets
from analytics.environment import frost, means
from analytics.environment.frost import WORDS, Frost, Road
from analytics.fold import fold
from analytics.indicators.environment import Words, series, sources, topics
from analytics.indicators.measured import run_of
from analytics.indicators.method import Known, Method
from analytics.quarters import QUARTER_MS, QUARTERS, Float, Quarters
from analytics.question import Question
from analytics.series import Series, with_total
from analytics.site import Site
from analytics.topic import Indicator, Topic
from devices.properties import Property

_NEEDED: Final = (
    Property.SURFACE_TEMPERATURE,
    Property.AIR_TEMPERATURE,
    Property.RELATIVE_HUMIDITY,
)
_BUCKETS: Final = frozenset({Bucket.HOUR, Bucket.DAY, Bucket.MONTH, Bucket.YEAR})
_BEFORE: Final = QUARTERS  #: of the day before: what is wet, and what has not cleared [quarters]
_QUARTERS_H: Final = 4
_FROSTY: Final = (Frost.HOAR_FROST, Frost.ICE_POSSIBLE)


def _answer(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    """Return how long there was rime or ice, with how long a warning was up."""
    first, count = asked.run()
    told_by = {source.observed: source for source in _sources(site, topic)}
    runs = {
        observed: run_of(source, known, asked, first - _BEFORE, count + _BEFORE)
        for observed, source in told_by.items()
    }
    codes = frost.codes(_road(runs))[_BEFORE:]
    frosty = np.isin(codes, [WORDS.index(flag) for flag in _FROSTY]) / _QUARTERS_H
    warned = (codes == WORDS.index(Frost.WARNING)) / _QUARTERS_H
    sure = codes != WORDS.index(Frost.UNKNOWN)
    surface = runs[Property.SURFACE_TEMPERATURE]
    words = Words(method=frost.METHOD, version=frost.METHOD_VERSION)

    def told(divided: Buckets) -> Series:
        at = divided.edges - first
        begin, stop = at[:-1], int(at[-1])
        some = np.add.reduceat(sure[:stop].astype(np.int64), begin) > 0
        hours = np.where(some, np.add.reduceat(frosty[:stop], begin), np.nan)
        details = {"warning": np.where(some, np.add.reduceat(warned[:stop], begin), np.nan)}
        return series(words, divided, fold(surface, divided.edges), hours, details)

    return with_total(told, asked)


def _road(runs: dict[Property, Quarters]) -> Road:
    surface = runs[Property.SURFACE_TEMPERATURE]
    nothing = np.full(len(surface), np.nan)
    rain = runs.get(Property.PRECIPITATION)
    fallen = nothing if rain is None else np.where(rain.observed_ms > 0, rain.total, np.nan)
    return Road(
        time_ms=(surface.first + np.arange(len(surface))) * QUARTER_MS,
        surface=_means(surface),
        air=_means(runs[Property.AIR_TEMPERATURE]),
        humidity=_means(runs[Property.RELATIVE_HUMIDITY]),
        wet=nothing,
        precipitation=fallen,
        freezing=np.zeros(len(surface)),
    )


def _means(run: Quarters) -> Float:
    return means.of_buckets(fold(run, np.arange(run.first, run.first + len(run) + 1)))


_sources = sources(*_NEEDED, Property.PRECIPITATION)
FROST_HOURS: Final = Method(
    indicator=Indicator.FROST_HOURS,
    topics=topics(Indicator.FROST_HOURS, *_NEEDED),
    sources=_sources,
    answer=_answer,
    buckets=_BUCKETS,
    stored=frozenset(),
    history_days=1,
)
