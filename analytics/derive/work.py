"""One pass: marks and the clock become states and numbers, site by site."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.civil import to_ms
from analytics.derive import party
from analytics.derive.days import Clock
from analytics.derive.numbers import Moment
from analytics.derive.party import Part
from analytics.derive.portions import Left, portions
from analytics.derive.sites import Sites
from analytics.quarters import QUARTER_MS
from analytics.weekly import HoursError
from store import marks
from store.marks import Backlog, Mark
from store.pool import Connection

#: The most sites in one transaction.
SITES_MAX: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a pass works.

    Parameters
    ----------
    settle_s
        So long after its end a bucket becomes final. [s]
    marks_max
        The most marks read at once: 40 bytes each, and a site's are worked off together. [marks]
    days_per_transaction_max
        The most marks worked off in one transaction. [datastream-days]
    """

    settle_s: int = 48 * 3600
    marks_max: int = 1_000_000
    days_per_transaction_max: int = 4_000


@dataclass(slots=True, kw_only=True)
class Work:
    """What a pass has done."""

    marks: int = 0  #: worked off and forgotten
    states: int = 0  #: day states that changed
    numbers: int = 0  #: numbers that changed
    stays: int = 0  #: stays and vacancies of bays that changed
    claimed: set[str] = field(default_factory=set)  #: sites that another worker had
    problems: dict[str, str] = field(default_factory=dict)  #: sites left out, and why

    def add(self, other: "Work") -> None:
        """Add what another pass has done."""
        self.marks += other.marks
        self.states += other.states
        self.numbers += other.numbers
        self.stays += other.stays
        self.claimed |= other.claimed
        self.problems |= other.problems


async def derive_once(
    conn: Connection, now: datetime, settings: Settings | None = None, sites: Sites | None = None
) -> Work:
    """Work off every mark there is, and follow the clock up to `now`.

    Marks that come meanwhile stay for the next pass, so a pass ends however fast others write.

    Parameters
    ----------
    conn
        Autocommit; each site gets transactions of its own.
    sites
        The registry as an earlier pass has left it; read where it changed.
    """
    chosen = settings or Settings()
    one = _Pass(conn, now, chosen, Sites() if sites is None else sites)
    upto, after = await marks.newest(conn), 0
    while found := await marks.backlog(conn, after=after, upto=upto, marks_max=chosen.marks_max):
        after = int(found.id.max())
        await one.work_off(found)
    await one.follow_clock()
    return one.work


class _Pass:
    """The state of one pass."""

    def __init__(self, conn: Connection, now: datetime, settings: Settings, sites: Sites) -> None:
        self._conn = conn
        self._sites = sites
        self._now = now
        self._settings = settings
        now_ms = to_ms(now)
        self._at = Moment(
            now_ms=now_ms,
            until_ms=now_ms // QUARTER_MS * QUARTER_MS,
            settle_ms=settings.settle_s * 1000,
        )
        self._followed: set[str] = set()
        self._kept: dict[str, list[Mark]] = {}
        self.work = Work()

    async def work_off(self, found: Backlog) -> None:
        """Work off marks, a party of sites after the other; forget those that concern no site."""
        # Read after the marks: whatever changes later in the registry makes marks of its own.
        await self._sites.follow(self._conn, self._now)
        of_site = self._sites.places(found)
        sites = np.zeros(len(found), dtype=np.int64)
        for places in of_site.values():
            sites[places] += 1
        nobody = found.id[sites == 0].tolist()
        if nobody:
            async with self._conn.transaction():
                await marks.forget(self._conn, nobody)
        self.work.marks += len(nobody)
        waiting: dict[int, set[str]] = {}
        for site, places in of_site.items() if (sites > 1).any() else ():
            for number in found.id[places[sites[places] > 1]].tolist():
                waiting.setdefault(number, set()).add(site)
        left_out: set[str] = set()
        for parts in self._parties(found, of_site):
            some = [part for part in parts if part.site.id not in left_out]
            left_out |= {part.site.id for part in some} - await self._try(some, waiting)

    async def follow_clock(self) -> None:
        """Extend what is open at the sites that had no mark."""
        sites = await self._sites.follow(self._conn, self._now)
        through = await marks.clock(self._conn)
        due = [
            Part(stored=self._sites.stored(key))
            for key in sorted(sites.keys() - self._followed)
            if Clock(through_ms=through.get(key), until_ms=self._at.until_ms).due(sites[key])
        ]
        for at in range(0, len(due), SITES_MAX):
            await self._try(due[at : at + SITES_MAX], {})

    def _parties(
        self, backlog: Backlog, of_site: Mapping[str, NDArray[np.intp]]
    ) -> Iterator[list[Part]]:
        """Yield what is derived in one transaction: of each site no more than one part.

        Sites follow each other as their channels do: what was set up together lies together.
        """
        most = self._settings.days_per_transaction_max
        members: list[Part] = []
        size = 0
        lowest = {key: int(backlog.channel[places].min()) for key, places in of_site.items()}
        for key in sorted(of_site, key=lambda key: (lowest[key], key)):
            for portion in portions(backlog, of_site[key], most):
                again = bool(members) and members[-1].site.id == key
                full = size + len(portion.places) > most or len(members) >= SITES_MAX
                if members and (again or full):
                    yield members
                    members, size = [], 0
                found = backlog.marks(portion.places) + self._kept.pop(key, [])
                members.append(Part(stored=self._sites.stored(key), marks=found, left=portion.left))
                size += len(found)
        if members:
            yield members

    async def _try(self, parts: Sequence[Part], waiting: dict[int, set[str]]) -> set[str]:
        """Derive a party; return its sites but those another worker has, or that cannot be read."""
        if not parts:
            return set()
        try:
            async with self._conn.transaction():
                done = await party.derive(
                    self._conn, parts, waiting=waiting, at=self._at, now=self._now
                )
        except HoursError as why:
            if len(parts) > 1:
                return {site for part in parts for site in await self._try([part], waiting)}
            self.work.problems[parts[0].site.id] = str(why)
            return set()
        self._kept |= done.kept
        for part in parts:
            if part.site.id in done.sites:
                again = {mark.id for mark in done.kept.get(part.site.id, ())}
                for mark in part.marks if waiting else ():
                    if mark.id not in again:
                        waiting.get(mark.id, set()).discard(part.site.id)
        self.work.claimed |= {part.site.id for part in parts} - done.sites
        self.work.marks += done.forgotten
        self.work.states += done.states
        self.work.numbers += done.numbers
        self.work.stays += done.stays
        last = {part.site.id for part in parts if part.left is Left.NOTHING}
        self._followed |= done.sites & last
        return done.sites
