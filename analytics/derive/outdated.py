"""What an older formula made: marked once at the start, so that it is computed again.

Of states and stays the program knows its version; of numbers their answers tell it, so that no
list of versions can be forgotten. What is sealed keeps the formula it was made with.

What is stored is looked at only where a version differs from what was said of it last. That is said
in the transaction that marks: killed before its end, the next start looks again; killed later, the
marks wait.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

from analytics.answers import Known, Topic, answer, topics
from analytics.civil import bucket_span
from analytics.derive import states, stays
from analytics.indicators import METHODS
from analytics.question import Question
from analytics.site import Site
from store import formulas, marks
from store.formulas import DAY_STATE, STAY
from store.pool import Connection

_ANY_DAY: Final = date(2024, 1, 1)  # nothing is known of it here: only the version is asked for


async def mark(conn: Connection, sites: Iterable[Site], *, now: datetime) -> int:
    """Mark what other versions made; return how many marks that made.

    Parameters
    ----------
    conn
        Autocommit.
    """
    today = {DAY_STATE: states.METHOD_VERSION, STAY: stays.METHOD_VERSION, **versions(sites)}
    if not _differing(today, await formulas.told(conn)):
        return 0
    async with conn.transaction():
        await formulas.hold(conn)
        changed = _differing(today, await formulas.told(conn))
        made = await marks.mark_outdated(
            conn,
            states=changed.get(DAY_STATE),
            stays=changed.get(STAY),
            numbers={name: version for name, version in changed.items() if name in METHODS},
        )
        await formulas.put(conn, changed, now=now)
    return made


def versions(sites: Iterable[Site]) -> Mapping[str, int]:
    """Return the version of each stored indicator that is offered somewhere, as answers tell it."""
    found: dict[str, int] = {}
    for site in sites:
        for topic in topics(site):
            told = topic.indicator.value
            if told not in found and METHODS[topic.indicator].stored:
                found[told] = _version(site, topic)
    return found


def _differing(today: Mapping[str, int], told: Mapping[str, int]) -> dict[str, int]:
    return {method: version for method, version in today.items() if told.get(method) != version}


def _version(site: Site, topic: Topic) -> int:
    bucket = min(METHODS[topic.indicator].stored)
    window = bucket_span(_ANY_DAY, bucket, site.zone)
    asked = Question(window=window, bucket=bucket, zone=site.zone)
    return answer(site, Known(), topic, asked).method_version
