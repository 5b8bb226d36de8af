"""Groups of sites and their indicators, as /openapi.json describes them."""

from typing import Any

from pydantic import BaseModel, Field

from api.described.numbers import BucketName, Detection, ValueItem
from api.described.window import Window


class Membership(BaseModel):
    """When a site belongs to a group; null: since ever, for good."""

    site: str
    since: str | None = Field(alias="from")
    until: str | None = Field(alias="to")


class GroupItem(BaseModel):
    """Sites that belong together for a planner."""

    id: str
    name: str
    remarks: str
    sites: list[str] = Field(description="Those that belong to it now.")
    memberships: list[Membership]


class Groups(BaseModel):
    """All groups; they have one page."""

    items: list[GroupItem]
    indicators: list[str] = Field(description="What can be asked of groups.")
    next: None


class GroupSeries(Window):
    """A series of one indicator of a group."""

    group: str
    sites: list[str] = Field(description="The sites that have a part in it.")
    indicator: str
    unit: str
    mode: str | None
    hours: str | None
    bucket: BucketName
    time_zone: str
    method: str
    method_version: int
    detection: Detection | None = Field(
        default=None, description="Of parking, where somebody checked the sensors of its sites."
    )
    values: list[ValueItem]
    total: ValueItem


class WhatIf(Window):
    """What would have been with more or fewer spaces and more or less demand."""

    site: str | None
    group: str | None
    sites: list[str]
    hours: str
    time_zone: str
    spaces: float = Field(description="More spaces; below 0: fewer.")
    demand_percent: float
    measured: dict[str, Any]
    low: dict[str, Any] = Field(description="If nobody had been turned away while it was full.")
    high: dict[str, Any] = Field(description="If any number had been.")
    unserved_space_h: float | None
    censored_h: float | None
    assumptions: dict[str, list[str]]
    method: str
    method_version: int
