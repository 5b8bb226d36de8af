"""The gate in front of every route: which host, which visitor, and no foreign page's form."""

from typing import Final
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.access.keys import token_of, valid_key
from api.access.sessions import COOKIE, Sessions
from api.context import POOL_WAIT_MAX_S
from api.errors import ApiError, BadRequestError, ForbiddenError, LoginNeededError, MisdirectedError
from api.settings import Settings, is_loopback, within
from store.unreachable import UnreachableError

#: Answered without a login: they say nothing about anybody.
OPEN_PATHS: Final = frozenset({"/healthz", "/readyz", "/login", "/logout"})
OPEN_PREFIX: Final = "/static/"
METRICS_PATH: Final = "/metrics"
#: Each source has a key of its own, which the route asks for.
PUSH_PREFIX: Final = "/api/v1/uplinks/"
_WITH_LOGIN: Final = frozenset({"password", "proxy-header"})
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """ASGI middleware that lets a request through or answers it with a problem."""

    def __init__(self, app: ASGIApp, *, settings: Settings, sessions: Sessions) -> None:
        self.app = app
        self.settings = settings
        self.sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        try:
            _check_text(connection)
            self._check_host(connection)
            _check_origin(scope["method"], connection.headers)
            if not await self._shows_key(connection):
                self._check_visitor(connection)
        except LoginNeededError as why:
            await self._ask_for_login(connection, why)(scope, receive, send)
        except UnreachableError as why:
            await problems.database_away(scope["path"], why)(scope, receive, send)
        except ApiError as why:
            await problems.of_error(scope["path"], why)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _check_host(self, connection: HTTPConnection) -> None:
        """On loopback answer only to names of this machine: a foreign name means DNS rebinding."""
        if self.settings.access != "loopback":
            return
        named = host_of(connection.headers.get("host", ""))
        if is_loopback(named) or named == host_of(self.settings.http_host):
            return
        raise MisdirectedError(
            f"Host: {named[:200]} is no name of this machine",
            f"use http://127.0.0.1:{self.settings.http_port}/; to be reached by other names set "
            "WEGWARTE_ACCESS to password, proxy-header or public",
        )

    async def _shows_key(self, connection: HTTPConnection) -> bool:
        """Whether the visitor shows an API key where a login is needed; a bad one is refused."""
        token = token_of(connection.headers)
        if token is None or self.settings.access not in _WITH_LOGIN:
            return False
        if connection.scope["path"].startswith(PUSH_PREFIX):
            return False
        if self.settings.access == "proxy-header":
            self._check_road(connection)
        state = connection.app.state
        async with state.pool.connection(timeout=POOL_WAIT_MAX_S) as conn:
            await valid_key(conn, token, now=state.clock())
        return True

    def _check_visitor(self, connection: HTTPConnection) -> None:
        path = connection.scope["path"]
        client = None if connection.client is None else connection.client.host
        if path in OPEN_PATHS or path.startswith((OPEN_PREFIX, PUSH_PREFIX)):
            return
        if path == METRICS_PATH and within(client, self.settings.metrics_addresses):
            return
        match self.settings.access:
            case "password":
                if not self.sessions.valid(connection.cookies.get(COOKIE)):
                    raise LoginNeededError("nobody is logged in", "log in at /login")
            case "proxy-header":
                self._check_proxy(connection)
            case "public" if path == METRICS_PATH:
                raise ForbiddenError(
                    "the metrics are not public", "set WEGWARTE_METRICS_ADDRESSES to who reads them"
                )
            case _:
                return

    def _check_road(self, connection: HTTPConnection) -> None:
        client = None if connection.client is None else connection.client.host
        if not within(client, self.settings.proxy_addresses):
            raise ForbiddenError(
                "the request does not come from the proxy",
                "go through the proxy, or add its address to WEGWARTE_PROXY_ADDRESSES",
            )

    def _check_proxy(self, connection: HTTPConnection) -> None:
        self._check_road(connection)
        if not connection.headers.get(self.settings.proxy_header):
            raise LoginNeededError(
                f"the proxy names no user in {self.settings.proxy_header}",
                "log in at the proxy, or correct WEGWARTE_PROXY_HEADER",
            )

    def _ask_for_login(self, connection: HTTPConnection, why: LoginNeededError) -> Response:
        reads_pages = "text/html" in connection.headers.get("accept", "")
        if self.settings.access == "password" and reads_pages:
            wanted = connection.url.path
            if connection.url.query:
                wanted += f"?{connection.url.query}"
            return RedirectResponse(f"/login?next={quote(wanted, safe='')}", status_code=303)
        return problems.of_error(connection.scope["path"], why)


def host_of(authority: str) -> str:
    """Return the host of `host:port`, in lower case; of an IPv6 address without brackets."""
    try:
        return urlsplit(f"//{authority}").hostname or ""
    except ValueError:
        return ""


def _check_text(connection: HTTPConnection) -> None:
    """Refuse the character that no text in the database can hold."""
    values = connection.query_params.values()
    if "\0" in connection.scope["path"] or any("\0" in value for value in values):
        raise BadRequestError("the address contains a NUL character (%00)", "leave it out")


def _check_origin(method: str, headers: Headers) -> None:
    """Refuse what changes something when a page of another site sent it (CSRF)."""
    if method in _SAFE:
        return
    site = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    foreign = site not in {"same-origin", "none"} if site is not None else False
    if site is None and origin is not None:
        foreign = urlsplit(origin).netloc != headers.get("host", "")
    if foreign:
        raise ForbiddenError(
            "the request was sent by a page of another site", "open this site itself and try again"
        )
