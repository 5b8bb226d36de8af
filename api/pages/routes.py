"""The addresses of the pages: German at `/`, the same in English under `/en/`."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from api.context import find_site
from api.errors import UnknownSiteError
from api.pages import checklist, effects, groups, overview, parts
from api.pages.card import Card
from api.pages.gather import SITES_MAX, all_cards, cards_of
from api.pages.kinds import Kind
from api.pages.language import LANGUAGES
from api.pages.rendering import fragment
from api.pages.settings import page_settings
from api.pages.site import site_page
from api.pages.visit import NO_STORE, Visit, VisitDep
from store import pages, sites
from store.inventory import groups as stored_groups
from store.sources import states

KindQuery = Annotated[str | None, Query(max_length=20)]
SitesQuery = Annotated[list[str], Query(alias="site", max_length=SITES_MAX)]
routes = APIRouter(include_in_schema=False)


@routes.get("/", response_class=HTMLResponse)
async def show_overview(visit: VisitDep, kind: KindQuery = None) -> Response:
    """Show all sites, or while there are none what is still to be done."""
    conn, view, language = visit.conn, visit.view, visit.language
    cards = await all_cards(conn, view)
    runs = checklist.imports(await pages.runs_under_way(conn))
    away = None if visit.closed else overview.away(await states(conn), language)
    if not _begun(cards):
        return visit.page(
            "checklist.html",
            "/",
            steps=await _steps(visit),
            imports=runs,
            groups=overview.groups(cards, None, language),
            away=away,
        )
    chosen = Kind(kind) if kind in set(Kind) else None
    found = await sites.sites(conn, now=view.now, public_only=visit.closed, limit=SITES_MAX)
    return visit.page(
        "overview.html",
        "/",
        sources=[site.attribution for site in found if site.attribution],
        imports=runs,
        lead=overview.lead(cards, language),
        choices=overview.choices(cards, chosen, language),
        groups=overview.groups(cards, chosen, language),
        away=away,
        groups_n=len(await stored_groups.listed(conn, now=view.now)),
        unplaced=sum(c.position is None for c in cards if chosen in {None, c.kind}),
    )


@routes.get("/cards", response_class=HTMLResponse)
async def show_cards(visit: VisitDep, site: SitesQuery) -> Response:
    """Show some cards anew: what the page asks for when something has arrived."""
    view, named = visit.view, set(site)
    every = await sites.sites(visit.conn, now=view.now, public_only=visit.closed, limit=SITES_MAX)
    cards = await cards_of(visit.conn, view, [one for one in every if one.id in named])
    return visit.fragment("cards.html", cards=cards)


@routes.get("/checklist.json")
async def show_checklist(visit: VisitDep) -> Response:
    """Show the first steps; `ready` once there is an overview to show instead."""
    ready = _begun(await all_cards(visit.conn, visit.view))
    runs = checklist.imports(await pages.runs_under_way(visit.conn))
    html = fragment("steps.html", visit.language, steps=await _steps(visit))
    html += fragment("import.html", visit.language, imports=runs)
    return JSONResponse({"html": html, "ready": ready}, headers=NO_STORE)


@routes.get("/imports")
async def show_imports(visit: VisitDep) -> Response:
    """Show how far imports are; `ready` once none is under way, and all is there."""
    runs = checklist.imports(await pages.runs_under_way(visit.conn))
    html = fragment("import.html", visit.language, imports=runs)
    return JSONResponse({"html": html, "ready": not runs}, headers=NO_STORE)


@routes.get("/sites/{site}", response_class=HTMLResponse)
async def show_site(visit: VisitDep, site: str) -> Response:
    """Show one site; an alias leads to the address with its id."""
    try:
        found = await find_site(visit.conn, site, now=visit.view.now, closed=visit.closed)
    except UnknownSiteError:
        return visit.page("missing.html", "/", status=404, what=site[:80])
    if found.id != site:
        return RedirectResponse(visit.language.address(f"/sites/{found.id}"), status_code=307)
    return await site_page(visit, found)


def _begun(cards: Sequence[Card]) -> bool:
    """Whether any site has ever had a value: before, the first steps are shown."""
    return any(card.state != "waiting" for card in cards)


async def _steps(visit: Visit) -> list[checklist.Step]:
    broker = page_settings().broker()
    return checklist.steps(
        await pages.first_steps(visit.conn),
        broker=broker,
        reachable=broker is not None and await checklist.answers(broker),
        language=visit.language,
        now=visit.view.now,
    )


router = APIRouter()
for _language in LANGUAGES:
    for _routes in (routes, parts.routes, groups.routes, effects.routes):
        router.include_router(_routes, prefix=_language.prefix)


@router.get("/en", include_in_schema=False)
async def without_slash() -> RedirectResponse:
    """Lead to the English overview."""
    return RedirectResponse("/en/", status_code=307)
