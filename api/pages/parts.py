"""Parts of a site's page that take a while, each at an address of its own, and decisions.

The page asks for a part when it is shown; without scripts a link leads to it as a whole page.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.context import SiteDep
from api.errors import BadRequestError, ConflictError, ForbiddenError, NotFoundError
from api.forms import read_form
from api.pages import findings
from api.pages.card import Place
from api.pages.figures_panel import figures_panel
from api.pages.gather import place_of
from api.pages.language import Language
from api.pages.outlook import outlook_panel
from api.pages.rendering import PART
from api.pages.staff import staff
from api.pages.visit import Visit, VisitDep
from store import pages
from store.inventory import models
from store.inventory.errors import RegistryError, UnknownError
from store.sites import Site

_WHY_MAX: Final = 500
routes = APIRouter(include_in_schema=False)


@routes.get("/sites/{site}/figures", response_class=HTMLResponse)
async def show_figures(visit: VisitDep, site: SiteDep) -> Response:
    """Show the key figures of a site."""
    place = await _place(visit, site)
    panel = await figures_panel(visit.conn, place, visit.view, visit.request.query_params)
    return _part(visit, "figures", site, panel)


@routes.get("/sites/{site}/forecast", response_class=HTMLResponse)
async def show_forecast(visit: VisitDep, site: SiteDep, mode: str = "") -> Response:
    """Show what a site will probably do in the next two hours."""
    place = await _place(visit, site)
    panel = await outlook_panel(visit.conn, place, visit.view, mode)
    return _part(visit, "forecast", site, panel)


@routes.post("/sites/{site}/findings")
async def decide(visit: VisitDep, site: SiteDep) -> Response:
    """Confirm findings, call them real, dismiss them, or take decisions back."""
    who = staff(visit.request, visit.configured)
    if who is None:
        raise ForbiddenError(
            "nobody is logged in, so nobody can decide here",
            "WEGWARTE_ACCESS=password or proxy-header asks for a login; "
            "`wegwarte quality` decides without the page",
        )
    form = await read_form(visit.request, "say why in fewer words")
    decision = findings.DECISIONS.get(form.get("decision", ""))
    keys = [key for key in form.get("keys", "").split(",") if key]
    if decision is None or not keys:
        raise BadRequestError(
            "the form names no decision, or no finding",
            f"send keys=KEY,… and decision={'|'.join(findings.DECISIONS)}",
        )
    why, now = form.get("why", "")[:_WHY_MAX], visit.view.now
    try:
        await findings.decide(visit.conn, keys, decision, site=site.id, who=who, why=why, now=now)
    except UnknownError as unknown:
        raise NotFoundError(str(unknown), "open the page of the site again") from unknown
    except RegistryError as refused:
        raise ConflictError(str(refused), "open the page of the site again") from refused
    return RedirectResponse(_back(visit.language, site.id, form, keys[0]), status_code=303)


def _part(visit: Visit, name: str, site: Site, panel: object) -> Response:
    """Return a part alone where the page asks for it, else as a page of its own."""
    if PART in visit.request.query_params:
        return visit.fragment(f"{name}.html", site=site, **{name: panel})
    return visit.page(
        "part.html",
        f"/sites/{site.id}/{name}",
        sources=[site.attribution] if site.attribution else [],
        site=site,
        part=f"{name}.html",
        title=visit.language.say(name),
        shown={name: panel},
    )


def _back(language: Language, site: str, form: Mapping[str, str], decided: str) -> str:
    """Return the address of the view that a decision was made from, with what was decided."""
    query = urlencode(dict(parse_qsl(form.get("view", ""))) | {findings.DECIDED: decided})
    return f"{language.address(f'/sites/{site}')}?{query}#findings"


async def _place(visit: Visit, site: Site) -> Place:
    values = await pages.newest(visit.conn, public_only=visit.closed, sites=[site.id])
    return place_of(site, values, visit.view, await models.known(visit.conn))
