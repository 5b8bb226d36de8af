"""Where a site knows speeds from: single vehicles, histograms of devices, or means alone."""

from collections.abc import Sequence
from typing import Final

from analytics.indicators import volumes
from analytics.site import Site, Source
from devices.properties import Direction, Property

#: What tells more of speeds comes first.
TOLD_BY: Final = (Property.PASSAGE, Property.SPEED_SHARE)


def parts(site: Site, observed: Property, mode: str, direction: str) -> list[Source]:
    """Return the datastreams of a property; where speeds are a check on counts alone, those.

    Examples
    --------
    >>> from analytics.indicators.example import RADAR
    >>> [one.id for one in parts(RADAR, Property.PASSAGE, "motor", "")]
    [1]
    """
    told = site.parts(observed, mode=mode, direction=direction)
    if told:
        return told
    return [
        source
        for source in site.sources
        if source.observed is observed
        and source.mode == mode
        and direction in {"", source.direction}
    ]


def measured_by(site: Site, mode: str, direction: str) -> Property | None:
    """Return what tells speeds one by one or in classes; None: nothing does.

    Examples
    --------
    >>> from analytics.indicators.example import COUNTER, RADAR
    >>> measured_by(RADAR, "motor", "").value, measured_by(COUNTER, "bicycle", "")
    ('passage', None)
    """
    told = (observed for observed in TOLD_BY if parts(site, observed, mode, direction))
    return next(told, None)


def offered(site: Site, told_by: Sequence[Property]) -> list[tuple[str, str]]:
    """Return the modes of which speeds are known, each with '' and the directions told apart.

    Examples
    --------
    >>> from analytics.indicators.example import RADAR
    >>> offered(RADAR, TOLD_BY)
    [('motor', ''), ('motor', 'a')]
    """
    sources = [source for source in site.sources if source.observed in told_by]
    found = []
    for mode in sorted({source.mode for source in sources}):
        directions = {source.direction for source in sources if source.mode == mode}
        told = sorted(directions & {Direction.A.value, Direction.B.value})
        found += [(mode, direction) for direction in ["", *told]]
    return found


def sources(site: Site, mode: str, direction: str) -> list[Source]:
    """Return of which datastreams speeds in classes are computed.

    Examples
    --------
    >>> from analytics.indicators.example import COUNTER, RADAR
    >>> [one.id for one in sources(RADAR, "motor", "a")], sources(COUNTER, "bicycle", "")
    ([1], [])
    """
    observed = measured_by(site, mode, direction)
    if observed is None:
        return []
    told = parts(site, observed, mode, direction)
    if observed is Property.SPEED_SHARE:
        told = told + volumes.parts(site, mode, direction)
    return told
