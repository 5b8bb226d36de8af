"""Stored buckets of an indicator as they were at a moment: `as_of`."""

from datetime import date, datetime
from typing import Any, Final

from starlette.responses import Response

from analytics.civil import Bucket, day_start_ms, next_start
from analytics.indicators import METHODS
from analytics.spans import Span
from analytics.topic import Indicator
from api import campaigns
from api.errors import BadRequestError
from api.formats.choice import Form
from api.formats.tables import Column, Kind
from api.questions import Asked
from api.reply import Reply
from api.trusted import incomplete_or_doubtful
from api.windows import Window, written
from store import revisions
from store.pool import Connection
from store.revisions import Then
from store.series import Key

_COLUMNS: Final = (
    Column(key="start", german="Datum", kind=Kind.DATE),
    Column(key="value", german="Wert", kind=Kind.NUMBER),
    Column(key="revision", german="Revision", kind=Kind.NUMBER),
    Column(key="revised_at", german="Revidiert", kind=Kind.TEXT),
)

_FIRST_YEAR: Final = 2000  #: no reading is older, see `ingest.checks`


def key_of(asked: Asked, window: Window, bucket: str, *, wish: str) -> Key:
    """Return by what the stored numbers of a question are found.

    Parameters
    ----------
    wish
        The parameter or address that needs them, for the sentence of a refusal.

    Raises
    ------
    BadRequestError
        Such numbers are not stored: they are computed when they are asked for.
    """
    indicator = asked.topic.indicator
    stored = [one.value for one in Bucket if one in METHODS[indicator].stored]
    if not stored:
        raise BadRequestError(
            f"{wish} needs stored numbers, and {indicator} is not stored: it is computed from "
            "what is known today, whenever it is asked for",
            "leave it out",
        )
    if bucket not in stored:
        raise BadRequestError(
            f"{wish} needs stored numbers, and {indicator} is stored by {' and by '.join(stored)}, "
            f"not by {bucket}",
            f"take bucket={' or bucket='.join(stored)}",
        )
    if asked.hours is not None:
        raise BadRequestError(
            f"{wish} needs stored numbers, and those of your own hours are not stored",
            "take window=regulated or window=24h",
        )
    return Key(
        site=asked.site.id,
        indicator=indicator.value,
        mode=asked.topic.mode,
        direction=asked.topic.direction,
        variant=asked.variant,
        bucket=bucket,
        first=window.first_date,
        end=window.end_date,
    )


def moment(text: str, now: datetime) -> datetime:
    """Read the moment that is asked for.

    Raises
    ------
    BadRequestError
        It is no instant with a zone, or has not come yet.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError as why:
        raise BadRequestError(
            f"as_of={text[:40]!r} is no instant", "write as_of=2026-10-01T00:00:00Z"
        ) from why
    if found.tzinfo is None:
        raise BadRequestError(f"as_of={text[:40]!r} has no zone", f"write as_of={text[:40]}Z")
    if found > now:
        raise BadRequestError(f"as_of={text[:40]!r} has not come yet", "leave it out")
    if found.year < _FIRST_YEAR:
        raise BadRequestError(
            f"as_of={text[:40]!r} is before {_FIRST_YEAR}: nothing was known then",
            f"take a moment from {_FIRST_YEAR} on",
        )
    return found


async def answer(
    conn: Connection, asked: Asked, window: Window, bucket: str, at: datetime, reply: Reply
) -> Response:
    """Answer with the buckets that were final at a moment, as they were then."""
    key = key_of(asked, window, bucket, wish="as_of")
    rows = [_row(one, key, asked) for one in await revisions.as_of(conn, key, at)]
    if reply.form is not Form.JSON:
        name = f"{key.site}_{key.indicator}_as_of_{at:%Y-%m-%d}"
        table = [row | {"start": date.fromisoformat(row["start"])} for row in rows]
        if reply.form is Form.CSV_DE:
            table = [incomplete_or_doubtful(row) for row in table]
        return reply.table(_COLUMNS, table, name=name, zone=window.zone)
    return reply.json(head(key, asked, window) | {"as_of": written(at), "values": rows})


def head(key: Key, asked: Asked, window: Window) -> dict[str, Any]:
    """Return what an answer says about a series of stored numbers."""
    return {
        "site": key.site,
        "indicator": key.indicator,
        "mode": key.mode or None,
        "direction": key.direction or None,
        "hours": key.variant or None,
        "bucket": key.bucket,
        "time_zone": str(asked.site.zone),
        **window.echo(),
    }


def _row(one: Then, key: Key, asked: Asked) -> dict[str, Any]:
    row = _plain(one)
    spans = asked.campaigns() if key.bucket == Bucket.YEAR else []
    if not spans:
        return row
    zone, summed = asked.site.zone, asked.topic.indicator is Indicator.VOLUME
    ends = (one.start, next_start(one.start, Bucket.YEAR))
    year = Span(*(day_start_ms(day, zone) for day in ends))
    return campaigns.estimated(row, year, spans, asked.deployed(), summed=summed)


def _plain(one: Then) -> dict[str, Any]:
    return {
        "start": one.start.isoformat(),
        "value": one.value,
        "n_expected": one.n_expected,
        "n_valid": one.n_valid,
        "coverage": one.coverage,
        "flag": one.flag,
        "status": "final",
        "revision": one.revision,
        "revised_at": None if one.revised_at is None else written(one.revised_at),
    }
