"""Devices, ledger and quality, as /openapi.json describes them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.described.window import Window


class DeviceItem(BaseModel):
    """Hardware, where it is deployed now, and when it was last heard of."""

    id: str
    model: str
    name: str
    registered_at: datetime
    accepted_at: datetime | None
    retired_at: datetime | None
    last_received: datetime | None
    last_measured: datetime | None
    channels: list[str]
    sites: list[str]
    heartbeat_s: int | None = Field(description="The longest expected silence. [s]")
    silent: bool | None = Field(description="Silent for longer than that; null: not known.")


class Devices(BaseModel):
    """A page of devices."""

    items: list[DeviceItem]
    next: str | None


class LedgerItem(BaseModel):
    """What was received from one device in one hour, and what became of it."""

    hour: datetime
    source: str
    device: str
    messages_received: int
    messages_read: int
    messages_rejected: int
    readings_read: int
    stored: int
    duplicate: int
    conflict: int
    rejected: int
    erased: int


class Ledger(Window):
    """A page of the ledger, newest hour first."""

    items: list[LedgerItem]
    next: str | None


class Finding(BaseModel):
    """Something a test found."""

    site: str
    datastream: int
    source_id: str
    test: Literal["conflict"]
    flag: int
    start: datetime
    end: datetime
    evidence: dict[str, Any]
    message: str
    state: Literal["open", "kept", "accepted"]


class DayCoverage(BaseModel):
    """How complete one local day of one datastream is."""

    datastream: int
    property: str
    date: str
    expected_s: int
    known_s: int
    coverage: float | None
    flag: int


class Rejected(BaseModel):
    """Messages and readings set aside for one cause."""

    source: str
    device: str
    cause: str
    messages: int
    readings: int
    kept: int
    first_at: datetime
    last_at: datetime


class Quality(Window):
    """A page of findings; coverage (of one site) and what was set aside stand beside it."""

    site: str | None
    time_zone: str
    coverage: list[DayCoverage] | None
    rejected: list[Rejected] | None
    items: list[Finding]
    next: str | None
