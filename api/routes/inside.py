"""`/api/v1/devices` and `/api/v1/ledger`: what the operator looks at, never the public."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api import paging
from api.context import PREFIX, ConnectionDep, NowDep, internal
from api.described.operation import Devices, Ledger
from api.formats.tables import Column, Kind
from api.problems import RESPONSES
from api.reply import ReplyDep, TurnDep, WindowDep
from devices.models import MODELS
from store import ledger, received
from store.received import Device

router = APIRouter(prefix=PREFIX, tags=["operation"], dependencies=[Depends(internal)])
LEDGER_USUAL_DAYS: Final = 1
UTC_ZONE: Final = ZoneInfo("UTC")


_DEVICE_COLUMNS: Final = (
    Column(key="id", german="Gerät"),
    Column(key="model", german="Modell"),
    Column(key="name", german="Name"),
    Column(key="sites", german="Orte"),
    Column(key="channels", german="Kanäle"),
    Column(key="accepted_at", german="Abnahme", kind=Kind.INSTANT),
    Column(key="last_received", german="Zuletzt empfangen", kind=Kind.INSTANT),
    Column(key="last_measured", german="Zuletzt gemessen", kind=Kind.INSTANT),
    Column(key="silent", german="Verstummt", kind=Kind.YES_NO),
)
_LEDGER_COLUMNS: Final = (
    Column(key="hour", german="", kind=Kind.INSTANT),
    Column(key="source", german="Weg"),
    Column(key="device", german="Gerät"),
    Column(key="messages_received", german="Nachrichten empfangen", kind=Kind.NUMBER),
    Column(key="messages_read", german="Nachrichten gelesen", kind=Kind.NUMBER),
    Column(key="messages_rejected", german="Nachrichten abgelehnt", kind=Kind.NUMBER),
    Column(key="readings_read", german="Messwerte gelesen", kind=Kind.NUMBER),
    Column(key="stored", german="gespeichert", kind=Kind.NUMBER),
    Column(key="duplicate", german="doppelt", kind=Kind.NUMBER),
    Column(key="conflict", german="widersprüchlich", kind=Kind.NUMBER),
    Column(key="rejected", german="abgelehnt", kind=Kind.NUMBER),
    Column(key="erased", german="gelöscht", kind=Kind.NUMBER),
)


@router.get(
    "/devices",
    summary="All devices",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": Devices}},
)
async def list_devices(
    conn: ConnectionDep, now: NowDep, turn: TurnDep, answer: ReplyDep
) -> Response:
    """List the devices in the order of their ids."""
    answer.choose()
    key = turn.key(str)
    rows = await received.devices(
        conn, now=now, limit=turn.size() + 1, after=key[0] if key else None
    )
    page, last = paging.cut(rows, turn.size())
    return answer.page(
        [asdict(device) | _heartbeat(device, now) for device in page],
        None if last is None else paging.encode(last.id),
        _DEVICE_COLUMNS,
        name="devices",
    )


@router.get(
    "/ledger",
    summary="What was received, and what became of it, by device and hour",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": Ledger}},
)
async def list_ledger(
    conn: ConnectionDep,
    asked: WindowDep,
    turn: TurnDep,
    answer: ReplyDep,
    device: Annotated[str | None, Query(description="Only this device.", max_length=128)] = None,
) -> Response:
    """List the ledger, newest hour first; dates are UTC dates, without a window: today."""
    answer.choose()
    window = asked.of_rows(UTC_ZONE, usual_days=LEDGER_USUAL_DAYS)
    key = turn.key(str, str, str)
    rows = await ledger.window(
        conn,
        since=window.since,
        until=window.until,
        limit=turn.size() + 1,
        device=device,
        after=(paging.instant(key[0]), key[1], key[2]) if key else None,
    )
    page, last = paging.cut(rows, turn.size())
    cursor = None
    if last is not None:
        cursor = paging.encode(last.hour.isoformat(), last.source, last.device)
    items = [asdict(line) for line in page]
    return answer.page(items, cursor, _LEDGER_COLUMNS, name="ledger", beside=window.echo())


def _heartbeat(device: Device, now: datetime) -> dict[str, object]:
    """Return the longest expected silence of a device, and whether it is silent for longer."""
    model = MODELS.get(device.model)
    if model is None or device.retired_at is not None:
        return {"heartbeat_s": None, "silent": None}
    allowed = timedelta(seconds=model.heartbeat_s)
    heard = device.last_received or device.registered_at
    return {"heartbeat_s": model.heartbeat_s, "silent": now - heard > allowed}
