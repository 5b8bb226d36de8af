"""Indicators and their catalogue, as /openapi.json describes them."""

from typing import Literal

from pydantic import BaseModel, Field

from api.described.window import Window

BucketName = Literal["15min", "hour", "day", "month", "year", "total"]


class Estimate(BaseModel):
    """What the count would be without gaps; never in place of the count."""

    value: float
    low: float
    high: float | None
    method: str


class ValueItem(BaseModel, extra="allow"):
    """The number of one bucket, null: not observed; with the details that the catalogue names."""

    start: str | None = Field(default=None, description="Local date, or instant in UTC.")
    value: float | None
    n_expected: int = Field(description="Nominal intervals in the bucket.")
    n_valid: int = Field(description="How many of them are known.")
    coverage: float | None = Field(description="Known share of the expected time.")
    flag: int = Field(description="QARTOD: 1 good, 3 incomplete or doubted, 9 missing.")
    status: Literal["provisional", "final", "estimated"] = Field(
        description="`estimated`: a year of which only a campaign is known has no value."
    )
    estimate: Estimate | None = None
    late_refused: int | None = Field(
        default=None,
        description="Readings that came after their month was sealed; only where there are any.",
    )


class DetectionItem(BaseModel):
    """What sensors had right in spot checks, with the 95 % interval."""

    rate: float | None
    low: float | None
    high: float | None
    detected: int
    present: int
    below_90_percent: bool


class DetectionOfSite(DetectionItem):
    """Of one site."""

    site: str


class DetectionOfModel(DetectionItem):
    """Of one model of sensor; '': several had a part in a check."""

    model: str


class Detection(DetectionItem):
    """Of all sites that have a part in an answer; checks are added, never averaged."""

    by_site: list[DetectionOfSite]
    by_model: list[DetectionOfModel]
    says: dict[str, str] | None = Field(
        description="Where a site is below 90 %: what is to be said, de and en."
    )


class SeriesAnswer(Window):
    """A series of one indicator."""

    site: str
    indicator: str
    unit: str
    mode: str | None
    direction: str | None
    hours: str | None = Field(description="Of a mean: the hours of the week it is taken over.")
    bucket: BucketName
    time_zone: str
    vehicles: str | None = Field(default=None, description="Of speeds: the group asked for.")
    method: str
    method_version: int
    attribution: str | None
    state_versions: list[int] | None = Field(
        default=None, description="Method versions of the states, only where they are mixed."
    )
    notes: list[str] | None = Field(default=None, description="Sentences about this answer.")
    detection: Detection | None = Field(
        default=None, description="Of parking, where somebody checked the sensors on site."
    )
    values: list[ValueItem]
    total: ValueItem


class WordsItem(BaseModel):
    """An indicator in one language."""

    name: str
    unit: str
    method: str
    reading_aid: str
    not_to_confuse: str


class DetailItem(BaseModel):
    """Something that is said beside a number, under its own key."""

    key: str
    unit: str
    de: str
    en: str


class EntryItem(BaseModel):
    """An indicator that can be asked for."""

    key: str
    number: str = Field(description="Its place in the catalogue of indicators.")
    unit: str
    total: Literal["sum", "mean"]
    parameters: list[str]
    buckets: list[str]
    source: str
    method_version: int = Field(description="Raised whenever the formula changes.")
    de: WordsItem
    en: WordsItem
    details: list[DetailItem]


class Catalogue(BaseModel):
    """The catalogue; it has one page."""

    items: list[EntryItem]
    next: None
