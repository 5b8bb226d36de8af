"""Every site as the registry has it, kept until the registry changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from analytics.derive import stored
from analytics.derive.registry import site_of
from analytics.derive.stored import Stored
from analytics.site import Site
from store import plan, series
from store.marks import Mark
from store.pool import Connection


@dataclass(slots=True)
class Sites:
    """The sites, and which of them a channel or a datastream concerns.

    Reading the registry of a city costs more than one late reading, so it is read again only when
    its version has changed.
    """

    by_id: Mapping[str, Site] = field(default_factory=dict)
    _version: str | None = None
    _stored: dict[str, Stored] = field(default_factory=dict)
    _of_channel: dict[int, set[str]] = field(default_factory=dict)
    _of_datastream: dict[int, set[str]] = field(default_factory=dict)

    async def follow(self, conn: Connection, now: datetime) -> Mapping[str, Site]:
        """Return the sites as they are now, each by its id."""
        version = await series.registry_version(conn, now=now)
        if version != self._version:
            rows = await plan.sites(conn)
            self.by_id = {key: site_of(row) for key, row in rows.items()}
            self._of_channel, self._of_datastream, self._stored = {}, {}, {}
            for site in self.by_id.values():
                for source in site.sources:
                    self._of_datastream.setdefault(source.id, set()).add(site.id)
                    for deployment in source.deployments:
                        self._of_channel.setdefault(deployment.channel, set()).add(site.id)
            self._version = version
        return self.by_id

    def stored(self, site: str) -> Stored:
        """Return what is stored of a site."""
        if site not in self._stored:
            self._stored[site] = stored.of(self.by_id[site])
        return self._stored[site]

    def concerned(self, found: Sequence[Mark]) -> dict[int, set[str]]:
        """Return the sites that each mark concerns: none, one, or both ends of a move."""
        nobody: set[str] = set()
        return {
            mark.id: set(
                self._of_datastream.get(mark.datastream or 0, nobody)
                if mark.channel is None
                else self._of_channel.get(mark.channel, nobody)
            )
            for mark in found
        }
