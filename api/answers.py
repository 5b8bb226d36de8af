"""An answer: its form, its version (ETag), and how long it may be kept."""

import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from typing import Final
from zoneinfo import ZoneInfo

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response

from api.formats.choice import MEDIA_TYPES, Form
from api.formats.tables import Column, Row, csv_de_text, csv_text
from api.settings import Settings

_PROGRAM: Final = version("wegwarte")
PUBLIC_AGE_MAX_S: Final = 15


def tag(request: Request, form: Form, *versions: object) -> str:
    """Return a weak ETag of what is served, from versions that cost less than the answer."""
    query = sorted(request.query_params.multi_items())
    parts = repr((_PROGRAM, request.url.path, query, form.value, versions))
    return f'W/"{hashlib.sha256(parts.encode()).hexdigest()[:32]}"'


def unchanged(request: Request, etag: str, configured: Settings) -> Response | None:
    """Return 304 when the client has this version already; else None."""
    known = request.headers.get("if-none-match")
    if known is None:
        return None
    names = {name.strip().removeprefix("W/") for name in known.split(",")}
    if etag.removeprefix("W/") in names or "*" in names:
        return Response(status_code=304, headers=_kept(etag, configured))
    return None


def json_answer(
    body: object,
    etag: str | None,
    configured: Settings,
    *,
    form: Form = Form.JSON,
    following: str | None = None,
) -> Response:
    """Return anything as JSON; what is not a number becomes null."""
    return Response(
        to_json(body, inf_nan_mode="null"),
        media_type=MEDIA_TYPES[form],
        headers=_kept(etag, configured) | _link(following),
    )


def table_answer(
    form: Form,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    zone: ZoneInfo | None,
    name: str,
    etag: str | None,
    configured: Settings,
    following: str | None = None,
) -> Response:
    """Return rows as a CSV file.

    Parameters
    ----------
    zone
        Local time of the rows; None: UTC.
    name
        The file's name without its ending.
    following
        Address of the next page; it stands in the header `Link`.
    """
    written = csv_de_text if form is Form.CSV_DE else csv_text
    text = written(columns, rows, zone or ZoneInfo("UTC"))
    headers = _kept(etag, configured) | _link(following)
    headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return Response(text.encode(), media_type=MEDIA_TYPES[form], headers=headers)


def _link(following: str | None) -> dict[str, str]:
    return {} if following is None else {"Link": f'<{following}>; rel="next"'}


def _kept(etag: str | None, configured: Settings) -> dict[str, str]:
    if etag is None:
        return {"Cache-Control": "no-store"}
    kept = (
        f"public, max-age={PUBLIC_AGE_MAX_S}"
        if configured.access == "public"
        else "private, no-cache"
    )
    return {"ETag": etag, "Cache-Control": kept, "Vary": "Accept"}
