"""Stays longer than the limit that holds where and when they began."""

from typing import Final

import numpy as np

from analytics.indicators.parking_buckets import Detail, Said
from analytics.indicators.parking_loads import windowed
from analytics.indicators.parking_seen import Seen
from analytics.indicators.stay_methods import STAYS_MIN, has_bays, method_of, number
from analytics.occupancy import Load
from analytics.parking import overstay
from analytics.parking.overstay import Overstays
from analytics.parking.stays import Stays
from analytics.site import Site
from analytics.spans import Span, common, gaps
from analytics.topic import Indicator

_MINUTE_MS: Final = 60_000


def has_limit(site: Site) -> bool:
    """Whether a site has sensed bays, and somebody has said how long one may park there.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from analytics.example import DAY
    >>> from analytics.indicators.example import BAYS
    >>> has_limit(BAYS), has_limit(replace(BAYS, max_stay=[(DAY, 120.0)]))
    (False, True)
    """
    return has_bays(site) and bool(site.max_stay)


def _overstay(about: Seen, _: Load, bucket: Span) -> Said:
    stays = about.touching(bucket)
    began = stays.only(stays.begin_ms >= bucket.from_ms)
    found = _against(about, began, bucket)
    value = overstay.rate(found)
    details: dict[str, Detail] = {"low": np.nan, "high": np.nan, "excess": np.nan, "n": np.nan}
    if value.value is not None:
        told = overstay.bounds(found)
        excess = overstay.mean_excess_ms(found).value
        few = int((found.over & found.whole).sum()) < STAYS_MIN
        details = {
            "low": number(told.low),
            "high": number(told.high),
            "excess": np.nan if few or excess is None else excess / _MINUTE_MS,
            "n": float(found.whole.sum()),
        }
    return Said(value=value, details=details)


def _against(about: Seen, stays: Stays, bucket: Span) -> Overstays:
    """Measure stays against the limit that held when each began."""
    reach = Span(bucket.from_ms, max(bucket.to_ms, int(stays.end_ms.max(initial=bucket.to_ms))))
    spans, parts = about.spans(reach), []
    for valid, limit_min in about.site.max_stay:
        for within, grace_min in _graces(about.site, valid):
            began = (stays.begin_ms >= within.from_ms) & (stays.begin_ms < within.to_ms)
            parts.append(
                overstay.against(
                    stays.only(began),
                    spans,
                    round(limit_min * _MINUTE_MS),
                    grace_ms=round(grace_min * _MINUTE_MS),
                )
            )
    names = ("regulated_ms", "excess_ms", "over", "whole", "arrived")
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return Overstays(**columns, limit_ms=parts[-1].limit_ms)


def _graces(site: Site, valid: Span) -> list[tuple[Span, float]]:
    """Return what is tolerated while a limit holds: nothing where nobody has said so."""
    told = [
        (within, grace) for span, grace in site.stay_grace for within in common([span], [valid])
    ]
    return told + [(span, 0.0) for span in gaps([span for span, _ in told], valid)]


METHODS: Final = (
    method_of(
        Indicator.OVERSTAY_RATE,
        _overstay,
        method=overstay.METHOD,
        version=overstay.METHOD_VERSION,
        topics=windowed(Indicator.OVERSTAY_RATE, has_limit),
    ),
)
