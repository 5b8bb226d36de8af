"""What is stored of a site, as its stored indicators need it."""

from analytics.answers import Known, sources, topics
from analytics.indicators import METHODS
from analytics.indicators.method import Need
from analytics.site import Site
from store import day_states
from store.pool import Connection


async def known(conn: Connection, site: Site, first: int, last: int) -> Known:
    """Read what the stored indicators of a site need of UTC days [first, last] since 1970."""
    stored = [topic for topic in topics(site) if METHODS[topic.indicator].stored]
    first -= max((METHODS[topic.indicator].history_days for topic in stored), default=0)

    def needed(need: Need) -> list[int]:
        """Return of which datastreams: a weather station beside a counter is not read for it."""
        those = [topic for topic in stored if need in METHODS[topic.indicator].needs]
        return sorted({source.id for topic in those for source in sources(site, topic)})

    states, speeds = needed(Need.STATES), needed(Need.SPEEDS)
    return Known(
        states=await day_states.read(conn, states, first, last) if states else {},
        speeds=await day_states.read_speeds(conn, speeds, first, last) if speeds else {},
    )
