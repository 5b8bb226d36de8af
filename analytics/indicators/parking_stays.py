"""What stays in bays say: how many, how often a space serves, how long it is taken and free."""

from typing import Final

import numpy as np

from analytics.civil import Bucket
from analytics.figure import Figure, Reason
from analytics.indicators.method import EVERY
from analytics.indicators.parking_buckets import Detail, Said
from analytics.indicators.parking_loads import enough, windowed
from analytics.indicators.parking_seen import Seen, present
from analytics.indicators.stay_methods import few, has_bays, method_of, number, whole_day
from analytics.occupancy import Load
from analytics.parking import durations, survival, turnover
from analytics.spans import Span
from analytics.topic import Indicator

_DAY_MIN: Final = 24 * 60
_MINUTE_MS: Final = 60_000


def _volume(about: Seen, of: Load, bucket: Span) -> Said:
    stays, spans = present(about, bucket)
    vehicles = turnover.distinct(stays.vehicle)
    arrived = sum(turnover.arrivals(stays, span) for span in spans)
    if not enough(of):
        return Said(value=Figure(None, Reason.INSUFFICIENT_DATA), details={"arrivals": np.nan})
    if few(vehicles):
        return Said(value=Figure(None, Reason.FEW_STAYS), details={"arrivals": np.nan})
    arrivals = np.nan if few(arrived) else float(arrived)
    return Said(value=Figure(float(vehicles)), details={"arrivals": arrivals})


def _turnover(about: Seen, of: Load, bucket: Span) -> Said:
    stays, _ = present(about, bucket)
    vehicles = turnover.distinct(stays.vehicle)
    if few(vehicles):
        return Said(value=Figure(None, Reason.FEW_STAYS))
    if not of.observed_ms.any():
        return Said(value=Figure(None, Reason.INSUFFICIENT_DATA))
    return Said(value=turnover.per_space_hour(vehicles, of))


def _mean_duration(about: Seen, of: Load, bucket: Span) -> Said:
    stays = about.touching(bucket)
    if not enough(of):  # a silence cuts stays short
        return Said(value=Figure(None, Reason.INSUFFICIENT_DATA))
    vehicles = turnover.volume(stays, bucket)
    if few(vehicles):
        return Said(value=Figure(None, Reason.FEW_STAYS))
    at_edges = int((stays.begin_ms < bucket.from_ms).sum() + (stays.end_ms > bucket.to_ms).sum())
    load_min = turnover.load_ms(stays, bucket) / _MINUTE_MS
    return Said(value=turnover.mean_duration(load_min, vehicles, at_edges=at_edges))


def _duration(about: Seen, _: Load, bucket: Span) -> Said:
    stays = about.touching(bucket)
    under = durations.in_window(stays, bucket)
    count = turnover.distinct(stays.vehicle)
    curve = under.curve()
    median = survival.percentile(curve, 50)
    if few(count):
        median = Figure(None, Reason.FEW_STAYS)
    details: dict[str, Detail] = dict.fromkeys(("p15", "p85", "mean_24h"), np.nan)
    details["n"] = np.nan if few(count) else float(count)
    details["n_arrival_unknown"] = np.nan if few(count) else float(under.n_arrival_unknown)
    # The mean is held back with the median: both need departures enough.
    if median.value is not None or median.reason is Reason.NOT_REACHED:
        details |= {
            "p15": number(survival.percentile(curve, 15)),
            "p85": number(survival.percentile(curve, 85)),
            "mean_24h": number(survival.restricted_mean(curve, _DAY_MIN)),
        }
    return Said(value=median, details=details)


METHODS: Final = (
    method_of(
        Indicator.PARKING_VOLUME,
        _volume,
        method=turnover.METHOD.partition(" / ")[0],
        version=turnover.METHOD_VERSION,
        topics=windowed(Indicator.PARKING_VOLUME, has_bays),
        buckets=EVERY - {Bucket.QUARTER},
    ),
    method_of(
        Indicator.TURNOVER,
        _turnover,
        method="distinct stays / space-hours in service",
        version=turnover.METHOD_VERSION,
        topics=windowed(Indicator.TURNOVER, has_bays),
        buckets=EVERY - {Bucket.QUARTER},
    ),
    method_of(
        Indicator.MEAN_PARKING_DURATION,
        _mean_duration,
        method=turnover.LITTLE_METHOD,
        version=turnover.METHOD_VERSION,
        topics=whole_day(Indicator.MEAN_PARKING_DURATION),
    ),
    method_of(
        Indicator.PARKING_DURATION,
        _duration,
        method=durations.METHOD,
        version=durations.METHOD_VERSION,
        topics=whole_day(Indicator.PARKING_DURATION),
    ),
)
