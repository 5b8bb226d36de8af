"""The addresses of the pages: German at `/`, the same in English under `/en/`."""

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from api.context import ConnectionDep, NowDep, PublicOnlyDep, SettingsDep, find_site
from api.errors import UnknownSiteError
from api.pages import checklist, effects, groups, overview, parts
from api.pages.card import Card
from api.pages.gather import SITES_MAX, View, all_cards, cards_of, view_of
from api.pages.kinds import Kind
from api.pages.language import DE, EN, Language
from api.pages.rendering import fragment, page
from api.pages.settings import page_settings
from api.pages.site import site_page
from store import pages, sites
from store.inventory import groups as stored_groups
from store.pool import Connection
from store.sources import states

KindQuery = Annotated[str | None, Query(max_length=20)]
SitesQuery = Annotated[list[str], Query(alias="site", max_length=SITES_MAX)]
_NO_STORE: Final = {"Cache-Control": "no-store"}


def addresses(language: Language) -> APIRouter:
    """Return the pages of one language."""
    routes = APIRouter(prefix=language.prefix, include_in_schema=False)

    @routes.get("/", response_class=HTMLResponse)
    async def show_overview(
        request: Request,
        conn: ConnectionDep,
        configured: SettingsDep,
        now: NowDep,
        closed: PublicOnlyDep,
        kind: KindQuery = None,
    ) -> Response:
        """Show all sites, or while there are none what is still to be done."""
        view = view_of(request, language, now, closed=closed)
        cards = await all_cards(conn, view)
        runs = checklist.imports(await pages.runs_under_way(conn))
        if not _begun(cards):
            steps = await _steps(conn, view)
            return page(
                request,
                "checklist.html",
                language,
                path="/",
                configured=configured,
                steps=steps,
                imports=runs,
                groups=overview.groups(cards, None, language),
                away=None if closed else overview.away(await states(conn), language),
            )
        chosen = Kind(kind) if kind in set(Kind) else None
        found = await sites.sites(conn, now=now, public_only=closed, limit=SITES_MAX)
        return page(
            request,
            "overview.html",
            language,
            path="/",
            configured=configured,
            sources=[site.attribution for site in found if site.attribution],
            imports=runs,
            lead=overview.lead(cards, language),
            choices=overview.choices(cards, chosen, language),
            groups=overview.groups(cards, chosen, language),
            away=None if closed else overview.away(await states(conn), language),
            groups_n=len(await stored_groups.listed(conn, now=now)),
            unplaced=sum(c.position is None for c in cards if chosen in {None, c.kind}),
        )

    @routes.get("/cards", response_class=HTMLResponse)
    async def show_cards(
        request: Request, conn: ConnectionDep, now: NowDep, closed: PublicOnlyDep, site: SitesQuery
    ) -> Response:
        """Show some cards anew: what the page asks for when something has arrived."""
        view = view_of(request, language, now, closed=closed)
        named = set(site)
        every = await sites.sites(conn, now=now, public_only=closed, limit=SITES_MAX)
        cards = await cards_of(conn, view, [one for one in every if one.id in named])
        return HTMLResponse(fragment("cards.html", language, cards=cards), headers=_NO_STORE)

    @routes.get("/checklist.json")
    async def show_checklist(
        request: Request, conn: ConnectionDep, now: NowDep, closed: PublicOnlyDep
    ) -> Response:
        """Show the first steps; `ready` once there is an overview to show instead."""
        view = view_of(request, language, now, closed=closed)
        ready = _begun(await all_cards(conn, view))
        runs = checklist.imports(await pages.runs_under_way(conn))
        html = fragment("steps.html", language, steps=await _steps(conn, view))
        html += fragment("import.html", language, imports=runs)
        return JSONResponse({"html": html, "ready": ready}, headers=_NO_STORE)

    @routes.get("/imports")
    async def show_imports(conn: ConnectionDep) -> Response:
        """Show how far imports are; `ready` once none is under way, and all is there."""
        runs = checklist.imports(await pages.runs_under_way(conn))
        html = fragment("import.html", language, imports=runs)
        return JSONResponse({"html": html, "ready": not runs}, headers=_NO_STORE)

    @routes.get("/sites/{site}", response_class=HTMLResponse)
    async def show_site(
        request: Request,
        site: str,
        conn: ConnectionDep,
        configured: SettingsDep,
        now: NowDep,
        closed: PublicOnlyDep,
    ) -> Response:
        """Show one site; an alias leads to the address with its id."""
        try:
            found = await find_site(conn, site, now=now, closed=closed)
        except UnknownSiteError:
            return page(
                request,
                "missing.html",
                language,
                path="/",
                configured=configured,
                status=404,
                what=site[:80],
            )
        if found.id != site:
            return RedirectResponse(language.address(f"/sites/{found.id}"), status_code=307)
        view = view_of(request, language, now, closed=closed)
        return await site_page(request, conn, found, view, configured)

    return routes


def _begun(cards: Sequence[Card]) -> bool:
    """Whether any site has ever had a value: before, the first steps are shown."""
    return any(card.state != "waiting" for card in cards)


async def _steps(conn: Connection, view: View) -> list[checklist.Step]:
    broker = page_settings().broker()
    return checklist.steps(
        await pages.first_steps(conn),
        broker=broker,
        reachable=broker is not None and await checklist.answers(broker),
        language=view.language,
        now=view.now,
    )


router = APIRouter()
for _language in (DE, EN):
    for _of in (addresses, parts.addresses, groups.addresses, effects.addresses):
        router.include_router(_of(_language))


@router.get("/en", include_in_schema=False)
async def without_slash() -> RedirectResponse:
    """Lead to the English overview."""
    return RedirectResponse("/en/", status_code=307)
