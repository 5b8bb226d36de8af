"""The chance of a free space on arrival, as /openapi.json describes it."""

from typing import Literal

from pydantic import BaseModel, Field

from api.described.effects import Sentence
from api.described.numbers import WordsItem


class TenthItem(BaseModel):
    """What became of answers of about the same size."""

    since: float = Field(alias="from")
    until: float = Field(alias="to")
    n: int = Field(description="Answers.")
    told: float | None = Field(description="Mean of what was told.")
    came: float | None = Field(description="Share that came true.")
    low: float | None = Field(description="Its 95 % interval.")
    high: float | None


class ChanceScore(BaseModel):
    """What such answers scored in the last eight weeks, each told from the time before it."""

    n: int
    days: int
    base_rate: float | None = Field(description="Share of them in which a space was free.")
    brier: float | None = Field(description="Mean of (chance - outcome)^2; 0 is best.")
    brier_kind_of_day: float | None = Field(description="Of the kind of day alone.")
    skill: float | None = Field(description="1 - brier / brier_kind_of_day.")
    error: float | None = Field(description="Mean distance of told and came; withheld over 0.05.")
    gap: float | None = Field(description="Greatest one, of tenths with 100; withheld over 0.25.")
    table: list[TenthItem] = Field(description="Reliability by tenths.")


class ChanceItem(BaseModel):
    """The chance at one arrival."""

    horizon_min: int | None = Field(description="null: an hour of a day was asked for.")
    arrival: str = Field(description="The full quarter hour at or after it.")
    chance: float | None = Field(description="null: withheld, see `reason`.")
    low: float | None = Field(description="Of the kind of day: its 95 % interval, on days.")
    high: float | None
    basis: Literal["now", "kind_of_day"]
    made_of: Sentence
    days: int = Field(description="Known days alike in the last 26 weeks.")
    such: TenthItem | None = Field(description="What became of answers like this one.")
    reason: str | None
    sentence: Sentence | None = Field(description="The reason in words.")
    score: ChanceScore | None


class Arrival(BaseModel):
    """The chance of a free space on arrival."""

    site: str | None
    group: str | None
    sites: list[str]
    time_zone: str
    spaces: int = Field(description="How many are to be free.")
    issued_at: str
    newest: str | None = Field(description="When the newest value held that is known.")
    free: int | None = Field(description="Spaces that were free then.")
    values: list[ChanceItem]
    method: str
    method_version: int
    words: dict[Literal["de", "en"], WordsItem]
    attribution: str | None
