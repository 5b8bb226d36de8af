"""What is stored of a site, as its stored indicators need it."""

from analytics.answers import Known, topics
from analytics.indicators import METHODS
from analytics.indicators.method import Need
from analytics.site import Site
from store import day_states
from store.pool import Connection


async def known(conn: Connection, site: Site, first: int, last: int) -> Known:
    """Read what the stored indicators of a site need of UTC days [first, last] since 1970."""
    methods = {METHODS[topic.indicator] for topic in topics(site)}
    methods = {method for method in methods if method.stored}
    needs = frozenset[Need]().union(*(method.needs for method in methods))
    first -= max((method.history_days for method in methods), default=0)
    ids = sorted(site.by_id)
    return Known(
        states=await day_states.read(conn, ids, first, last) if Need.STATES in needs else {},
        speeds=await day_states.read_speeds(conn, ids, first, last) if Need.SPEEDS in needs else {},
    )
