"""Peak occupancy of a site: the highest quarter-hour mean, and the most there were at an instant.

The instant is of one site alone: the most of several sites come at different times, and their sum
is no number of anything.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.held import Segments
from analytics.indicators import parking
from analytics.indicators.method import CIVIL, Known, Method, Need
from analytics.indicators.parking_buckets import Said, series_of
from analytics.indicators.parking_free import zone_of
from analytics.indicators.parking_loads import LOADS, instant, peak, windowed
from analytics.indicators.parking_seen import Seen, seen
from analytics.indicators.stay_methods import has_bays
from analytics.occupancy import Load
from analytics.parking import peaks
from analytics.parking.peaks import Moment
from analytics.quarters import QUARTER_MS, Float
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site
from analytics.spans import Span, level
from analytics.topic import Indicator, Topic
from devices.properties import Property

_OF_LOAD: Final = next(one for one in LOADS if one.indicator is Indicator.PEAK_OCCUPANCY)


def _answer(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    of, label = parking.load(site, known, topic, asked)
    about = seen(site, known, topic, asked) if has_bays(site) else None
    taken = _of_bays(site, about) if about is not None else _of_car_park(site, known, asked, of)

    def answer(part: Load, bucket: Span) -> Said:
        said = peak(part, bucket)
        if said.value.value is None:
            return said
        spans = [bucket] if about is None else about.spans(bucket)
        most = _most(taken, spans)
        # By quarter hours, as everything of bays: at the instant itself somebody came.
        at = None if most.time_ms is None else instant(most.time_ms // QUARTER_MS * QUARTER_MS)
        many = np.nan if most.value.value is None else most.value.value
        return replace(said, details={**said.details, "most": many, "most_at": at})

    return series_of(
        of, asked, answer, method=_OF_LOAD.method, version=_OF_LOAD.version, hours=label
    )


def _of_bays(site: Site, about: Seen) -> Segments:
    zone = zone_of(site, about)
    some = zone.observed()
    return Segments(
        from_ms=zone.from_ms[some],
        to_ms=zone.to_ms[some],
        value=(zone.known - zone.free)[some].astype(np.float64),
        suspect=np.zeros(int(some.sum()), dtype=bool),
    )


def _of_car_park(site: Site, known: Known, asked: Question, of: Load) -> Segments:
    """Return the most of each quarter, as if it lasted through it: its moment is not stored."""
    (source,) = site.parts(Property.FREE_SPACES)
    stream = source.stream(known.states.get(source.id, {}), asked.known_until_ms)
    run = stream.quarters(of.first, len(of))
    spaces: Float = level(of.first, len(of), site.capacity)
    spaces = spaces - site.spaces(asked.window).spaces_closed(of.first, len(of))
    most = np.maximum(spaces, 0.0) - run.low
    some = ~np.isnan(most) & (of.observed_ms > 0)
    begin = (np.flatnonzero(some) + of.first) * QUARTER_MS
    return Segments(
        from_ms=begin,
        to_ms=begin + QUARTER_MS,
        value=most[some],
        suspect=np.zeros(len(begin), dtype=bool),
    )


def _most(taken: Segments, spans: list[Span]) -> Moment:
    """Return the most within some hours, the earliest on ties."""
    best = Moment(Figure(None, Reason.INSUFFICIENT_DATA), None)
    for span in spans:
        first = int(np.searchsorted(taken.to_ms, span.from_ms, side="right"))
        last = int(np.searchsorted(taken.from_ms, span.to_ms, side="left"))
        if first >= last:
            continue
        rows = slice(first, last)
        part = Segments(
            from_ms=np.maximum(taken.from_ms[rows], span.from_ms),
            to_ms=taken.to_ms[rows],
            value=taken.value[rows],
            suspect=taken.suspect[rows],
        )
        found = peaks.fullest(part)
        if best.time_ms is None or (found.value.value or 0.0) > (best.value.value or 0.0):
            best = found
    return best


PEAK: Final = Method(
    indicator=Indicator.PEAK_OCCUPANCY,
    topics=windowed(Indicator.PEAK_OCCUPANCY, parking.has_occupancy),
    sources=parking.occupancy_sources,
    answer=_answer,
    buckets=CIVIL,
    stored=frozenset(),
    needs=frozenset({Need.STATES, Need.STAYS}),
)
