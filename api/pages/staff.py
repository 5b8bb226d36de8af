"""Who of the visitors may decide: whoever has logged in, by name where the proxy tells it."""

from typing import Final

from fastapi import Request

from api.access.sessions import COOKIE, Sessions
from api.settings import Settings

_WHO_MAX: Final = 100


def staff(request: Request, configured: Settings) -> str | None:
    """Return who is logged in; None where nobody is, or where nobody has to log in.

    An API key lets a program read these pages, and decides nothing here.
    """
    match configured.access:
        case "password":
            sessions: Sessions = request.app.state.sessions
            return "page" if sessions.valid(request.cookies.get(COOKIE)) else None
        case "proxy-header":
            named = request.headers.get(configured.proxy_header, "")
            return f"page: {named[:_WHO_MAX]}" if named else None
    return None
