"""What the files of one mapping say, kept in step with the registry while an import runs.

Deployments and capacities are functions of all files together (`deployed`). They are computed
again for the channels and sites a transaction touches, and only what differs is changed. Where
the registry holds something else than the files said before, a person changed it: it stays.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np

from devices.properties import DEFINITIONS, Kind, Property
from ingest.recordings.clock import DAY_US
from ingest.recordings.deployed import (
    Column,
    Deployed,
    Files,
    Spaces,
    capacities,
    deployments,
)
from store import imported
from store.pool import Connection

#: Boxes that tell vehicles apart are put up for some days: a longer silence is two campaigns.
CAMPAIGN_APART_US: Final = DAY_US
#: Days of a deployment that never ends are marked up to the end of the files.
_NEVER: Final = np.iinfo(np.int64).max


@dataclass(slots=True)
class Scope:
    """The files with rows of one scope: number -> (first_us, end_us)."""

    files: dict[int, tuple[int, int]] = field(default_factory=dict)


@dataclass(slots=True)
class ChannelFiles:
    """What the files say about one channel: file number -> (datastream, first_us, end_us)."""

    scope: str
    kind: Kind
    columns: dict[int, tuple[int, int, int]] = field(default_factory=dict)


@dataclass(slots=True)
class SiteFiles:
    """What the files say about the capacity of one site."""

    standing: int | None = None
    by_file: set[tuple[int, int]] = field(default_factory=set)


class Bookkeeping:
    """The files of one mapping, and the deployments and capacities that follow from them.

    Attributes
    ----------
    hands_off
        Channels and sites that a person has changed; imports leave them as they are.
    """

    def __init__(self, mapping: str) -> None:
        self.mapping = mapping
        self.source = f"import:{mapping}"
        self.scopes: dict[str, Scope] = {}
        self.channels: dict[int, ChannelFiles] = {}
        self.sites: dict[str, SiteFiles] = {}
        self.hands_off: set[int | str] = set()
        self._standing: dict[int, list[tuple[int, Deployed]]] = {}
        self._told: dict[str, list[Spaces]] = {}

    async def load(self, conn: Connection) -> None:
        """Take in what the database knows of earlier files, and notice what people changed."""
        known = await self.take_in(conn)
        for number, channel, datastream, since, until, edited in known.deployments:
            row = Deployed(datastream, since or 0, _NEVER if until is None else until)
            self._standing.setdefault(channel, []).append((number, row))
            if edited:
                self.hands_off.add(channel)
        for channel in set(self.channels) | set(self._standing):
            if [row for _, row in self._standing.get(channel, [])] != self._follows(channel):
                self.hands_off.add(channel)

    async def take_in(self, conn: Connection) -> imported.Known:
        """Take in what the database knows of files, in place of what was known before."""
        known = await imported.known(conn, self.mapping)
        self.scopes, self.channels, self.sites = {}, {}, {}
        scope_of: dict[int, str] = {}
        for number, scope, first_us, end_us in known.files:
            self.scopes.setdefault(scope, Scope()).files[number] = (first_us, end_us)
            scope_of[number] = scope
        for file, channel, datastream, first_us, end_us, observed in known.columns:
            self.say_column(channel, scope_of[file], observed, file, (datastream, first_us, end_us))
        for site, spaces, standing, begins_us in known.capacities:
            self.say_capacity(site, spaces, first_us=None if standing else begins_us)
        return known

    def say_file(self, scope: str, number: int, first_us: int, end_us: int) -> None:
        """Take in the span of a file with rows."""
        self.scopes.setdefault(scope, Scope()).files[number] = (first_us, end_us)

    def say_column(
        self, channel: int, scope: str, observed: str, file: int, said: tuple[int, int, int]
    ) -> None:
        """Take in a column with values: (datastream, first_us, end_us)."""
        kind = DEFINITIONS[Property(observed)].kind
        self.channels.setdefault(channel, ChannelFiles(scope, kind)).columns[file] = said

    def say_capacity(self, site: str, spaces: int, *, first_us: int | None) -> None:
        """Take in a capacity: of a file that begins at `first_us`, or (None) of the mapping."""
        said = self.sites.setdefault(site, SiteFiles())
        if first_us is None:
            said.standing = spaces
        else:
            said.by_file.add((first_us, spaces))

    def of_scope(self, scope: str) -> set[int]:
        """Return the channels of a scope: a new file may end those it has no value for."""
        return {number for number, said in self.channels.items() if said.scope == scope}

    async def settle_deployments(
        self, conn: Connection, channels: Iterable[int]
    ) -> set[tuple[int, int, int]]:
        """Bring the deployments of channels in line with the files.

        Returns
        -------
        Changed (channel, datastream, UTC day), for the marks.
        """
        drop: list[int] = []
        add: list[imported.Deployment] = []
        changed: set[tuple[int, int, int]] = set()
        for channel in sorted(set(channels) - self.hands_off):
            before = self._standing.get(channel, [])
            after = self._follows(channel)
            kept = {row for _, row in before} & set(after)
            drop += [number for number, row in before if row not in kept]
            new = [row for row in after if row not in kept]
            add += [(channel, row.datastream, row.from_us, row.to_us) for row in new]
            gone = [row for _, row in before if row not in kept]
            changed |= {(channel, *pair) for pair in changed_days(gone, new)}
            self._standing[channel] = [(n, row) for n, row in before if row in kept]
        for number, (channel, datastream, since, until) in await imported.change_deployments(
            conn, drop=drop, add=add
        ):
            self._standing[channel].append((number, Deployed(datastream, since, until)))
        return changed

    def _follows(self, channel: int) -> list[Deployed]:
        """Return the deployments that follow from the files."""
        said = self.channels.get(channel)
        if said is None:
            return []
        files = self.scopes[said.scope].files
        spans = np.array(list(files.values()), dtype=np.int64).reshape(-1, 2)
        none = (-1, 0, 0)
        rows = np.array([said.columns.get(n, none) for n in files], dtype=np.int64).reshape(-1, 3)
        return deployments(
            Files(first_us=spans[:, 0], end_us=spans[:, 1]),
            Column(
                datastream=rows[:, 0],
                first_us=rows[:, 1],
                end_us=rows[:, 2],
                trims=said.kind is Kind.INTERVAL,
                apart_us=CAMPAIGN_APART_US if said.kind is Kind.PASSAGE else None,
            ),
        )

    async def settle_capacities(
        self, conn: Connection, sites: Iterable[str]
    ) -> set[tuple[int, int]]:
        """Bring the capacities of sites in line with the files; return changed (datastream, day).

        For the time of which a person has said a capacity it holds; files tell of the rest,
        whichever of the two came first.
        """
        changed: dict[str, list[tuple[int | None, int | None]]] = {}
        for site in sorted(set(sites)):
            said = self.sites.get(site, SiteFiles())
            told = capacities(said.standing, sorted(said.by_file))
            if self._told.get(site) == told:
                continue
            self._told[site] = told
            settled = await imported.settle_capacities(
                conn,
                site,
                [(site, one.spaces, one.from_us, one.to_us) for one in told],
                source=self.source,
            )
            if settled.yields:
                self.hands_off.add(site)
            if settled.known_before and settled.differing:
                changed[site] = settled.differing
        return await self._capacity_days(conn, changed)

    async def _capacity_days(
        self, conn: Connection, changed: dict[str, list[tuple[int | None, int | None]]]
    ) -> set[tuple[int, int]]:
        """Return the days of changed capacities that files speak of."""
        spans = [span for scope in self.scopes.values() for span in scope.files.values()]
        if not changed or not spans:
            return set()
        first, end = min(span[0] for span in spans), max(span[1] for span in spans)
        found: set[tuple[int, int]] = set()
        for site, datastreams in (await imported.datastreams_of(conn, list(changed))).items():
            for from_us, to_us in changed[site]:
                low = first if from_us is None else max(first, from_us)
                high = end if to_us is None else min(end, to_us)
                if low < high:
                    found |= changed_days([], [Deployed(one, low, high) for one in datastreams])
        return found


def changed_days(gone: list[Deployed], new: list[Deployed]) -> set[tuple[int, int]]:
    """Return the (datastream, UTC day) on which two lists of deployments differ."""
    found: set[tuple[int, int]] = set()
    for datastream in {row.datastream for row in [*gone, *new]}:
        before = [row for row in gone if row.datastream == datastream]
        after = [row for row in new if row.datastream == datastream]
        edges = sorted({edge for row in [*before, *after] for edge in (row.from_us, row.to_us)})
        for low, high in pairwise(edges):
            if _covers(before, low) != _covers(after, low):
                days = range(low // DAY_US, (high - 1) // DAY_US + 1)
                found |= {(datastream, day) for day in days}
    return found


def _covers(rows: list[Deployed], instant_us: int) -> bool:
    return any(row.from_us <= instant_us < row.to_us for row in rows)
