"""The registry as the indicators see it, kept until it changes."""

from datetime import datetime

from analytics.derive.registry import site_of
from analytics.site import Site
from store import plan, series
from store.pool import Connection


class Plans:
    """Every site with its datastreams, deployments and facts, as `derive` sees them.

    Read again when the registry has changed: a request costs one small query, not seven.
    """

    def __init__(self) -> None:
        self._version: str | None = None
        self._sites: dict[str, Site] = {}

    async def site(self, conn: Connection, site: str, *, now: datetime) -> tuple[Site | None, str]:
        """Return a site, and the version of the registry it was read in."""
        version = await series.registry_version(conn, now=now)
        if version != self._version:
            rows = await plan.sites(conn)
            self._sites = {key: site_of(row) for key, row in rows.items()}
            self._version = version
        return self._sites.get(site), version
