"""The window every answer over time repeats."""

from pydantic import BaseModel, Field


class Window(BaseModel):
    """The window that is answered, half-open."""

    from_: str = Field(alias="from")
    to: str
    to_inclusive: str
