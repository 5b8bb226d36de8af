"""What a rehearsed change does to answers: they are asked for before it and after it.

Nobody has to list which fact plays a part in which indicator: whatever comes out otherwise is told,
and what comes out the same is not.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics import answers
from analytics.answers import Topic
from analytics.calendar.day_types import day_types
from analytics.calendar.region import Region, days_since_1970
from analytics.civil import Bucket, bucket_span, from_ms
from analytics.indicators import METHODS
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site
from api import stored
from api.questions import Asked
from store import day_states
from store.pool import Connection

#: Of a longer history the newest years are asked about: a site and year costs some seconds.
YEARS_MAX: Final = 2
#: What is asked of a site: topic and year -> its answer in the finest civil buckets it has.
Answers = Mapping[tuple[Topic, int], Series]
_EPOCH: Final = date(1970, 1, 1)
_FINEST: Final = (Bucket.DAY, Bucket.MONTH, Bucket.YEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDays:
    """Days of a site that would be of another type: a holiday, a day in the school holidays."""

    site: str
    days: int
    first: date
    last: date


async def years(conn: Connection, sites: Iterable[Site], more: Set[int]) -> list[int]:
    """Return the newest years of which anything is known at sites, or will be.

    Parameters
    ----------
    more
        Years of which something may be known after a change.
    """
    datastreams = sorted({source.id for site in sites for source in site.sources})
    found = await day_states.known(conn, datastreams)
    known = more if found is None else {*more, *range(found[0].year, found[1].year + 1)}
    return sorted(known)[-YEARS_MAX:]


async def asked(conn: Connection, site: Site, of_years: Sequence[int], *, until_ms: int) -> Answers:
    """Return every answer there is about a site in some years, up to a moment."""
    found: dict[tuple[Topic, int], Series] = {}
    for topic in answers.topics(site):
        buckets = METHODS[topic.indicator].buckets
        finest = next((one for one in _FINEST if one in buckets), min(buckets))
        question = Asked(site=site, topic=topic)
        for year in of_years:
            window = bucket_span(date(year, 1, 1), Bucket.YEAR, site.zone)
            first = from_ms(window.from_ms).date()
            last = (from_ms(window.to_ms) - timedelta(microseconds=1)).date()
            known = await stored.known(conn, question, first, last)
            told = Question(window=window, bucket=finest, zone=site.zone, until_ms=until_ms)
            found[topic, year] = question.answered(known, told)
    return found


def differing(before: Answers, after: Answers) -> list[str]:
    """Return the indicators of which any answer would be another one."""
    return sorted(
        {
            key[0].indicator.value
            for key in before.keys() | after.keys()
            if not same(before.get(key), after.get(key))
        }
    )


def same(one: Series | None, other: Series | None) -> bool:
    """Whether two answers say the same; none at all says as much as one that knows nothing."""
    if one is None or other is None:
        left = other if one is None else one
        return left is None or (
            not np.isfinite(left.value).any()
            and (left.total is None or not np.isfinite(left.total.value).any())
        )
    plain = [name for field in fields(Series) if (name := field.name) not in {"details", "total"}]
    return (
        all(_equal(getattr(one, name), getattr(other, name)) for name in plain)
        and one.details.keys() == other.details.keys()
        and all(_equal(one.details[key], other.details[key]) for key in one.details)
        and same(one.total, other.total)
    )


def _equal(one: object, other: object) -> bool:
    if not isinstance(one, np.ndarray) or not isinstance(other, np.ndarray):
        return one == other
    if one.dtype.kind == "f" and other.dtype.kind == "f":
        return np.array_equal(one, other, equal_nan=True)
    return one.shape == other.shape and all(map(_alike, one.ravel(), other.ravel()))


def _alike(one: object, other: object) -> bool:
    return bool(one == other) or (one != one and other != other)


def other_days(before: Site, after: Site, of_years: Sequence[int]) -> OtherDays | None:
    """Return which days of known years, and of the one after them, are of another type then."""
    if before.region == after.region or not of_years:
        return None
    first, last = date(of_years[0], 1, 1), date(of_years[-1] + 2, 1, 1)
    numbers = days_since_1970(first, last)
    changed = numbers[_types(numbers, before.region) != _types(numbers, after.region)]
    if not len(changed):
        return None
    ends = (_EPOCH + timedelta(days=int(number)) for number in (changed[0], changed[-1]))
    begin, end = ends
    return OtherDays(site=after.id, days=len(changed), first=begin, last=end)


def _types(numbers: NDArray[np.int64], region: Region) -> NDArray[Any]:
    """Return of each day what tells it from others, as one word."""
    found = day_types(numbers, region)
    told = [found.public.astype("U1"), found.school.astype("U2")]
    return np.array([" ".join(day) for day in zip(*told, strict=True)])
