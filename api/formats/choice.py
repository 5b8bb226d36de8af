"""Which form of an answer is wanted: `?format=` first, then the header `Accept`."""

from enum import StrEnum
from typing import Final

from starlette.requests import Request

from api.errors import NotAcceptableError


class Form(StrEnum):
    """The forms; the value is what `?format=` takes."""

    JSON = "json"
    CSV = "csv"
    CSV_DE = "csv-de"
    GEOJSON = "geojson"


MEDIA_TYPES: Final = {
    Form.JSON: "application/json",
    Form.CSV: "text/csv; charset=utf-8; header=present",
    Form.CSV_DE: "text/csv; charset=utf-8; header=present",
    Form.GEOJSON: "application/geo+json",
}
TABLES: Final = (Form.JSON, Form.CSV, Form.CSV_DE)
_ASKED: Final = {
    "application/json": Form.JSON,
    "application/*": Form.JSON,
    "*/*": Form.JSON,
    "text/html": Form.JSON,  # a person who follows a link
    "text/csv": Form.CSV,
    "text/*": Form.CSV,
    "application/geo+json": Form.GEOJSON,
}


def chosen(request: Request, form: str | None, offered: tuple[Form, ...] = TABLES) -> Form:
    """Return the form wanted most among those offered.

    Raises
    ------
    NotAcceptableError
        None of them is wanted.
    """
    known = ", ".join(offered)
    if form is not None:
        if form not in offered:
            raise NotAcceptableError(f"format={form[:40]!r} is not spoken here", f"known: {known}")
        return Form(form)
    accept = request.headers.get("accept", "*/*")
    for media_type in _by_preference(accept):
        wanted = _ASKED.get(media_type)
        if wanted in offered:
            return wanted
    raise NotAcceptableError(f"Accept: {accept[:200]} is not spoken here", f"known: {known}")


def _by_preference(accept: str) -> list[str]:
    weighed = []
    for part in accept.split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        weighed.append((_quality(quality), media_type))
    ranked = sorted(weighed, key=lambda item: -item[0])
    return [media_type for quality, media_type in ranked if quality > 0]


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
