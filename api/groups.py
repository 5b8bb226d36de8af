"""A question about a group of sites: of which sites, since when each belongs, and the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from analytics.answers import Known
from analytics.civil import to_ms
from analytics.indicators import groups
from analytics.indicators.groups import Member
from analytics.indicators.parking import has_occupancy
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site as Plan
from analytics.spans import BEGINNING_MS, END_MS, Span, common
from analytics.topic import Indicator, Topic
from api import questions, stored
from api.errors import BadRequestError, UnknownIndicatorError
from api.plans import Plans
from api.questions import Asked
from api.up_to_now import quarter_down
from api.windows import Window
from store import series, sites
from store.inventory.rows import Row
from store.pool import Connection

_ONE: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A site of a group, what is asked of it, and when it belongs to the group."""

    asked: Asked
    belongs: list[Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAsked:
    """What is asked of a group over a window.

    Parameters
    ----------
    registry
        The version of the registry it was read in.
    """

    parts: Sequence[Part]
    window: Window
    registry: str

    @property
    def topic(self) -> Topic:
        """The question to each of its sites."""
        return self.parts[0].asked.topic

    @property
    def sites(self) -> list[str]:
        """The sites of the group that have to do with the question."""
        return [part.asked.site.id for part in self.parts]

    async def version(self, conn: Connection) -> list[str]:
        """Return what differs whenever the answer does."""
        days = self._utc_days()
        return [
            await series.day_states_version(conn, part.asked.datastreams(), *days)
            for part in self.parts
        ]

    async def members(self, conn: Connection) -> list[Member]:
        """Read what is stored of its sites."""
        return [
            Member(
                site=part.asked.site,
                known=Known(
                    states=(await stored.known(conn, part.asked, *self._utc_days())).states
                ),
                belongs=part.belongs,
            )
            for part in self.parts
        ]

    def answered(self, known: Sequence[Member], question: Question) -> Series:
        """Answer a question."""
        return groups.series(self.topic.indicator, known, self.topic, question)

    def _utc_days(self) -> tuple[date, date]:
        return self.window.since.date(), (self.window.until - _ONE).date()


def settled(window: Window, now: datetime) -> str:
    """Return what differs whenever time alone changes an answer."""
    until_ms = quarter_down(now)
    return "" if to_ms(window.until) + 48 * 3_600_000 <= until_ms else str(until_ms)


async def asked(
    conn: Connection,
    plans: Plans,
    group: Row,
    indicator: Indicator,
    *,
    window: Window,
    mode: str | None,
    hours: str | None,
    closed: bool,
    now: datetime,
) -> GroupAsked:
    """Read what is asked of a group.

    Sites that know nothing of the indicator have no part in it; of a public answer only public
    sites have.

    Raises
    ------
    UnknownIndicatorError
        No site that belongs to it in the window has anything the indicator is made of.
    BadRequestError
        What was asked means nothing to one of its sites.
    """
    within = Span(to_ms(window.since), to_ms(window.until))
    parts: list[Part] = []
    registry, why = "", None
    for site, belongs in _memberships(group).items():
        spans = common(belongs, [within])
        if not spans or await sites.site_id(conn, site, public_only=closed) is None:
            continue
        plan, registry = await plans.site(conn, site, now=now)
        if plan is None or not _offers(plan, indicator):
            continue
        try:
            one = questions.asked(plan, indicator, mode=mode, direction=None, hours=hours)
        except UnknownIndicatorError:
            continue
        except BadRequestError as refused:
            if mode is None:
                raise
            why = refused  # not counted here: said when no site counts it
            continue
        parts.append(Part(asked=one, belongs=spans))
    if not parts:
        raise why or UnknownIndicatorError(
            f"no site of {group['id']} in this time has anything that {indicator} is made of",
            f"/api/v1/groups/{group['id']} lists its sites",
        )
    modes = sorted({part.asked.topic.mode for part in parts})
    if len(modes) > 1:
        raise BadRequestError(
            f"several modes are counted in {group['id']}, and modes are never added",
            f"add mode={' or mode='.join(modes)}",
        )
    return GroupAsked(parts=parts, window=window, registry=registry)


def _offers(plan: Plan, indicator: Indicator) -> bool:
    return indicator is Indicator.VOLUME or has_occupancy(plan)


def _memberships(group: Row) -> dict[str, list[Span]]:
    """Return when each site belongs to a group."""
    found: dict[str, list[Span]] = {}
    for said in group["memberships"]:
        span = Span(_ms(said["from"], BEGINNING_MS), _ms(said["to"], END_MS))
        found.setdefault(said["site"], []).append(span)
    return found


def _ms(instant: str | None, otherwise: int) -> int:
    return otherwise if instant is None else to_ms(datetime.fromisoformat(instant))
