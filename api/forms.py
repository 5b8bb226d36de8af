"""What a browser sends with a form."""

from typing import Final
from urllib.parse import parse_qs

from fastapi import Request

from api.errors import BadRequestError

FORM_MAX_BYTES: Final = 8_192
_FIELDS_MAX: Final = 10


async def read_form(request: Request, remedy: str) -> dict[str, str]:
    """Return the fields of a form.

    Parameters
    ----------
    remedy
        Said to who sends more than `FORM_MAX_BYTES`.

    Raises
    ------
    BadRequestError
        The form is too long.
    """
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_MAX_BYTES:
            raise BadRequestError("the form is too long", remedy)
    text = body.decode("utf-8", "replace")
    fields = parse_qs(text, keep_blank_values=True, max_num_fields=_FIELDS_MAX)
    return {name: values[0] for name, values in fields.items()}
