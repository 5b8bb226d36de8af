"""Logging in and out, in the access mode `password`."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.access.sessions import COOKIE, Sessions
from api.context import SettingsDep
from api.errors import ForbiddenError
from api.forms import read_form
from api.pages.rendering import login_page
from api.settings import Settings

router = APIRouter(include_in_schema=False)


@router.get("/login")
async def show(request: Request, configured: SettingsDep) -> HTMLResponse:
    """Show the form."""
    _only_with_password(configured)
    wanted = inside(request.query_params.get("next"))
    return login_page(configured, failed=False, following=wanted, status=200)


@router.post("/login")
async def log_in(request: Request, configured: SettingsDep) -> Response:
    """Begin a session, or show the form again."""
    _only_with_password(configured)
    form = await read_form(request, "send the password and nothing else")
    sessions: Sessions = request.app.state.sessions
    client = None if request.client is None else request.client.host
    token = await sessions.login(form.get("password", ""), client)
    wanted = inside(form.get("next"))
    if token is None:
        return login_page(configured, failed=True, following=wanted, status=401)
    answer = RedirectResponse(wanted, status_code=303)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=configured.session_age_max_s,
        httponly=True,
        samesite="lax",
        secure=configured.secure,
    )
    return answer


@router.post("/logout")
async def log_out(request: Request) -> Response:
    """End the session; the form is in the language of the page that was left."""
    form = await read_form(request, "send the address that follows and nothing else")
    sessions: Sessions = request.app.state.sessions
    sessions.logout(request.cookies.get(COOKIE))
    following = quote(inside(form.get("next")), safe="")
    answer = RedirectResponse(f"/login?next={following}", status_code=303)
    answer.delete_cookie(COOKIE)
    return answer


def inside(wanted: str | None) -> str:
    r"""Return an address of this site, never one of another.

    Examples
    --------
    >>> inside("/sites/promenade?period=2026"), inside("//evil.example"), inside("/\\\\evil")
    ('/sites/promenade?period=2026', '/', '/')
    """
    if wanted is None or not wanted.startswith("/") or wanted[1:2] in {"/", "\\"}:
        return "/"
    return wanted if wanted.isprintable() else "/"


def _only_with_password(configured: Settings) -> None:
    if configured.access != "password":
        raise ForbiddenError(
            f"nobody logs in with a password here (WEGWARTE_ACCESS={configured.access})",
            "open the page itself",
        )
