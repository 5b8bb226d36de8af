"""Speeds of a site: percentiles, means, spread, pace."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics.civil import Bucket, Buckets
from analytics.figure import Reason
from analytics.fold import fold
from analytics.indicators import told, vehicles
from analytics.indicators.method import EVERY, Known, Method, Need
from analytics.indicators.vehicles import TOLD_BY, Laid, Measured, Rows
from analytics.quarters import Float
from analytics.question import Question
from analytics.series import Series, with_total
from analytics.site import Site, Source
from analytics.speeds import means, pace, percentiles, samples
from analytics.speeds.classes import Binned
from analytics.topic import Indicator, Topic

#: What is said of some buckets: the value, what stands beside it, and why there is none.
Said = tuple[Float, dict[str, NDArray[Any]], list[Reason | None]]
#: Says something of buckets whose vehicles lie in the same classes.
Says = Callable[[Rows, Measured], Said]

BUCKETS: Final = frozenset({Bucket.HOUR, Bucket.DAY, Bucket.MONTH, Bucket.YEAR})
NEEDS: Final = frozenset({Need.STATES, Need.SPEEDS})
#: What stands for an open last class in a mean: half a usual class above its edge. [km/h]
_OPEN_TOP_KMH: Final = 5.0
WITHIN_KMH: Final = 1.0  #: to which a V85 is to be known, for the vehicles that needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """How something is said of speeds, with which name and version, and what beside it."""

    method: str
    version: int
    says: Says
    details: tuple[str, ...]


def series(found: Measured, asked: Question, kernel: Kernel) -> Series:
    """Say something of each bucket; where it is withheld, `reason` says why."""

    def of_buckets(divided: Buckets) -> Series:
        folded = fold(found.run, divided.edges)
        value, details = spread(vehicles.laid(found, divided.edges), found, kernel)
        return told.series(
            divided, folded, value, details, method=kernel.method, version=kernel.version
        )

    return with_total(of_buckets, asked)


def spread(laid: Laid, found: Measured, kernel: Kernel) -> tuple[Float, dict[str, NDArray[Any]]]:
    """Put what is said of each group of buckets back into the order of all."""
    n = len(laid.vehicles)
    value = np.full(n, np.nan)
    reason = np.full(n, Reason.INSUFFICIENT_DATA.value, dtype=object)
    reason[laid.mixed] = Reason.MIXED_CLASSES.value
    reason[laid.fine] = Reason.TOO_FINE.value
    details: dict[str, NDArray[Any]] = {"vehicles": np.where(laid.fine, 0, laid.vehicles) / 1.0}
    details |= {name: np.full(n, np.nan) for name in kernel.details}
    for rows in laid.rows:
        if not len(rows.bucket):
            continue
        known, beside, why = kernel.says(rows, found)
        withheld = np.array([one is not None for one in why], dtype=bool)
        value[rows.bucket] = np.where(withheld, np.nan, known)
        reason[rows.bucket] = [one and one.value for one in why]
        for name, values in beside.items():
            details[name][rows.bucket] = np.where(withheld, np.nan, values)
    details["reason"] = reason
    return value, details


def percentile_of(percent: float, beside: Mapping[str, float]) -> Says:
    """Return what says a percentile of each bucket, with others beside it."""

    def says(rows: Rows, _: Measured) -> Said:
        low, high = percentiles.bounds(rows.binned, percent)
        told = {name: percentiles.percentile(rows.binned, at) for name, at in beside.items()}
        told |= {"low": low, "high": np.where(np.isfinite(high), high, np.nan)}
        value = percentiles.percentile(rows.binned, percent)
        return value, told, percentiles.reasons(rows.binned, percent)

    return says


def time_mean(rows: Rows, found: Measured) -> Said:
    """Say the time mean of each bucket, with space mean and deviation."""
    top = _open_top(rows)
    if found.exact:
        value, deviation = means.time_means(rows.sums), means.deviations(rows.sums)
        space, rejected = means.space_means(rows.sums), rows.sums.slow / 1.0
    else:
        value = means.time_mean_of_classes(rows.binned, top)
        deviation = means.deviation_of_classes(rows.binned, top)
        space = means.space_mean_of_classes(rows.binned, top)
        rejected = np.full(len(value), np.nan)
    return value, {"space_mean": space, "deviation": deviation, "rejected": rejected}, _few(rows)


def _space_mean(rows: Rows, found: Measured) -> Said:
    value, beside, why = time_mean(rows, found)
    return beside["space_mean"], {"mean": value, "rejected": beside["rejected"]}, why


def _deviation(rows: Rows, found: Measured) -> Said:
    value, beside, why = time_mean(rows, found)
    exact = samples.sample_exact(beside["deviation"], WITHIN_KMH)
    return beside["deviation"], {"mean": value, "needed": np.ceil(exact)}, why


def _pace(rows: Rows, _: Measured) -> Said:
    windows = [
        pace.pace(Binned(classes=rows.binned.classes, counts=counts))
        for counts in rows.binned.counts
    ]
    lower = told.numbers(None if one is None else one.lower for one in windows)
    share = told.numbers(None if one is None else one.share for one in windows)
    why = [
        Reason.INSUFFICIENT_DATA if n < pace.N_MIN else Reason.UNDEFINED if window is None else None
        for n, window in zip(rows.binned.total().tolist(), windows, strict=True)
    ]
    return lower, {"share": share}, why


def _few(rows: Rows) -> list[Reason | None]:
    enough = (rows.binned.total() >= means.N_MIN).tolist()
    return [None if one else Reason.INSUFFICIENT_DATA for one in enough]


def _open_top(rows: Rows) -> float | None:
    classes = rows.binned.classes
    return None if classes.top_tenths is not None else float(classes.lower()[-1]) + _OPEN_TOP_KMH


def topics(indicator: Indicator) -> Callable[[Site], list[Topic]]:
    """Return what can be asked of a site of which speeds are known in classes."""

    def found(site: Site) -> list[Topic]:
        return [Topic(indicator, *which) for which in vehicles.offered(site, TOLD_BY)]

    return found


def sources(site: Site, topic: Topic) -> list[Source]:
    """Return of which datastreams it is computed."""
    return vehicles.sources(site, topic.mode, topic.direction)


def method(
    indicator: Indicator,
    kernel: Kernel,
    *,
    buckets: frozenset[Bucket] = BUCKETS,
    stored: frozenset[Bucket] = frozenset(),
) -> Method:
    """Return an indicator of speeds; unless told otherwise computed when it is asked for."""

    def answer(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
        found = vehicles.measured(site, known, topic, asked)
        return series(found, asked, kernel)

    return Method(
        indicator=indicator,
        topics=topics(indicator),
        sources=sources,
        answer=answer,
        needs=NEEDS,
        buckets=buckets,
        stored=stored,
    )


_LIMITS: Final = ("low", "high")
METHODS: Final = (
    method(
        Indicator.V85,
        Kernel(
            method=percentiles.METHOD,
            version=percentiles.METHOD_VERSION,
            says=percentile_of(85, {"v50": 50, "v15": 15}),
            details=("v50", "v15", *_LIMITS),
        ),
        stored=frozenset({Bucket.DAY, Bucket.MONTH}),
    ),
    method(
        Indicator.V50,
        Kernel(
            method=percentiles.METHOD,
            version=percentiles.METHOD_VERSION,
            says=percentile_of(50, {}),
            details=_LIMITS,
        ),
    ),
    method(
        Indicator.V15,
        Kernel(
            method=percentiles.METHOD,
            version=percentiles.METHOD_VERSION,
            says=percentile_of(15, {}),
            details=_LIMITS,
        ),
    ),
    method(
        Indicator.SPACE_MEAN_SPEED,
        Kernel(
            method="number of vehicles over the sum of 1/v",
            version=means.METHOD_VERSION,
            says=_space_mean,
            details=("mean", "rejected"),
        ),
        buckets=EVERY,
    ),
    method(
        Indicator.SPEED_DEVIATION,
        Kernel(
            method="standard deviation with n - 1",
            version=means.METHOD_VERSION,
            says=_deviation,
            details=("mean", "needed"),
        ),
    ),
    method(
        Indicator.PACE,
        Kernel(
            method="window of 10 km/h with most vehicles",
            version=pace.METHOD_VERSION,
            says=_pace,
            details=("share",),
        ),
    ),
)
