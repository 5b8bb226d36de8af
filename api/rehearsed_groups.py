"""What a rehearsed change does to the answers about groups of sites."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from analytics.answers import topics
from analytics.civil import Bucket, bucket_span, from_ms
from analytics.indicators.groups import BUCKETS
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site
from analytics.topic import Indicator
from api import groups
from api.errors import BadRequestError, UnknownIndicatorError
from api.plans import Plans
from api.rehearsed import same
from api.windows import Window
from store.inventory.rows import Row
from store.pool import Connection

#: Indicator, mode and year -> the answer about a group.
Answers = Mapping[tuple[Indicator, str | None, int], Series]


class _AsRead(Plans):
    """The registry as it was read once, whatever has been changed since."""

    def __init__(self, sites: Mapping[str, Site]) -> None:
        super().__init__()
        self._read = sites

    async def site(
        self,
        conn: Connection,  # noqa: ARG002 - nobody is asked
        site: str,
        *,
        now: datetime,  # noqa: ARG002 - it was read before
    ) -> tuple[Site | None, str]:
        """Return a site as it was read."""
        return self._read.get(site), ""


async def asked(
    conn: Connection,
    group: Row,
    sites: Mapping[str, Site],
    of_years: Sequence[int],
    *,
    until_ms: int,
) -> Answers:
    """Return every answer there is about a group in some years, up to a moment."""
    members = [sites[one["site"]] for one in group["memberships"] if one["site"] in sites]
    counted = {t.mode for site in members for t in topics(site) if t.indicator is Indicator.VOLUME}
    zone = members[0].zone if members else ZoneInfo("UTC")
    found: dict[tuple[Indicator, str | None, int], Series] = {}
    plans = _AsRead(sites)
    for indicator, buckets in BUCKETS.items():
        modes: Sequence[str | None] = sorted(counted) if indicator is Indicator.VOLUME else [None]
        finest = Bucket.DAY if Bucket.DAY in buckets else min(buckets)
        for mode in modes:
            for year in of_years:
                window = bucket_span(date(year, 1, 1), Bucket.YEAR, zone)
                try:
                    question = await groups.asked(
                        conn,
                        plans,
                        group,
                        indicator,
                        window=_window(year, zone),
                        mode=mode,
                        hours=None,
                        closed=False,
                        now=from_ms(until_ms),
                    )
                except (UnknownIndicatorError, BadRequestError):
                    continue
                told = Question(window=window, bucket=finest, zone=zone, until_ms=until_ms)
                known = await question.members(conn)
                found[indicator, mode, year] = question.answered(known, told)
    return found


def differing(before: Answers, after: Answers) -> list[str]:
    """Return the indicators of which any answer would be another one."""
    return sorted(
        {
            key[0].value
            for key in before.keys() | after.keys()
            if not same(before.get(key), after.get(key))
        }
    )


def _window(year: int, zone: ZoneInfo) -> Window:
    first, last = date(year, 1, 1), date(year + 1, 1, 1)
    since, until = (datetime(one.year, 1, 1, tzinfo=zone).astimezone(UTC) for one in (first, last))
    return Window(since=since, until=until, from_=first, to=last, zone=zone)
