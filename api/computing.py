"""A series of a site, computed from stored day states, and the version it has before that."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from analytics.answers import Known
from analytics.civil import Bucket, from_ms, to_ms
from analytics.question import Question
from analytics.series import Series
from analytics.spans import Span
from api import beside_sealed, stored
from api.questions import Asked
from api.rows_of_series import FINAL_AFTER, Statuses
from api.up_to_now import answered, quarter_down
from api.windows import Window
from store import series
from store.beside_sealed import Beside
from store.pool import Connection
from store.series import Key, Stored

_ONE: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a series is computed from."""

    known: Known
    statuses: Statuses
    beside: Beside


@dataclass(frozen=True, slots=True, kw_only=True)
class Computation:
    """A question about a site over a window, at a moment.

    Parameters
    ----------
    bucket
        With which the window is divided.
    """

    asked: Asked
    window: Window
    bucket: Bucket
    now: datetime

    @property
    def question(self) -> Question:
        """The window in buckets; time after this quarter hour has not come yet."""
        return Question(
            window=Span(to_ms(self.window.since), to_ms(self.window.until)),
            bucket=self.bucket,
            zone=self.window.zone,
            until_ms=self._until_ms,
        )

    async def version(self, conn: Connection) -> tuple[str, ...]:
        """Return what differs whenever the answer does; cheaper than the answer."""
        settled = to_ms(self.window.until + FINAL_AFTER) <= self._until_ms
        return (
            await series.day_states_version(
                conn,
                self.asked.datastreams(),
                *stored.needed(self.asked, *self._utc_days(), around=True),
            ),
            await stored.version(conn, self.asked, *self._utc_days()),
            await series.stored_version(conn, self._key("day")),
            "" if settled else from_ms(self._until_ms).isoformat(),
            beside_sealed.version(await beside_sealed.read(conn, self.asked, self.window)),
        )

    async def inputs(self, conn: Connection) -> Inputs:
        """Read what the series is computed from."""
        buckets: list[Stored] = []
        if self.bucket in {Bucket.MONTH, Bucket.YEAR}:
            buckets = await series.stored(conn, self._key(self.bucket.value))
        return Inputs(
            known=await stored.known(conn, self.asked, *self._utc_days(), around=True),
            statuses=Statuses(
                days=await series.stored(conn, self._key("day")),
                buckets=buckets,
                now=self.now,
                zone=self.window.zone,
            ),
            beside=await beside_sealed.read(conn, self.asked, self.window),
        )

    def answered(self, inputs: Inputs) -> Series:
        """Compute the series; no waiting, so it may run in a thread of its own."""
        return answered(self.asked, inputs.known, self.question)

    @property
    def _until_ms(self) -> int:
        return quarter_down(self.now)

    def _utc_days(self) -> tuple[date, date]:
        return self.window.since.date(), (self.window.until - _ONE).date()

    def _key(self, bucket: str) -> Key:
        return Key(
            site=self.asked.site.id,
            indicator=self.asked.topic.indicator.value,
            mode=self.asked.topic.mode,
            direction=self.asked.topic.direction,
            variant=self.asked.variant,
            bucket=bucket,
            first=self.window.first_date,
            end=self.window.end_date,
        )
