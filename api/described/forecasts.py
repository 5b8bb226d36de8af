"""Forecasts, as /openapi.json describes them."""

from typing import Literal

from pydantic import BaseModel, Field

from api.described.effects import Sentence
from api.described.numbers import WordsItem


class ScoreItem(BaseModel):
    """What such forecasts scored in the last eight weeks, by what was known in time."""

    n: int = Field(description="Forecasts that were tried.")
    mase: float | None = Field(description="Below 1: better than the same time last week.")
    skill_naive: float | None = Field(description="1 - error / error of last week's value.")
    skill_baseline: float | None = Field(description="1 - error / error of the usual profile.")
    mae: float | None
    pinball: float | None
    covered: float | None = Field(description="Share in the 80 % band; 0.8 is honest.")
    interval_score: float | None


class ForecastItem(BaseModel):
    """The forecast of one quarter hour."""

    horizon_min: int = Field(description="From the issue to the end of the quarter hour.")
    start: str
    end: str
    value: float | None = Field(description="null: withheld, see `reason`.")
    low: float | None = Field(description="10 % lie below.")
    high: float | None = Field(description="10 % lie above.")
    reason: str | None
    sentence: Sentence | None = Field(description="The reason in words.")
    score: ScoreItem | None


class Forecast(BaseModel):
    """The next two hours of a site."""

    site: str
    indicator: Literal["volume", "occupancy"]
    unit: str
    mode: str | None
    direction: str | None
    time_zone: str
    issued_at: str = Field(description="Beginning of the quarter hour in which it is told.")
    newest: str | None = Field(description="End of the newest quarter hour that is known.")
    method: str
    method_version: int
    values: list[ForecastItem]
    words: dict[Literal["de", "en"], WordsItem]
    attribution: str | None
