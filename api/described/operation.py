"""Devices and the ledger, as /openapi.json describes them."""

from datetime import datetime

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
