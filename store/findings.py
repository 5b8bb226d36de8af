"""Findings of the tests of data quality: written by derive, decided about by people."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from psycopg import AsyncConnection
from psycopg.rows import class_row

from store import finding_growth
from store.inventory import judgements
from store.inventory.errors import RegistryError, UnknownError
from store.inventory.rows import Row, changed, made, row, rows
from store.queries import load

State = Literal["open", "confirmed", "real", "dismissed", "gone"]
Decision = Literal["confirmed", "real", "dismissed", "open"]
#: What a page about quality shows: a finding that is gone is kept, and not shown.
SHOWN: Final[tuple[State, ...]] = ("open", "confirmed", "real", "dismissed")
EVERY: Final[tuple[State, ...]] = (*SHOWN, "gone")
KEY_LEAST: Final = 6  #: characters of a key that name a finding
_KINDS: Final[Mapping[str, judgements.Kind]] = {"confirmed": "anomalous", "real": "atypical"}
_EXPLAINED: Final = 1  # flag


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a test has found in a datastream, and what was decided about it."""

    id: str
    site: str
    datastream: int
    source_id: str
    test: str
    flag: int
    begin_at: datetime
    end_at: datetime
    known_at: datetime
    evidence: dict[str, Any]
    message_de: str
    message_en: str
    state: State
    first_seen: datetime
    last_seen: datetime
    decided_by: str | None
    decided_at: datetime | None
    decided_why: str | None
    judgement: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRun:
    """How far a site is derived, and up to when (`looked`) and when (`at`) it was looked at."""

    id: str
    time_zone: str
    derived: datetime
    looked: datetime | None
    at: datetime | None


async def runs(conn: AsyncConnection[Any]) -> list[SiteRun]:
    """Return every site that was ever derived."""
    async with conn.cursor(row_factory=class_row(SiteRun)) as cursor:
        await cursor.execute(load("finding_runs"))
        return await cursor.fetchall()


async def claim(conn: AsyncConnection[Any], site: str) -> bool:
    """Claim the findings of a site until the end of the transaction; False: another has them."""
    found = await (await conn.execute(load("finding_lock"), {"site": site})).fetchone()
    return bool(found and found[0])


async def names(conn: AsyncConnection[Any]) -> dict[int, str]:
    """Return what each datastream is called in findings: `site/source_id (property)`."""
    return dict(await (await conn.execute(load("finding_names"))).fetchall())


async def looked(conn: AsyncConnection[Any], site: str) -> datetime | None:
    """Return up to when a site was looked at; None: never."""
    said = await row(conn, "finding_looked", site=site)
    return None if said is None else said["through"]


async def days(
    conn: AsyncConnection[Any], datastreams: Sequence[int], *, since: datetime
) -> tuple[date, date | None] | None:
    """Return the first UTC day with a state, and the first one computed since; None: no state."""
    said = await row(conn, "finding_days", datastream=list(datastreams), since=since)
    return None if said is None or said["first"] is None else (said["first"], said["changed"])


async def heard(
    conn: AsyncConnection[Any], devices: Sequence[str], *, since: datetime
) -> list[Row]:
    """Return in which hours devices were heard, by device: see `finding_heard.sql`."""
    return await rows(conn, "finding_heard", device=list(devices), since=since)


async def disputed(
    conn: AsyncConnection[Any], datastreams: Sequence[int], *, since: datetime
) -> list[Row]:
    """Return on which days other values came for stored times: see `finding_disputed.sql`."""
    return await rows(conn, "finding_disputed", datastream=list(datastreams), since=since)


async def write(
    conn: AsyncConnection[Any],
    site: str,
    found: Sequence[Mapping[str, Any]],
    *,
    since: datetime,
    through: datetime,
    now: datetime,
) -> tuple[int, int]:
    """Write what was found in what begins at `since` or later; return how many are new and gone.

    Parameters
    ----------
    found
        The columns of `finding` that a test knows, times as ISO 8601.
    through
        Up to when the site was looked at.
    """
    await changed(conn, "finding_undone", site=site)
    grown = await finding_growth.grow(conn, site, found, through=through, now=now)
    new = [one for one in found if one["id"] not in grown]
    said = await rows(
        conn,
        "finding_write",
        site=site,
        found=json.dumps(new),
        kin=json.dumps(finding_growth.KIN),
        through=through,
        now=now,
    )
    gone = await changed(
        conn, "finding_gone", site=site, since=since, found=[one["id"] for one in found]
    )
    await changed(conn, "finding_ran", site=site, through=through, now=now)
    return sum(one["added"] for one in said), gone


async def read(
    conn: AsyncConnection[Any],
    *,
    site: str | None,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    states: Collection[str] = SHOWN,
    public_only: bool = False,
    after: tuple[datetime, str] | None = None,
) -> list[Finding]:
    """Return at most `limit` findings that touch `[since, until)`, in order of beginning and id."""
    async with conn.cursor(row_factory=class_row(Finding)) as cursor:
        await cursor.execute(
            load("findings_read"),
            {
                "site": site,
                "since": since,
                "until": until,
                "limit": limit,
                "states": list(states),
                "public_only": public_only,
                "after_begin": after[0] if after else None,
                "after": after[1] if after else None,
            },
        )
        return await cursor.fetchall()


async def decide(
    conn: AsyncConnection[Any], key: str, decision: Decision, *, why: str, now: datetime
) -> Row:
    """Decide about a finding; return it as it is now.

    `confirmed` makes its time anomalous, `real` atypical, both by a mark that can be withdrawn;
    `dismissed` keeps it away; `open` takes a decision back, and the mark with it.

    Raises
    ------
    UnknownError
        No finding, or more than one, has a key that begins so.
    RegistryError
        It is so already, or there is nothing to decide.
    """
    one = await _named(conn, key)
    if one["state"] == decision:
        raise RegistryError(f"finding {one['id']} is {decision} already")
    if one["state"] == "gone":
        raise RegistryError(f"finding {one['id']} is gone: the data does not show it any more")
    if one["flag"] == _EXPLAINED and decision in _KINDS:
        raise RegistryError(f"finding {one['id']} explains its values; it doubts none of them")
    if one["judgement"] is not None:
        await _withdraw(conn, one["judgement"], now)
    number = None
    if decision in _KINDS:
        number = await judgements.judge(
            conn,
            site=None,
            datastream=one["datastream"],
            kind=_KINDS[decision],
            since=one["begin_at"],
            until=one["end_at"],
            factor=None,
            reason=why or one["message_en"],
            now=now,
        )
    return await made(
        conn,
        "finding_decide",
        key=one["id"],
        state=decision,
        judgement=number,
        why=why,
        now=now,
    )


async def _named(conn: AsyncConnection[Any], key: str) -> Row:
    found = await rows(conn, "finding_named", key=key) if len(key) >= KEY_LEAST else []
    if len(found) != 1:
        said = "more than one finding has" if found else "no finding has"
        raise UnknownError(f"{said} the key {key[:40]!r}; `wegwarte quality list` shows them")
    return found[0]


async def _withdraw(conn: AsyncConnection[Any], judgement: int, now: datetime) -> None:
    """Withdraw the mark of an earlier decision, unless somebody has done so."""
    standing = await judgements.judgements(conn, site=None, withdrawn=False)
    if any(one["id"] == judgement for one in standing):
        await judgements.withdraw(conn, judgement, now=now)
