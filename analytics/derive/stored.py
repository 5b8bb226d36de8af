"""What is stored of sites, as their stored indicators need it."""

from collections.abc import Sequence

from analytics.answers import Known, sources, topics
from analytics.indicators import METHODS
from analytics.indicators.method import Need
from analytics.site import Site
from store import day_states
from store.pool import Connection

#: datastreams by what is needed of them
_Wanted = dict[Need, list[int]]


async def known(conn: Connection, asked: Sequence[tuple[Site, int, int]]) -> list[Known]:
    """Read what the stored indicators of sites need, of each of UTC days [first, last] since 1970.

    Sites of which the same days are asked are read together.
    """
    found: dict[int, Known] = {}
    by_days: dict[tuple[int, int], list[tuple[int, _Wanted]]] = {}
    for at, (site, first, last) in enumerate(asked):
        wanted, history = _wanted(site)
        by_days.setdefault((first - history, last), []).append((at, wanted))
    for days, members in by_days.items():
        every = {
            need: sorted({one for _, wanted in members for one in wanted[need]})
            for need in (Need.STATES, Need.SPEEDS)
        }
        states = await day_states.read(conn, every[Need.STATES], *days)
        speeds = await day_states.read_speeds(conn, every[Need.SPEEDS], *days)
        for at, wanted in members:
            found[at] = Known(
                states={one: states[one] for one in wanted[Need.STATES]},
                speeds={one: speeds[one] for one in wanted[Need.SPEEDS]},
            )
    return [found[at] for at in range(len(asked))]


def _wanted(site: Site) -> tuple[_Wanted, int]:
    """Return the datastreams that are needed, and how many days before."""
    stored = [topic for topic in topics(site) if METHODS[topic.indicator].stored]
    history = max((METHODS[topic.indicator].history_days for topic in stored), default=0)

    def needed(need: Need) -> list[int]:
        """Return of which datastreams: a weather station beside a counter is not read for it."""
        those = [topic for topic in stored if need in METHODS[topic.indicator].needs]
        return sorted({source.id for topic in those for source in sources(site, topic)})

    return {need: needed(need) for need in (Need.STATES, Need.SPEEDS)}, history
