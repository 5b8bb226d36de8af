"""Sites, datastreams and readings, as /openapi.json describes them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.described.window import Window

SiteKind = Literal["car_park", "parking_zone", "cross_section", "cycle_track", "station"]


class SiteItem(BaseModel):
    """A place a planner has a question about."""

    id: str
    name: str
    kind: SiteKind
    time_zone: str
    geometry: dict[str, Any] | None
    direction_a: str | None
    direction_b: str | None
    public: bool
    attribution: str | None
    sample: bool
    aliases: list[str]
    capacity: float | None


class Offer(BaseModel):
    """An indicator that can be asked of a site, with the modes and directions it has."""

    indicator: str
    mode: str | None
    directions: list[str]


class SiteAnswer(SiteItem):
    """A place, and what can be asked of it."""

    indicators: list[Offer]


class Sites(BaseModel):
    """A page of sites."""

    items: list[SiteItem]
    next: str | None


class Latest(BaseModel):
    """The newest value, calibrated."""

    time: datetime
    value: float | None
    quality: int
    received: datetime


class DatastreamItem(BaseModel):
    """One observed property at one site."""

    id: int
    site: str
    property: str
    unit: str
    direction: str
    mode: str | None
    lane: str | None
    bay: str | None
    role: Literal["part", "check"]
    source_id: str
    name: str
    nominal_interval_s: int | None
    latest: Latest | None


class Datastreams(BaseModel):
    """A page of datastreams."""

    items: list[DatastreamItem]
    next: str | None


class ObservationItem(BaseModel):
    """One reading; of a passage `n`, `speed_km_h`, `length_m`, `vehicle_class` instead."""

    time: datetime
    duration_s: float | None = None
    value: float | None = None
    raw: float | None = None
    n: int | None = None
    speed_km_h: float | None = None
    length_m: float | None = None
    vehicle_class: int | None = None
    quality: int
    device: str
    channel: str
    commissioning: bool


class Observations(Window):
    """A page of readings, oldest first."""

    datastream: int
    site: str
    property: str
    unit: str
    time_zone: str
    archived: list[str] | None = Field(
        default=None, description="Months whose readings lie in the archive, but for a few."
    )
    items: list[ObservationItem]
    next: str | None
