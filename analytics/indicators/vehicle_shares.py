"""Groups of vehicles that a device tells apart by class or length."""

from typing import Final

import numpy as np

from analytics.civil import Buckets
from analytics.counting import split
from analytics.figure import Figure, Reason
from analytics.fold import fold
from analytics.indicators import speed_series, speed_sources, told, vehicles
from analytics.indicators.method import Known, Method
from analytics.indicators.vehicles import Measured
from analytics.quarters import Float, Int
from analytics.question import Question
from analytics.series import Series, with_total
from analytics.site import Site
from analytics.speeds import buckets, means
from analytics.speeds.vehicle_groups import CODES, RADAR_BOX, TLS_8_1, Group
from analytics.topic import Indicator, Topic
from devices.properties import Property

METHOD: Final = (
    f"by class ({TLS_8_1.name} v{TLS_8_1.version}), else by length "
    f"({RADAR_BOX.name} v{RADAR_BOX.version}, heavy from {RADAR_BOX.heavy_m:g} m)"
)


def _topics(site: Site) -> list[Topic]:
    told = speed_sources.offered(site, (Property.PASSAGE,))
    return [Topic(Indicator.HEAVY_BY_LENGTH, mode, way) for mode, way in told]


def _answer(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    found = vehicles.measured(site, known, topic, asked)

    def series(divided: Buckets) -> Series:
        folded = fold(found.run, divided.edges)
        groups = {group: _counted(found, divided.edges, code) for group, code in CODES.items()}
        every = np.sum(list(groups.values()), axis=0)
        pairs = zip(
            groups[Group.HEAVY].tolist(),
            every.tolist(),
            groups[Group.UNKNOWN].tolist(),
            strict=True,
        )
        figures = [_share(heavy, motor, unknown) for heavy, motor, unknown in pairs]
        details = {
            **{group.value: counted for group, counted in groups.items()},
            "vehicles": every,
            "reason": told.reasons(figures),
        }
        value = told.numbers(one.value for one in figures)
        return told.series(
            divided, folded, value, details, method=METHOD, version=split.METHOD_VERSION
        )

    return with_total(series, asked)


def _counted(found: Measured, edges: Int, code: int) -> Float:
    """Return how many vehicles of a group have a speed, by bucket, in whatever speed classes."""
    parts = [buckets.fold_sums(one, edges, [code]).n for one in found.histograms]
    return np.sum(parts, axis=0) / 1.0 if parts else np.zeros(len(edges) - 1)


def _share(heavy: float, motor: float, unknown: float) -> Figure:
    if motor < means.N_MIN:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return split.heavy_share(heavy, motor, unknown)


HEAVY_BY_LENGTH: Final = Method(
    indicator=Indicator.HEAVY_BY_LENGTH,
    topics=_topics,
    sources=speed_series.sources,
    answer=_answer,
    buckets=speed_series.BUCKETS,
    stored=frozenset(),
    needs=speed_series.NEEDS,
)
