"""The index of the air: the class of the worst pollutant of the hour."""

from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics.civil import Bucket, Buckets
from analytics.environment import air_quality, means
from analytics.environment.air_quality import EAQI, LQI, Index, Pollutant
from analytics.fold import fold
from analytics.indicators.environment import Words, series
from analytics.indicators.measured import HOUR, only, run_of
from analytics.indicators.method import Known, Method
from analytics.quarters import Float, Int, Quarters
from analytics.question import Question
from analytics.series import Series, with_total
from analytics.site import Site, Source
from analytics.topic import Indicator, Topic
from devices.properties import Property
from devices.quality import Flag

_INDEX: Final = tuple(p for p in Pollutant if p.value in {one.value for one in Property})
_BUCKETS: Final = frozenset({Bucket.HOUR, Bucket.DAY, Bucket.MONTH, Bucket.YEAR})


def _index_sources(site: Site, _: Topic) -> list[Source]:
    told = (only(site, Property(pollutant.value)) for pollutant in _INDEX)
    return [source for source in told if source is not None]


def _index_topics(site: Site) -> list[Topic]:
    topic = Topic(Indicator.AIR_QUALITY_INDEX)
    return [topic] if _index_sources(site, topic) else []


def _index(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    """Return the worst class of each hour; of a longer bucket that of its worst hour."""
    measured = _index_sources(site, topic)
    runs = {
        Pollutant(one.observed.value): run_of(one, known, asked, *asked.run()) for one in measured
    }
    words = Words(method=f"{LQI.name}, {LQI.version}", version=air_quality.METHOD_VERSION)
    whole = _together(list(runs.values()))

    def told(divided: Buckets) -> Series:
        edges = divided.edges
        begins = np.append(np.arange(edges[0], edges[-1], HOUR), edges[-1])
        hours = {name: means.of_buckets(fold(run, begins)) for name, run in runs.items()}
        at = np.searchsorted(begins, edges)
        german, european = (air_quality.index(table, hours) for table in (LQI, EAQI))
        value = _worst(german.worst, at)
        details: dict[str, NDArray[Any]] = {
            "word": _words(value),
            "eaqi": _worst(european.worst, at),
            "pollutants": np.full(len(value), " ".join(sorted(runs)), dtype=object),
            "complete": np.where(np.isnan(value), np.nan, _complete(german, at)),
        }
        return series(words, divided, fold(whole, edges), value, details)

    return with_total(told, asked)


def _worst(classes: NDArray[np.uint8], at: Int) -> Float:
    worst = np.maximum.reduceat(classes, at[:-1]).astype(np.float64)
    return np.where(worst > 0, worst, np.nan)


def _together(runs: list[Quarters]) -> Quarters:
    """Return when something is known: without one pollutant there is an index, not complete."""
    known = np.array([run.observed_ms > 0 for run in runs])
    flag = np.where(known, [run.flag for run in runs], 0).max(axis=0)
    return replace(
        runs[0],
        observed_ms=np.max([run.observed_ms for run in runs], axis=0),
        expected_ms=np.max([run.expected_ms for run in runs], axis=0),
        flag=np.where(flag > 0, flag, Flag.MISSING).astype(np.uint8),
    )


def _complete(found: Index, at: Int) -> Float:
    """Say 1 where every pollutant is known in every hour that has a class, else 0."""
    every = found.complete | (found.worst == 0)
    return np.minimum.reduceat(every, at[:-1]).astype(np.float64)


def _words(value: Float) -> NDArray[Any]:
    told = [None if np.isnan(one) else LQI.words_de[int(one) - 1] for one in value.tolist()]
    return np.array(told, dtype=object)


AIR_QUALITY_INDEX: Final = Method(
    indicator=Indicator.AIR_QUALITY_INDEX,
    topics=_index_topics,
    sources=_index_sources,
    answer=_index,
    buckets=_BUCKETS,
    stored=frozenset(),
)
