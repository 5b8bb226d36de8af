"""Stored indicators: local days, months and years of a site, with revisions once final."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import numpy as np
from psycopg import AsyncConnection

from store import arrays, formulas
from store.queries import load

_ORDINAL_1970 = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketKey:
    """What a number is of: the question, and the bucket by its local start date."""

    site: str
    indicator: str
    mode: str  #: '' where it has no meaning
    direction: str  #: '': all together
    variant: str  #: of a mean its window: 'regulated' or '24h'
    bucket: Literal["day", "month", "year"]
    start: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One published number."""

    key: BucketKey
    value: float | None
    n_expected: int
    n_valid: int
    coverage: float | None
    flag: int
    method_version: int
    final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The newest day, month and year of a site that have had time to settle, by first date."""

    site: str
    day: date
    month: date
    year: date


async def write(
    conn: AsyncConnection[Any],
    numbers: Sequence[Number],
    *,
    causes: Mapping[str, str],
    watermark: datetime,
    now: datetime,
) -> int:
    """Store numbers; return how many rows changed.

    Parameters
    ----------
    causes
        Why those of each site were computed; kept with the revision of a final number.
    watermark
        Up to when readings could be known.
    """
    if not numbers:
        return 0
    cursor = await conn.execute(
        load("indicator_write"),
        {
            **_keys([number.key for number in numbers], causes),
            "value": arrays.Float8(_floats([n.value for n in numbers])),
            "n_expected": arrays.Int4(np.array([n.n_expected for n in numbers])),
            "n_valid": arrays.Int4(np.array([n.n_valid for n in numbers])),
            "coverage": arrays.Float8(_floats([n.coverage for n in numbers])),
            "flag": arrays.Int2(np.array([n.flag for n in numbers])),
            "method_version": arrays.Int2(np.array([n.method_version for n in numbers])),
            "final": arrays.Int2(np.array([n.final for n in numbers])),
            "watermark": watermark,
            "now": now,
        },
    )
    if cursor.rowcount:
        await formulas.written(conn, {n.key.indicator: n.method_version for n in numbers})
    return cursor.rowcount


async def withdraw(
    conn: AsyncConnection[Any],
    keys: Sequence[BucketKey],
    *,
    causes: Mapping[str, str],
    now: datetime,
) -> int:
    """Remove numbers of buckets of which nothing is known any more; return how many.

    Parameters
    ----------
    causes
        Of each site; kept with the revision of a final number.
    """
    if not keys:
        return 0
    parameters = {**_keys(keys, causes), "now": now}
    row = await (await conn.execute(load("indicator_delete"), parameters)).fetchone()
    return int(row[0]) if row else 0


async def finalise(conn: AsyncConnection[Any], settled: Sequence[Settled], *, now: datetime) -> int:
    """Make numbers of sites final whose bucket begins at or before the settled one."""
    if not settled:
        return 0
    parameters = {
        "site": [one.site for one in settled],
        "day": [one.day for one in settled],
        "month": [one.month for one in settled],
        "year": [one.year for one in settled],
        "now": now,
    }
    return (await conn.execute(load("indicator_finalise"), parameters)).rowcount


def _keys(keys: Sequence[BucketKey], causes: Mapping[str, str]) -> dict[str, Any]:
    """Return series once, numbered from 1, and of each key its series and start."""
    series: dict[tuple[str, ...], int] = {}
    of_key = []
    for key in keys:
        asked = (key.site, key.indicator, key.mode, key.direction, key.variant, key.bucket)
        of_key.append(series.setdefault(asked, len(series) + 1))
    names = ("site", "indicator", "mode", "direction", "variant", "bucket")
    columns = dict(zip(names, zip(*series, strict=True), strict=True))
    return {
        "series": arrays.Int4(np.array(of_key)),
        "start": arrays.Dates(np.array([key.start.toordinal() for key in keys]) - _ORDINAL_1970),
        "cause": arrays.Texts([causes[site] for site in columns["site"]]),
        **{name: arrays.Texts(words) for name, words in columns.items()},
    }


def _floats(values: Sequence[float | None]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([np.nan if value is None else value for value in values])
