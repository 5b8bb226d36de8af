"""What is stored of sites, as their stored indicators need it."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.answers import Known, Topic, sources, topics
from analytics.indicators import METHODS
from analytics.indicators.method import Need
from analytics.site import Site
from store import day_states
from store.pool import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What is stored of a site, and what that needs.

    Parameters
    ----------
    topics
        Those of which numbers are stored.
    states, speeds
        The datastreams whose day states, and whose speeds, they are computed of.
    history_days
        So many days before a bucket are needed, too. [days]
    """

    site: Site
    topics: tuple[Topic, ...]
    states: tuple[int, ...]
    speeds: tuple[int, ...]
    history_days: int


def of(site: Site) -> Stored:
    """Return what is stored of a site."""
    stored = [topic for topic in topics(site) if METHODS[topic.indicator].stored]

    def needed(need: Need) -> tuple[int, ...]:
        """Return of which datastreams: a weather station beside a counter is not read for it."""
        those = [topic for topic in stored if need in METHODS[topic.indicator].needs]
        return tuple(sorted({source.id for topic in those for source in sources(site, topic)}))

    return Stored(
        site=site,
        topics=tuple(stored),
        states=needed(Need.STATES),
        speeds=needed(Need.SPEEDS),
        history_days=max((METHODS[topic.indicator].history_days for topic in stored), default=0),
    )


async def known(conn: Connection, asked: Sequence[tuple[Stored, int, int]]) -> list[Known]:
    """Read what the stored numbers of sites need, of each of UTC days [first, last] since 1970.

    Sites of which the same days are asked are read together.
    """
    found: dict[int, Known] = {}
    by_days: dict[tuple[int, int], list[tuple[int, Stored]]] = {}
    for at, (one, first, last) in enumerate(asked):
        by_days.setdefault((first - one.history_days, last), []).append((at, one))
    for days, members in by_days.items():
        every_state = sorted({key for _, one in members for key in one.states})
        every_speed = sorted({key for _, one in members for key in one.speeds})
        states = await day_states.read(conn, every_state, *days) if every_state else {}
        speeds = await day_states.read_speeds(conn, every_speed, *days) if every_speed else {}
        for at, one in members:
            found[at] = Known(
                states={key: states[key] for key in one.states},
                speeds={key: speeds[key] for key in one.speeds},
            )
    return [found[at] for at in range(len(asked))]
