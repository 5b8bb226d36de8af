"""One device with its health, as /openapi.json describes it."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from devices.health import State


class HealthAnswer(BaseModel):
    """How a device does, judged by its model."""

    state: State = Field(description="The gravest of `states`.")
    states: list[State]
    words: list[str] = Field(description="A sentence for each state but `ok`.")
    heard_at: datetime | None
    silence_s: float | None = Field(description="Since it was heard last. [s]")
    heartbeat_s: int | None = Field(description="The longest expected silence. [s]")
    battery: float | None = Field(description="The newest word on its battery.")
    battery_unit: str | None = Field(description="V or %.")
    battery_low: float | None = Field(description="From this value down it is low.")
    battery_ends_at: datetime | None = Field(
        description="When it will be low, along the line through its readings."
    )
    clock_offset_s: float | None = Field(description="How far its clock is behind ours. [s]")
    loss: float | None = Field(description="Share of its newest frames that never came.")
    rssi_dbm: float | None
    snr_db: float | None
    gateways: list[str] = Field(description="That heard its newest frame, the best one first.")
    told: str | None = Field(description="The network server's own complaint.")


class DeviceAnswer(BaseModel):
    """A device, everything it was deployed at, and how it does."""

    id: str
    model: str
    name: str
    remarks: str
    life: str
    registered_at: datetime
    installed_at: datetime | None
    accepted_at: datetime | None
    out_of_service_at: datetime | None
    retired_at: datetime | None
    heard_at: datetime | None
    heartbeat_s: int | None = Field(description="The longest expected silence. [s]")
    sites: list[str]
    aliases: list[dict[str, str]]
    deployments: list[dict[str, Any]]
    health: HealthAnswer | None = Field(description="None of a retired device.")
