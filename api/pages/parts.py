"""Parts of a site's page that take a while, each at an address of its own, and decisions.

The page asks for a part when it is shown; without scripts a link leads to it as a whole page.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.context import ConnectionDep, NowDep, PublicOnlyDep, SettingsDep, find_site
from api.errors import BadRequestError, ConflictError, ForbiddenError, NotFoundError
from api.forms import read_form
from api.pages import findings
from api.pages.card import Place
from api.pages.figures_panel import figures_panel
from api.pages.gather import View, place_of, view_of
from api.pages.language import Language
from api.pages.outlook import outlook_panel
from api.pages.rendering import PART, fragment, page
from api.pages.staff import staff
from api.settings import Settings
from store import pages
from store.inventory import models
from store.inventory.errors import RegistryError, UnknownError
from store.pool import Connection
from store.sites import Site

_NO_STORE: Final = {"Cache-Control": "no-store"}
_WHY_MAX: Final = 500


def addresses(language: Language) -> APIRouter:
    """Return the parts in one language."""
    routes = APIRouter(prefix=language.prefix, include_in_schema=False)

    @routes.get("/sites/{site}/figures", response_class=HTMLResponse)
    async def show_figures(
        request: Request,
        site: str,
        conn: ConnectionDep,
        configured: SettingsDep,
        now: NowDep,
        closed: PublicOnlyDep,
    ) -> Response:
        """Show the key figures of a site."""
        found = await find_site(conn, site, now=now, closed=closed)
        view = view_of(request, language, now, closed=closed)
        place = await _place(conn, found, view)
        panel = await figures_panel(conn, place, view, request.query_params)
        return _part(request, "figures", language, found, configured, panel)

    @routes.get("/sites/{site}/forecast", response_class=HTMLResponse)
    async def show_forecast(
        request: Request,
        site: str,
        conn: ConnectionDep,
        configured: SettingsDep,
        now: NowDep,
        closed: PublicOnlyDep,
        mode: str = "",
    ) -> Response:
        """Show what a site will probably do in the next two hours."""
        found = await find_site(conn, site, now=now, closed=closed)
        view = view_of(request, language, now, closed=closed)
        place = await _place(conn, found, view)
        panel = await outlook_panel(conn, place, view, mode)
        return _part(request, "forecast", language, found, configured, panel)

    @routes.post("/sites/{site}/findings")
    async def decide(
        request: Request,
        site: str,
        conn: ConnectionDep,
        configured: SettingsDep,
        now: NowDep,
        closed: PublicOnlyDep,
    ) -> Response:
        """Confirm findings, call them real, dismiss them, or take decisions back."""
        found = await find_site(conn, site, now=now, closed=closed)
        who = staff(request, configured)
        if who is None:
            raise ForbiddenError(
                "nobody is logged in, so nobody can decide here",
                "WEGWARTE_ACCESS=password or proxy-header asks for a login; "
                "`wegwarte quality` decides without the page",
            )
        form = await read_form(request, "say why in fewer words")
        decision = findings.DECISIONS.get(form.get("decision", ""))
        keys = [key for key in form.get("keys", "").split(",") if key]
        if decision is None or not keys:
            raise BadRequestError(
                "the form names no decision, or no finding",
                f"send keys=KEY,… and decision={'|'.join(findings.DECISIONS)}",
            )
        why = form.get("why", "")[:_WHY_MAX]
        try:
            await findings.decide(conn, keys, decision, site=found.id, who=who, why=why, now=now)
        except UnknownError as unknown:
            raise NotFoundError(str(unknown), "open the page of the site again") from unknown
        except RegistryError as refused:
            raise ConflictError(str(refused), "open the page of the site again") from refused
        return RedirectResponse(_back(language, found.id, form), status_code=303)

    return routes


def _part(
    request: Request,
    name: str,
    language: Language,
    site: Site,
    configured: Settings,
    panel: object,
) -> Response:
    """Return a part alone where the page asks for it, else as a page of its own."""
    if PART in request.query_params:
        html = fragment(f"{name}.html", language, site=site, **{name: panel})
        return HTMLResponse(html, headers=_NO_STORE)
    return page(
        request,
        "part.html",
        language,
        path=f"/sites/{site.id}/{name}",
        configured=configured,
        sources=[site.attribution] if site.attribution else [],
        site=site,
        part=f"{name}.html",
        title=language.say(name),
        shown={name: panel},
    )


def _back(language: Language, site: str, form: Mapping[str, str]) -> str:
    """Return the address of the view that a decision was made from."""
    query = urlencode(parse_qsl(form.get("view", "")))
    return f"{language.address(f'/sites/{site}')}?{query}#findings"


async def _place(conn: Connection, site: Site, view: View) -> Place:
    values = await pages.newest(conn, public_only=view.public_only, sites=[site.id])
    return place_of(site, values, view, await models.known(conn))
