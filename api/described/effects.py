"""Before and after, as /openapi.json describes it."""

from typing import Literal

from pydantic import BaseModel, Field

from api.described.window import Window


class Sentence(BaseModel):
    """The same in both languages."""

    de: str
    en: str


class MeasureItem(BaseModel):
    """What the town did."""

    id: int
    name: str
    from_date: str
    to_date: str | None = Field(description="Exclusive; null: for good.")


class WeatherTold(BaseModel):
    """What the weather told of the difference."""

    station: str
    elements: list[str] = Field(description="What was read of the station.")
    taken_out: bool = Field(description="false: too few days of it are known; it was left in.")
    explained: float | None = Field(
        description="Share of the site's variation before the change, beyond kind of day and "
        "season, that it explains."
    )
    narrowed: float | None = Field(
        description="By what share it narrowed the interval; negative: it widened it."
    )
    sentence: Sentence


class BeforeAfter(Window):
    """How much more or less there was since a day, measured by sites it did not touch."""

    site: str
    indicator: str
    mode: str | None
    direction: str | None
    controls: list[str]
    controls_left_aside: list[str] = Field(
        description="Those that are known on under four of five of the site's days."
    )
    at: str = Field(description="The first local date since the change.")
    measure: MeasureItem | None
    time_zone: str
    method: str
    method_version: int
    change: float | None = Field(description="Relative: 0.05 is 5 % more; null: withheld.")
    low: float | None = Field(description="Lower end of the 95 % interval.")
    high: float | None
    n_before: int = Field(description="Whole days before the change that were compared.")
    n_after: int
    verdict: Literal["more", "less", "not_distinguishable"] | None
    reason: str | None = Field(description="Why nothing is said; null where something is.")
    weather: WeatherTold | None = Field(description="null: it was not asked for.")
    sentence: Sentence
    caution: Sentence
    attribution: str | None
