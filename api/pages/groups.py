"""The pages of groups: `/groups` lists them, `/groups/{id}` tells the numbers of one."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from api.errors import UnknownIndicatorError
from api.pages.card import Card, bare_card
from api.pages.gather import View, cards_of, place_of
from api.pages.group_panel import GroupPanel, group_panel, view_of_query
from api.pages.visit import Visit, VisitDep
from api.routes.groups import zone_of
from store import pages, sites
from store.inventory import groups as stored
from store.inventory import models
from store.inventory.errors import UnknownError
from store.inventory.rows import Row
from store.sites import Site

SITES_MAX: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupShown:
    """A group with its sites of now, as far as they may be shown."""

    id: str
    name: str
    remarks: str
    cards: list[Card]


routes = APIRouter(include_in_schema=False)


@routes.get("/groups", response_class=HTMLResponse)
async def show_groups(visit: VisitDep) -> Response:
    """List the groups."""
    every = await _sites(visit)
    found = await stored.listed(visit.conn, now=visit.view.now)
    shown = [_shown(group, _named(_members(group, every), visit.view)) for group in found]
    listed = [group for group in shown if group.cards or not visit.closed]
    return visit.page("groups.html", "/groups", groups=listed)


@routes.get("/groups/{group}", response_class=HTMLResponse)
async def show_group(visit: VisitDep, group: str) -> Response:
    """Show one group."""
    try:
        found = await stored.one(visit.conn, group, now=visit.view.now)
    except UnknownError:
        return _missing(visit, group)
    members = _members(found, await _sites(visit))
    if visit.closed and not members:
        return _missing(visit, group)
    shown = _shown(found, await cards_of(visit.conn, visit.view, members))
    panel = await _panel(visit, found, members, shown)
    return visit.page("group.html", f"/groups/{shown.id}", group=shown, panel=panel)


def _shown(group: Row, cards: list[Card]) -> GroupShown:
    return GroupShown(id=group["id"], name=group["name"], remarks=group["remarks"], cards=cards)


async def _sites(visit: Visit) -> list[Site]:
    return await sites.sites(
        visit.conn, now=visit.view.now, public_only=visit.closed, limit=SITES_MAX
    )


def _members(group: Row, every: list[Site]) -> list[Site]:
    """Return the sites of a group that may be shown."""
    ids = set(group["sites"])
    return [site for site in every if site.id in ids]


def _named(found: list[Site], view: View) -> list[Card]:
    return [bare_card(place_of(site, [], view, {})) for site in found]


async def _panel(
    visit: Visit, group: Row, members: list[Site], shown: GroupShown
) -> GroupPanel | None:
    if not members:
        return None
    conn, view = visit.conn, visit.view
    try:
        zone = await zone_of(conn, view.plans, group, now=view.now)
    except UnknownIndicatorError:
        return None
    asked = view_of_query(visit.request.query_params, group, shown.cards, zone, view.now)
    values = await pages.newest(conn, public_only=view.public_only, sites=[members[0].id])
    place = place_of(members[0], values, view, await models.known(conn))
    return await group_panel(conn, view, asked, place)


def _missing(visit: Visit, group: str) -> Response:
    return visit.page("missing_group.html", "/groups", status=404, what=group[:80])
