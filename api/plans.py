"""The registry as the indicators see it, kept until it changes."""

from dataclasses import replace
from datetime import datetime

from analytics.derive.registry import site_of
from analytics.site import Site
from devices.properties import Property
from store import plan, series
from store.pages import PUBLIC_BAYS_MIN
from store.pool import Connection


class Plans:
    """Every site with its datastreams, deployments and facts, as `derive` sees them.

    Read again when the registry has changed: a request costs one small query, not seven.

    Parameters
    ----------
    public_only
        Answers are for everybody: a site of a few sensed bays offers no number made of them.
    """

    def __init__(self, *, public_only: bool = False) -> None:
        self._public_only = public_only
        self._version: str | None = None
        self._sites: dict[str, Site] = {}

    async def site(self, conn: Connection, site: str, *, now: datetime) -> tuple[Site | None, str]:
        """Return a site, and the version of the registry it was read in."""
        version = await series.registry_version(conn, now=now)
        if version != self._version:
            rows = await plan.sites(conn)
            found = {key: site_of(row) for key, row in rows.items()}
            if self._public_only:
                found = {key: for_everybody(one) for key, one in found.items()}
            self._sites = found
            self._version = version
        return self._sites.get(site), version


async def as_it_is(conn: Connection) -> dict[str, Site]:
    """Return the sites as a rehearsal sees them, in its transaction; nothing is kept."""
    # Rolled back, because who reads the registry lets nobody write after him.
    async with conn.transaction(force_rollback=True):
        rows = await plan.sites(conn)
    return {key: site_of(row) for key, row in rows.items()}


def for_everybody(site: Site) -> Site:
    """Return a site without its sensed bays where they are so few that one would be seen.

    Whoever asks for quarter hours of two bays learns when the neighbour comes home.
    """
    bays = [one for one in site.sources if one.observed is Property.BAY_STATE]
    if not 0 < len(bays) < PUBLIC_BAYS_MIN:
        return site
    return replace(site, sources=tuple(one for one in site.sources if one not in bays))
