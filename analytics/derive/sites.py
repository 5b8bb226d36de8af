"""Every site as the registry has it, kept until the registry changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from analytics.derive import stored
from analytics.derive.registry import site_of
from analytics.derive.stored import Stored
from analytics.site import Site
from store import plan, series
from store.marks import Backlog
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

    def places(self, found: Backlog) -> dict[str, NDArray[np.intp]]:
        """Return where in a backlog the marks of each site are; of a move at both its ends."""
        pieces: dict[str, list[NDArray[np.intp]]] = {}
        for column, of_one in (
            (found.channel, self._of_channel),
            (np.where(found.channel == 0, found.datastream, 0), self._of_datastream),
        ):
            order = np.argsort(column, kind="stable")
            keys, begins = np.unique(column[order], return_index=True)
            for key, at in zip(keys.tolist(), np.split(order, begins[1:]), strict=True):
                for site in of_one.get(key, ()) if key else ():
                    pieces.setdefault(site, []).append(at)
        return {site: np.sort(np.concatenate(places)) for site, places in pieces.items()}
