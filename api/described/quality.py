"""Findings and the completeness of readings, as /openapi.json describes them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from analytics.quality.finding import Test
from api.described.registry import Sent
from api.described.window import Window


class Finding(BaseModel):
    """Something a test found."""

    key: str | None = Field(description="To decide about it; null: `wegwarte conflicts` decides.")
    site: str
    datastream: int
    source_id: str
    test: Test
    flag: int = Field(description="QARTOD: 1 explained, 3 doubted, 4 refused, 9 missing.")
    start: datetime
    end: datetime = Field(description="Exclusive; at the last midnight it may still grow.")
    known_at: datetime = Field(description="Up to when data was needed to find it.")
    evidence: dict[str, Any]
    message: str
    message_de: str
    state: Literal["open", "confirmed", "real", "dismissed", "kept", "accepted"]
    mark: int | None = Field(description="The mark that a decision made, see /registry/marks.")


class DayCoverage(BaseModel):
    """How complete one local day of one datastream is."""

    datastream: int
    property: str
    date: str
    expected_s: int
    known_s: int
    coverage: float | None
    flag: int = Field(description="The gravest of the values and of the tests: 4, 3, 1, 2, 9.")
    tests: dict[Test, int] = Field(
        description="The flag of each test: 1 nothing found, or explained; 2 not looked at yet; 3 "
        "doubted; 4 refused; 9 missing. What was dismissed or really happened is not doubted."
    )


class Expected(BaseModel):
    """What is expected of a measured property at the site, while it holds."""

    property: str
    start: datetime = Field(alias="from")
    until: datetime = Field(description="Exclusive; the ends of the window at most.")
    least: float | None = Field(description="Below it a value is doubted; null: none is.")
    greatest: float | None = Field(description="Above it a value is doubted; null: none is.")
    rate_per_h: float | None = Field(description="Faster changes are doubted; null: none is.")
    said: bool = Field(description="A person has said any of these of the site.")


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
    expected: list[Expected] | None = Field(
        description="Spans and rates of the measured properties of one site."
    )
    items: list[Finding]
    next: str | None


class DecisionSent(Sent):
    """What a person says of a finding."""

    decision: Literal["confirm", "real", "dismiss", "reopen"] = Field(
        description="confirm: a fault, its time is anomalous and in no number; real: it happened, "
        "its time is atypical; dismiss: nothing is wrong, it does not come again; reopen: take a "
        "decision back, and its mark."
    )
