"""The pages of groups: `/groups` lists them, `/groups/{id}` tells the numbers of one."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from api.context import ConnectionDep, NowDep, PublicOnlyDep, SettingsDep
from api.errors import UnknownIndicatorError
from api.pages.card import Card, bare_card
from api.pages.gather import View, cards_of, place_of, view_of
from api.pages.group_panel import GroupPanel, group_panel, view_of_query
from api.pages.language import Language
from api.pages.rendering import page
from api.routes.groups import zone_of
from api.settings import Settings
from store import pages, sites
from store.inventory import groups as stored
from store.inventory import models
from store.inventory.errors import UnknownError
from store.inventory.rows import Row
from store.pool import Connection
from store.sites import Site

SITES_MAX: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupShown:
    """A group with its sites of now, as far as they may be shown."""

    id: str
    name: str
    remarks: str
    cards: list[Card]


def addresses(language: Language) -> APIRouter:
    """Return the pages of groups in one language."""
    routes = APIRouter(prefix=language.prefix, include_in_schema=False)

    @routes.get("/groups", response_class=HTMLResponse)
    async def show_groups(
        request: Request,
        conn: ConnectionDep,
        configured: SettingsDep,
        now: NowDep,
        closed: PublicOnlyDep,
    ) -> Response:
        """List the groups."""
        view = view_of(request, language, now, closed=closed)
        every = await _sites(conn, view)
        found = await stored.listed(conn, now=now)
        shown = [_shown(group, _named(_members(group, every), view)) for group in found]
        return page(
            request,
            "groups.html",
            language,
            path="/groups",
            configured=configured,
            groups=[group for group in shown if group.cards or not closed],
        )

    @routes.get("/groups/{group}", response_class=HTMLResponse)
    async def show_group(
        request: Request,
        group: str,
        conn: ConnectionDep,
        configured: SettingsDep,
        now: NowDep,
        closed: PublicOnlyDep,
    ) -> Response:
        """Show one group."""
        view = view_of(request, language, now, closed=closed)
        try:
            found = await stored.one(conn, group, now=now)
        except UnknownError:
            return _missing(request, language, configured, group)
        members = _members(found, await _sites(conn, view))
        if closed and not members:
            return _missing(request, language, configured, group)
        shown = _shown(found, await cards_of(conn, view, members))
        panel = await _panel(request, conn, view, found, members, shown)
        return page(
            request,
            "group.html",
            language,
            path=f"/groups/{shown.id}",
            configured=configured,
            group=shown,
            panel=panel,
        )

    return routes


def _shown(group: Row, cards: list[Card]) -> GroupShown:
    return GroupShown(id=group["id"], name=group["name"], remarks=group["remarks"], cards=cards)


async def _sites(conn: Connection, view: View) -> list[Site]:
    return await sites.sites(conn, now=view.now, public_only=view.public_only, limit=SITES_MAX)


def _members(group: Row, every: list[Site]) -> list[Site]:
    """Return the sites of a group that may be shown."""
    ids = set(group["sites"])
    return [site for site in every if site.id in ids]


def _named(found: list[Site], view: View) -> list[Card]:
    return [bare_card(place_of(site, [], view, {})) for site in found]


async def _panel(
    request: Request,
    conn: Connection,
    view: View,
    group: Row,
    members: list[Site],
    shown: GroupShown,
) -> GroupPanel | None:
    if not members:
        return None
    try:
        zone = await zone_of(conn, view.plans, group, now=view.now)
    except UnknownIndicatorError:
        return None
    asked = view_of_query(request.query_params, group, shown.cards, zone, view.now)
    values = await pages.newest(conn, public_only=view.public_only, sites=[members[0].id])
    place = place_of(members[0], values, view, await models.known(conn))
    return await group_panel(conn, view, asked, place)


def _missing(request: Request, language: Language, configured: Settings, group: str) -> Response:
    return page(
        request,
        "missing_group.html",
        language,
        path="/groups",
        configured=configured,
        status=404,
        what=group[:80],
    )
