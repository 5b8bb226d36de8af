"""Series of speeds, and how they are asked of sites: what is said of buckets, class by class."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics.civil import Bucket, Buckets
from analytics.figure import Reason
from analytics.fold import fold
from analytics.indicators import speed_sources, told, vehicles
from analytics.indicators.method import Known, Method, Need
from analytics.indicators.speed_sources import TOLD_BY
from analytics.indicators.vehicles import Laid, Measured, Rows
from analytics.quarters import Float
from analytics.question import Question
from analytics.series import Series, with_total
from analytics.site import Site, Source
from analytics.topic import Indicator, Topic

BUCKETS: Final = frozenset({Bucket.HOUR, Bucket.DAY, Bucket.MONTH, Bucket.YEAR})
NEEDS: Final = frozenset({Need.STATES, Need.SPEEDS})
#: What is said of some buckets: the value, what stands beside it, and why there is none.
Said = tuple[Float, dict[str, NDArray[Any]], list[Reason | None]]
#: Says something of buckets whose vehicles lie in the same classes.
Says = Callable[[Rows, Measured], Said]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """How something is said of speeds, with which name and version, and what beside it."""

    method: str
    version: int
    says: Says
    details: tuple[str, ...]


def series(found: Measured, asked: Question, kernel: Kernel) -> Series:
    """Say something of each bucket; where it is withheld, `reason` says why.

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators.example import RADAR, passed
    >>> found = vehicles.measured(RADAR, passed(48.0, 52.0), Topic(Indicator.V50, "motor"), asked())
    >>> def fastest(rows: Rows, _: Measured) -> Said:
    ...     upper = rows.binned.classes.upper()[rows.binned.counts[0] > 0]
    ...     return upper[-1:], {}, [None]
    >>> kernel = Kernel(method="upper edge of the fastest", version=1, says=fastest, details=())
    >>> series(found, asked(), kernel).value.tolist()  # [km/h]
    [52.5]
    """

    def of_buckets(divided: Buckets) -> Series:
        folded = fold(found.run, divided.edges)
        value, details = spread(vehicles.laid(found, divided.edges), found, kernel)
        return told.series(
            divided, folded, value, details, method=kernel.method, version=kernel.version
        )

    return with_total(of_buckets, asked)


def spread(laid: Laid, found: Measured, kernel: Kernel) -> tuple[Float, dict[str, NDArray[Any]]]:
    """Put what is said of each group of buckets back into the order of all.

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators.example import RADAR, passed
    >>> found = vehicles.measured(RADAR, passed(48.0), Topic(Indicator.V50, "motor"), asked())
    >>> by_hour = vehicles.laid(found, np.array([0, 4, 8]))
    >>> kernel = Kernel(method="none", version=1, details=(),
    ...                 says=lambda rows, _: (np.array([48.0]), {}, [Reason.INSUFFICIENT_DATA]))
    >>> value, details = spread(by_hour, found, kernel)
    >>> value.tolist(), details["vehicles"].tolist(), details["reason"].tolist()
    ([nan, nan], [1.0, 0.0], ['insufficient_data', 'insufficient_data'])
    """
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


def topics(indicator: Indicator) -> Callable[[Site], list[Topic]]:
    """Return what can be asked of a site of which speeds are known in classes.

    Examples
    --------
    >>> from analytics.indicators.example import RADAR
    >>> [topic.direction for topic in topics(Indicator.V85)(RADAR)]
    ['', 'a']
    """

    def found(site: Site) -> list[Topic]:
        return [Topic(indicator, *which) for which in speed_sources.offered(site, TOLD_BY)]

    return found


def sources(site: Site, topic: Topic) -> list[Source]:
    """Return of which datastreams it is computed.

    Examples
    --------
    >>> from analytics.indicators.example import RADAR
    >>> [one.id for one in sources(RADAR, Topic(Indicator.V85, "motor"))]
    [1]
    """
    return speed_sources.sources(site, topic.mode, topic.direction)


def method(
    indicator: Indicator,
    kernel: Kernel,
    *,
    buckets: frozenset[Bucket] = BUCKETS,
    stored: frozenset[Bucket] = frozenset(),
) -> Method:
    """Return an indicator of speeds; unless told otherwise computed when it is asked for.

    Parameters
    ----------
    buckets, stored
        See `Method`.

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators.example import RADAR, passed
    >>> from analytics.indicators.speeds import percentile_of
    >>> says = percentile_of(50, {})
    >>> median = Kernel(method="p50", version=1, says=says, details=("low", "high"))
    >>> many = passed(*np.repeat([48.0, 50.0, 52.0], 40))
    >>> found = method(Indicator.V50, median).answer(
    ...     RADAR, many, Topic(Indicator.V50, "motor"), asked())
    >>> found.value.tolist(), found.details["vehicles"].tolist()  # [km/h], [vehicles]
    ([50.0], [120.0])
    """

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
