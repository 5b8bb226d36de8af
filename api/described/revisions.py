"""Revisions of stored numbers, as /openapi.json describes them."""

from pydantic import BaseModel, Field

from api.described.window import Window


class Words(BaseModel):
    """A sentence in both languages."""

    de: str
    en: str


class RevisionItem(BaseModel):
    """One revision of a final number."""

    start: str = Field(description="The bucket, by its local date.")
    revision: int
    old_value: float | None
    new_value: float | None = Field(description="null: nothing is known any more.")
    causes: list[str] = Field(
        description="late_data, deployment, range, correction, method, fact or time."
    )
    because: Words
    cause: str = Field(description="What marked the days, as it was written.")
    since: str | None = Field(description="Since when the old value stood.")
    at: str


class Revisions(Window):
    """How the final numbers of a series were revised, in the order in which it happened."""

    site: str
    indicator: str
    mode: str | None
    direction: str | None
    hours: str | None
    bucket: str
    time_zone: str
    items: list[RevisionItem]
    next: str | None
