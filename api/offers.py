"""Which indicators can be asked of a site, for its answer and for the page."""

from dataclasses import dataclass

from analytics.answers import topics
from analytics.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An indicator; the mode where it has a meaning, and the directions told apart."""

    indicator: str
    mode: str | None
    directions: list[str]


def of_site(site: Site) -> list[Offer]:
    """Return what can be asked of a site."""
    found: dict[tuple[str, str], list[str]] = {}
    for topic in topics(site):
        directions = found.setdefault((topic.indicator.value, topic.mode), [])
        if topic.direction:
            directions.append(topic.direction)
    return [
        Offer(indicator=indicator, mode=mode or None, directions=directions)
        for (indicator, mode), directions in found.items()
    ]
