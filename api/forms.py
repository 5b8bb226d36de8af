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
        Said to who sends more than `FORM_MAX_BYTES`, or more than ten fields.

    Raises
    ------
    BadRequestError
        The form is too long, or has too many fields.
    """
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_MAX_BYTES:
            raise BadRequestError("the form is too long", remedy)
    text = body.decode("utf-8", "replace")
    try:
        fields = parse_qs(text, keep_blank_values=True, max_num_fields=_FIELDS_MAX)
    except ValueError as why:
        raise BadRequestError(f"the form has more than {_FIELDS_MAX} fields", remedy) from why
    return {name: values[0] for name, values in fields.items()}
