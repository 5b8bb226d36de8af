"""Findings of the tests of data quality, after them conflicts; and decisions about findings."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path

from api import paging
from api.context import internal
from api.described.quality import DecisionSent
from api.described.registry import Done
from api.problems import RESPONSES
from api.reply import Turn
from api.windows import Window
from api.writing import Said, WriterDep
from devices.quality import Flag
from store import findings, received
from store.findings import Decision, Finding
from store.pool import Connection
from store.received import Conflict

router = APIRouter(dependencies=[Depends(internal)], responses=RESPONSES)
_STATES: Final[Mapping[str, Decision]] = {
    "confirm": "confirmed",
    "real": "real",
    "dismiss": "dismissed",
    "reopen": "open",
}
Key = Annotated[
    str, Path(description="Key of the finding, or how it begins.", min_length=6, max_length=24)
]
Items = list[dict[str, Any]]


@router.post("/quality/{key}", summary="Decide about a finding", response_model=Done)
async def decide(key: Key, sent: DecisionSent, write: WriterDep) -> Said:
    """Confirm a finding, call it real, dismiss it, or take a decision back."""

    async def deciding(conn: Connection) -> Said:
        state = _STATES[sent.decision]
        said = await findings.decide(conn, key, state, why=write.why, now=write.now)
        return {
            "key": said["id"],
            "site": said["site"],
            "datastream": said["datastream"],
            "state": said["state"],
            "mark": said["judgement"],
        }

    return await write.do(deciding)


async def page(
    conn: Connection, site: str | None, window: Window, turn: Turn, *, closed: bool
) -> tuple[Items, str | None]:
    """Return a page of findings, after them of conflicts, and the cursor of the next page."""
    after = turn.key(str, str, int, number_max=paging.INT8_MAX)
    conflict = after[2] if after else 0
    most = turn.size() + 1
    found: list[tuple[str, dict[str, Any]]] = []
    if not conflict:
        begin = (paging.instant(after[0]), after[1]) if after else None
        found += _findings(
            await findings.read(
                conn,
                site=site,
                since=window.since,
                until=window.until,
                limit=most,
                public_only=closed,
                after=begin,
            )
        )
    if len(found) < most:
        found += _conflicts(
            await received.conflicts(
                conn,
                site=site,
                since=window.since,
                until=window.until,
                limit=most - len(found),
                public_only=closed,
                after=conflict or None,
            )
        )
    items, last = paging.cut(found, turn.size())
    return [item for _, item in items], None if last is None else last[0]


def _findings(found: Sequence[Finding]) -> list[tuple[str, dict[str, Any]]]:
    return [(_cursor(one.begin_at, one.id), _finding(one)) for one in found]


def _conflicts(found: Sequence[Conflict]) -> list[tuple[str, dict[str, Any]]]:
    return [(paging.encode("", "", one.id), _conflict(one)) for one in found]


def _cursor(begin: datetime, key: str) -> str:
    return paging.encode(begin.isoformat(), key, 0)


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "key": one.id,
        "site": one.site,
        "datastream": one.datastream,
        "source_id": one.source_id,
        "test": one.test,
        "flag": one.flag,
        "start": one.begin_at,
        "end": one.end_at,
        "known_at": one.known_at,
        "evidence": one.evidence,
        "message": one.message_en,
        "message_de": one.message_de,
        "state": one.state,
        "mark": one.judgement,
    }


def _conflict(one: Conflict) -> dict[str, Any]:
    length = timedelta(milliseconds=one.duration_ms or 0)
    return {
        "key": None,
        "site": one.site,
        "datastream": one.datastream,
        "source_id": one.source_id,
        "test": "conflict",
        "flag": int(Flag.SUSPECT),
        "start": one.time,
        "end": one.time + length,
        "known_at": one.found_at,
        "evidence": {
            "id": one.id,
            "stored": one.stored,
            "stored_source": one.stored_source,
            "other": one.other,
            "other_source": one.other_source,
            "seen": one.seen,
            "found_at": one.found_at,
        },
        "message": (
            f"{one.stored} is stored; {one.other} came for the same time "
            f"{one.seen} times. `wegwarte conflicts list` decides."
        ),
        "message_de": (
            f"{one.stored} ist gespeichert; {one.other} kam {one.seen}-mal für denselben "
            "Zeitpunkt. `wegwarte conflicts list` entscheidet."
        ),
        "state": one.decision or "open",
        "mark": None,
    }
