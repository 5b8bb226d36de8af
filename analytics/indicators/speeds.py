"""Speeds of a site: percentiles, means, spread, pace."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from analytics.civil import Bucket
from analytics.figure import Reason
from analytics.indicators import told
from analytics.indicators.method import EVERY
from analytics.indicators.speed_series import Kernel, Said, Says, method
from analytics.indicators.vehicles import Measured, Rows
from analytics.speeds import means, pace, percentiles, samples
from analytics.speeds.classes import Binned
from analytics.topic import Indicator

#: What stands for an open last class in a mean: half a usual class above its edge. [km/h]
_OPEN_TOP_KMH: Final = 5.0
WITHIN_KMH: Final = 1.0  #: to which a V85 is to be known, for the vehicles that needs


def percentile_of(percent: float, beside: Mapping[str, float]) -> Says:
    """Return what says a percentile of each bucket, with others beside it.

    Parameters
    ----------
    percent
        Which: 85 of V85. [percent]
    beside
        Others, by the names of their details. [percent]

    References
    ----------
    Indicators C4; see `analytics.speeds.percentiles`.

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators import vehicles
    >>> from analytics.indicators.example import RADAR, passed
    >>> from analytics.topic import Topic
    >>> many = passed(*np.repeat([48.0, 52.0], 60))
    >>> found = vehicles.measured(RADAR, many, Topic(Indicator.V85, "motor"), asked())
    >>> (rows,) = vehicles.laid(found, np.array([0, 96])).rows
    >>> value, beside, why = percentile_of(85, {"v50": 50})(rows, found)
    >>> value.round(1).tolist(), beside["v50"].tolist(), why  # [km/h]
    ([52.2], [48.5], [None])
    """

    def says(rows: Rows, _: Measured) -> Said:
        low, high = percentiles.bounds(rows.binned, percent)
        told = {name: percentiles.percentile(rows.binned, at) for name, at in beside.items()}
        told |= {"low": low, "high": np.where(np.isfinite(high), high, np.nan)}
        value = percentiles.percentile(rows.binned, percent)
        return value, told, percentiles.reasons(rows.binned, percent)

    return says


def time_mean(rows: Rows, found: Measured) -> Said:
    """Say the time mean of each bucket, with space mean and deviation.

    Of single vehicles by exact sums, else by the middles of classes. [km/h]

    References
    ----------
    Indicators C1, C2, C5; see `analytics.speeds.means`.

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators import vehicles
    >>> from analytics.indicators.example import RADAR, passed
    >>> from analytics.topic import Topic
    >>> both = vehicles.measured(RADAR, passed(30.0, 60.0), Topic(Indicator.V85, "motor"), asked())
    >>> (rows,) = vehicles.laid(both, np.array([0, 96])).rows
    >>> value, beside, why = time_mean(rows, both)
    >>> value.tolist(), beside["space_mean"].round(3).tolist(), why  # [km/h]
    ([45.0], [40.0], [<Reason.INSUFFICIENT_DATA: 'insufficient_data'>])
    """
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
