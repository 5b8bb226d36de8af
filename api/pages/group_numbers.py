"""The numbers of a group: of its own load, never sums of single peaks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from analytics.answers import Indicator, Topic
from analytics.civil import Bucket, to_ms
from analytics.indicators import groups as of_groups
from analytics.indicators import parking_what_if
from analytics.indicators.groups import Member
from analytics.question import Question
from analytics.series import Series
from analytics.spans import Span
from api import groups, rows_of_series, up_to_now
from api.errors import BadRequestError, UnknownIndicatorError
from api.groups import GroupAsked
from api.pages.gather import View
from api.pages.totals import Total
from api.pages.trust import Doubts, doubts_of
from api.rows_of_series import Statuses
from api.windows import Window
from store.inventory.rows import Row
from store.pool import Connection

#: What is told of a group that parks, in the order of the page.
PARKED: Final = (
    Indicator.OCCUPANCY,
    Indicator.HOURS_AT_85,
    Indicator.PEAK_OCCUPANCY,
    Indicator.FULL_SHARE,
    Indicator.HOUR_30,
    Indicator.FULL_SPELLS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReading:
    """What is stored of the sites of a group, for questions about one window."""

    asked: GroupAsked
    members: Sequence[Member]
    put: Question
    statuses: Statuses

    def series(self, indicator: Indicator, bucket: Bucket) -> tuple[Series, Question]:
        """Return an indicator of the group, of a running period as far as it has come."""
        put = replace(self.put, bucket=bucket)
        about = _OfGroup(topic=replace(self.asked.topic, indicator=indicator))
        return up_to_now.answered(about, self.members, put), put

    def rows(
        self, indicator: Indicator, bucket: Bucket
    ) -> tuple[list[dict[str, Any]], dict[str, Any], str]:
        """Return values and total as the API answers them, and the hours they are of."""
        found, put = self.series(indicator, bucket)
        values, total = rows_of_series.plain(found, put, self.statuses)
        return values, total, found.hours

    def totals(self, indicators: Sequence[Indicator]) -> list[Total]:
        """Return indicators of the whole window."""
        doubted = self.doubted()
        return [self._total(indicator, doubted) for indicator in indicators]

    def _total(self, indicator: Indicator, doubted: Doubts) -> Total:
        _, row, hours = self.rows(indicator, Bucket.YEAR)
        topic = replace(self.asked.topic, indicator=indicator)
        return Total(topic=topic, row=row, hours=hours, window=self.put.window, doubted=doubted)

    def doubted(self) -> Doubts:
        """Return when readings of any of its sites are doubted."""
        return doubts_of(self.members, self.asked.topic, self.put.window)

    def what_if(self, *, spaces: float, demand_percent: float) -> parking_what_if.Told:
        """Return what would have been with more or fewer spaces, more or less demand."""
        put = replace(self.put, bucket=Bucket.YEAR)
        found = of_groups.load_of(self.members, self.asked.topic, put)
        return parking_what_if.told(
            found.load, found.spaces, more_spaces=spaces, more_demand_percent=demand_percent
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfGroup:
    topic: Topic

    def answered(self, known: Sequence[Member], question: Question) -> Series:
        return of_groups.series(self.topic.indicator, known, self.topic, question)


async def read(
    conn: Connection,
    view: View,
    group: Row,
    window: Window,
    indicator: Indicator,
    *,
    mode: str | None = None,
    hours: str | None = None,
) -> GroupReading | None:
    """Read what is stored of a group; None where none of its sites knows the indicator then."""
    try:
        asked = await groups.asked(
            conn,
            view.plans,
            group,
            indicator,
            window=window,
            mode=mode,
            hours=hours,
            closed=view.public_only,
            now=view.now,
        )
    except (UnknownIndicatorError, BadRequestError):
        return None
    put = Question(
        window=Span(to_ms(window.since), to_ms(window.until)),
        bucket=Bucket.DAY,
        zone=window.zone,
        until_ms=up_to_now.quarter_down(view.now),
    )
    return GroupReading(
        asked=asked,
        members=await asked.members(conn),
        put=put,
        statuses=Statuses(days=[], buckets=[], now=view.now, zone=window.zone),
    )
