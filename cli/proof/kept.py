"""Stored numbers: the rows of local days and months, against the API's answer and the truth.

The API computes its answer from day states and never reads the value of these rows, so a row that
was not computed again, or that somebody has changed, shows only here. Against the truth stands
what the run has covered of a day or month; what the store knows beside it is taken from the answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import isclose
from typing import Final

import numpy as np

from analytics.answers import Indicator, Known, Topic, answer, topics
from analytics.civil import Bucket, bucket_span, bucket_start, day_start_ms, local_date, starts
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site
from analytics.spans import Span
from cli.proof.check import Check
from cli.proof.stored import Stored
from devices.quality import Flag
from firmware_sim.ran import Ran
from store.indicator_rows import Row

BUCKETS: Final = (Bucket.DAY, Bucket.MONTH)
_COMPARED: Final[frozenset[Indicator]] = frozenset(
    {Indicator.VOLUME, Indicator.OCCUPANCY, Indicator.FREE_SPACES}
)
_NAMED: Final = 3  # so many differences are named


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A bucket of a topic: what is stored of it, and how far derive had come.

    Parameters
    ----------
    row
        None: nothing is stored.
    until_ms
        How far derive had come. [ms since 1970]
    """

    topic: Topic
    bucket: Bucket
    start: date
    span: Span
    row: Row | None
    until_ms: int

    @property
    def known_until_ms(self) -> int | None:
        """From when on nothing is in the row: months hold days that have ended."""
        return None if self.bucket is Bucket.DAY else self.until_ms

    @property
    def ended(self) -> bool:
        """Whether the bucket had ended when it was computed."""
        return self.span.to_ms <= self.until_ms


def of_site(ran: Ran, stored: Stored, site: Site) -> Iterator[Kept]:
    """Yield the days and months that a run touches, of what can be asked of a site."""
    through_ms = stored.through_ms.get(site.id)
    if through_ms is None:
        return
    rows = {_key(row): row for row in stored.rows.get(site.id, [])}
    first, last = (local_date(us // 1_000, site.zone) for us in (ran.from_us, ran.until_us))
    midnight_ms = day_start_ms(local_date(through_ms, site.zone), site.zone)
    for topic in topics(site):
        if topic.indicator not in _COMPARED:
            continue
        for bucket in BUCKETS:
            for start in starts(bucket_start(first, bucket), last, bucket):
                key = (topic.indicator, topic.mode, topic.direction, topic.variant, bucket, start)
                yield Kept(
                    topic=topic,
                    bucket=bucket,
                    start=start,
                    span=bucket_span(start, bucket, site.zone),
                    row=rows.get(key),
                    until_ms=through_ms if bucket is Bucket.DAY else midnight_ms,
                )


def checks(ran: Ran, stored: Stored) -> Iterator[Check]:
    """Compare what is stored of each site with what the API would answer now."""
    for site in stored.sites.values():
        known = Known(states=stored.states[site.id])
        found: dict[tuple[Topic, Bucket], list[Kept]] = {}
        for kept in of_site(ran, stored, site):
            found.setdefault((kept.topic, kept.bucket), []).append(kept)
        for (topic, bucket), several in found.items():
            yield _check(site, known, topic, bucket, several)


def named(site: Site, topic: Topic) -> str:
    """Return a topic for people."""
    beside = (topic.mode, topic.direction, topic.variant)
    return f"{site.id}: {' '.join(word for word in (topic.indicator, *beside) if word)}"


def _key(row: Row) -> tuple[str, str, str, str, str, date]:
    return row.indicator, row.mode, row.direction, row.variant, row.bucket, row.start


def _check(site: Site, known: Known, topic: Topic, bucket: Bucket, several: list[Kept]) -> Check:
    wanted = found = worst = 0.0
    wrong: list[str] = []
    for kept in several:
        series = asked(site, known, kept)
        value = None if np.isnan(series.value[0]) else float(series.value[0])
        row = None if series.flag[0] == Flag.MISSING else (value, int(series.n_valid[0]))
        is_kept = None if kept.row is None else (kept.row.value, kept.row.n_valid)
        wanted += value or 0.0
        found += (is_kept and is_kept[0]) or 0.0
        if not _same(row, is_kept) or (kept.ended and _described(kept) != _told(series)):
            wrong.append(f"{kept.start} holds {_words(is_kept)}, computed are {_words(row)}")
            worst = max(worst, abs((value or 0.0) - ((is_kept and is_kept[0]) or 0.0)))
    return Check(
        what=f"stored {bucket}s",
        of=named(site, topic),
        compared=len(several),
        differing=len(wrong),
        must_be_exact=True,
        wanted=wanted,
        found=found,
        error=worst,
        detail="; ".join(wrong[:_NAMED]),
        site=site.id,
    )


def asked(site: Site, known: Known, kept: Kept) -> Series:
    """Return the API's answer about one bucket, as far as derive had come."""
    question = Question(
        window=kept.span,
        bucket=kept.bucket,
        zone=site.zone,
        until_ms=kept.until_ms,
        known_until_ms=kept.known_until_ms,
    )
    return answer(site, known, kept.topic, question)


def _told(series: Series) -> tuple[int, int] | None:
    if series.flag[0] == Flag.MISSING:
        return None
    return int(series.flag[0]), int(series.n_expected[0])


def _described(kept: Kept) -> tuple[int, int] | None:
    return None if kept.row is None else (kept.row.flag, kept.row.n_expected)


def _same(one: tuple[float | None, int] | None, other: tuple[float | None, int] | None) -> bool:
    if one is None or other is None:
        return one is other
    if one[0] is None or other[0] is None:
        return one == other
    return one[1] == other[1] and isclose(one[0], other[0], rel_tol=1e-9, abs_tol=1e-9)


def _words(said: tuple[float | None, int] | None) -> str:
    if said is None:
        return "no number"
    value, n_valid = said
    return f"{'nothing' if value is None else format(value, 'g')} of {n_valid} intervals"
