"""Yearly figures from counting campaigns: an estimate, and never a count.

A campaign is complete in itself, so its coverage says nothing about the year around it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from analytics.spans import Span, common

ESTIMATED: Final = "estimated"
METHOD: Final = "campaign, scaled by time"
METHOD_OF_MEAN: Final = "mean of the campaign"
#: A window as long as this is asked as a year is.
YEAR_MIN_MS: Final = 365 * 86_400_000
_WHOLE: Final = 1.0


def is_yearly(span: Span) -> bool:
    """Whether a window is as long as a year."""
    return span.to_ms - span.from_ms >= YEAR_MIN_MS


def estimated(
    row: Mapping[str, Any],
    span: Span,
    campaigns: Sequence[Span],
    deployed: Sequence[Span],
    *,
    summed: bool,
) -> dict[str, Any]:
    """Return the row of a year: as it is, or without a count where a campaign is all there is.

    Parameters
    ----------
    deployed
        When anything was deployed, in campaigns or for good.
    summed
        Whether its value is a sum, which is scaled to the year; a mean is taken as it is.
    """
    there_ms = sum(part.to_ms - part.from_ms for part in common(deployed, [span]))
    share = there_ms / (span.to_ms - span.from_ms)
    value = row["value"]
    if value is None or share <= 0 or not common(campaigns, [span]):
        return dict(row)
    known = (row["coverage"] or _WHOLE) * share if summed else _WHOLE
    estimate = {
        "value": round(value / known) if summed else value,
        "low": value,
        "high": None,
        "method": METHOD if summed else METHOD_OF_MEAN,
    }
    return {**row, "value": None, "status": ESTIMATED, "estimate": estimate}
