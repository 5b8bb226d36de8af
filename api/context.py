"""What a route is given: a connection, the settings, the moment, the site that was named."""

from collections.abc import AsyncGenerator, Iterator
from datetime import datetime
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import Depends, Path, Request
from fastapi.dependencies.models import Dependant

from api.errors import ForbiddenError, UnknownParameterError, UnknownSiteError
from api.settings import Settings
from store import sites
from store.pool import Connection

POOL_WAIT_MAX_S: Final = 5.0
#: Each router says it itself, so that a route knows the whole address it is described under.
PREFIX: Final = "/api/v1"


async def connection(request: Request) -> AsyncGenerator[Connection]:
    """Lend a connection while the route works; it goes back before the answer is sent."""
    async with request.app.state.pool.connection(timeout=POOL_WAIT_MAX_S) as conn:
        yield conn


def settings(request: Request) -> Settings:
    """Return the settings the application was made with."""
    found: Settings = request.app.state.settings
    return found


def moment(request: Request) -> datetime:
    """Return the present, from the clock the application was made with."""
    present: datetime = request.app.state.clock()
    return present


ConnectionDep = Annotated[Connection, Depends(connection, scope="function")]
SettingsDep = Annotated[Settings, Depends(settings)]
NowDep = Annotated[datetime, Depends(moment)]


def public_only(configured: SettingsDep) -> bool:
    """Whether only what is marked public is served."""
    return configured.access == "public"


PublicOnlyDep = Annotated[bool, Depends(public_only)]


def internal(closed: PublicOnlyDep) -> None:
    """Refuse a route in the access mode `public`: for routers and pages about the inside."""
    if closed:
        raise ForbiddenError(
            "this address is not served to the public",
            "the operator reads it with the access mode password, proxy-header or loopback",
        )


def refuse_unknown_parameters(request: Request) -> None:
    """Refuse query parameters the route does not declare: a misspelt filter filters nothing."""
    known = set(_parameters(request.scope["route"].dependant))
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        listed = ", ".join(sorted(known)) if known else "none"
        raise UnknownParameterError(
            f"unknown: {', '.join(name[:80] for name in unknown)}", f"known here: {listed}"
        )


def _parameters(dependant: Dependant) -> Iterator[str]:
    """Yield the query parameters of a route; those of /openapi.json, without making it."""
    yield from (field.alias for field in dependant.query_params)
    for dependency in dependant.dependencies:
        yield from _parameters(dependency)


async def named_site(
    site: Annotated[str, Path(description="Id of the site, or one of its aliases.")],
    conn: ConnectionDep,
    now: NowDep,
    closed: PublicOnlyDep,
) -> sites.Site:
    """Return the site that the address names."""
    return await find_site(conn, site, now=now, closed=closed)


SiteDep = Annotated[sites.Site, Depends(named_site)]


async def find_site(conn: Connection, named: str, *, now: datetime, closed: bool) -> sites.Site:
    """Return the site with this id or alias, or raise `UnknownSiteError`."""
    known = await sites.site_id(conn, named, public_only=closed)
    if known is None:
        raise UnknownSiteError(
            f"no site has the id or alias {named[:80]!r}", "/api/v1/sites lists all sites"
        )
    return (await sites.sites(conn, now=now, public_only=closed, limit=1, site=known))[0]


def zone_of(site: sites.Site) -> ZoneInfo:
    """Return the time zone of a site."""
    return ZoneInfo(site.time_zone)
