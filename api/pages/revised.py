"""Which final numbers of the shown series have changed since, from what to what, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from analytics.civil import Bucket
from analytics.indicators import METHODS
from analytics.site import Site as Plan
from api import revision_causes
from api.pages.card import Place
from api.pages.computed import about
from api.pages.figures import needs_v50
from api.pages.links import interfaces
from api.pages.values import start_word
from api.pages.wanted import DAY, Wanted
from api.pages.written import write
from api.windows import written
from store import revisions
from store.pool import Connection
from store.revisions import Revision
from store.series import Key

SHOWN_MAX: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisedLine:
    """A number that was final and has changed, in words."""

    start: str
    old: str
    new: str
    because: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisedPanel:
    """What has changed, the newest change first.

    Parameters
    ----------
    json
        Where the API lists all of them.
    before
        The numbers as they were before the newest change, for Excel; '' where nothing changed.
    """

    lines: Sequence[RevisedLine]
    json: str
    before: str


async def revised_panel(
    conn: Connection, plan: Plan, wanted: Wanted, place: Place
) -> RevisedPanel | None:
    """Return how the shown numbers were revised; None where none is stored, so none is final."""
    bucket = _stored(wanted)
    if bucket is None or needs_v50(wanted.topic):  # a V85 alone is never shown
        return None
    topic = wanted.topic
    key = Key(
        site=place.site.id,
        indicator=topic.indicator.value,
        mode=topic.mode,
        direction=topic.direction,
        variant=about(plan, topic).variant,
        bucket=bucket.value,
        first=wanted.first,
        end=wanted.last + DAY,
    )
    found = await revisions.newest(conn, key, limit=SHOWN_MAX)
    addresses = interfaces(place, replace(wanted, bucket=bucket.value))
    path, _, query = addresses["json"].partition("?")
    before = ""
    if found:
        moment = urlencode({"as_of": written(found[0].at - timedelta(seconds=1))})
        before = f"{addresses['csv_de']}&{moment}"
    return RevisedPanel(
        lines=[_line(one, wanted, bucket, place) for one in found],
        json=f"{path}/revisions?{query}",
        before=before,
    )


def _stored(wanted: Wanted) -> Bucket | None:
    """Return the stored resolution nearest to the shown one, never a finer one if it can be had."""
    kept = METHODS[wanted.topic.indicator].stored
    order = list(Bucket)
    known = [one for one in order if one in kept]
    coarser = (one for one in known if order.index(one) >= order.index(wanted.resolved))
    return next(coarser, known[-1] if known else None)


def _line(one: Revision, wanted: Wanted, bucket: Bucket, place: Place) -> RevisedLine:
    language = place.language
    because = revision_causes.sentence(one.cause)[language.tag]
    return RevisedLine(
        start=start_word(one.start.isoformat(), bucket, place),
        old=write(one.old_value, wanted.topic, language),
        new=write(one.new_value, wanted.topic, language),
        because=because[:1].upper() + because[1:],
        at=language.moment(place.local(one.at)),
    )
