"""One pass: marks and the clock become states and numbers, site by site."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from analytics.civil import from_ms, to_ms
from analytics.derive import numbers, sealing, states, stays, stored
from analytics.derive.days import Clock, Days, by_clock, by_marks, chunks, joined
from analytics.derive.numbers import Moment
from analytics.derive.sites import Sites
from analytics.quarters import QUARTER_MS
from analytics.site import Site
from analytics.weekly import HoursError
from store import day_states, indicators, marks
from store.marks import Mark
from store.pool import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a pass works.

    Parameters
    ----------
    settle_s
        So long after its end a bucket becomes final. [s]
    marks_max
        The most marks read at once. [marks]
    days_per_transaction_max
        The most marks worked off in one transaction. [datastream-days]
    """

    settle_s: int = 48 * 3600
    marks_max: int = 100_000
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
    while found := await marks.read(conn, after=after, upto=upto, marks_max=chosen.marks_max):
        after = found[-1].id
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
        self._through: Mapping[str, int] = {}
        self._followed: set[str] = set()
        self.work = Work()

    async def work_off(self, found: Sequence[Mark]) -> None:
        """Work off marks, site by site; forget those that concern no site."""
        # Read after the marks: whatever changes later in the registry makes marks of its own.
        sites = await self._sites.follow(self._conn, self._now)
        waiting = self._sites.concerned(found)
        self._through = await marks.clock(self._conn)
        nobody = [mark.id for mark in found if not waiting[mark.id]]
        async with self._conn.transaction():
            await marks.forget(self._conn, nobody)
        self.work.marks += len(nobody)
        of_site: dict[str, list[Mark]] = {}
        for mark in found:
            for site in waiting[mark.id]:
                of_site.setdefault(site, []).append(mark)
        for site in sorted(of_site):
            for part in chunks(of_site[site], self._settings.days_per_transaction_max):
                last = {mark.id for mark in part if waiting[mark.id] == {site}}
                if not await self._try(sites[site], part, last):
                    break
                for mark in part:
                    waiting[mark.id].discard(site)

    async def follow_clock(self) -> None:
        """Extend what is open at the sites that had no mark."""
        sites = await self._sites.follow(self._conn, self._now)
        self._through = await marks.clock(self._conn)
        for site in sorted(sites.keys() - self._followed):
            if self._clock(sites[site]).due(sites[site]):
                await self._try(sites[site], [], set())

    def _clock(self, site: Site) -> Clock:
        return Clock(through_ms=self._through.get(site.id), until_ms=self._at.until_ms)

    async def _try(self, site: Site, found: Sequence[Mark], forget: set[int]) -> bool:
        """Derive a site unless another worker has it, or what is said of it cannot be read."""
        try:
            async with self._conn.transaction():
                if not await marks.claim(self._conn, site.id):
                    self.work.claimed.add(site.id)
                    return False
                await self._derive(site, found, forget)
        except HoursError as why:
            self.work.problems[site.id] = str(why)
            return False
        self._followed.add(site.id)
        return True

    async def _derive(self, site: Site, found: Sequence[Mark], forget: set[int]) -> None:
        left = await marks.left(self._conn, [mark.id for mark in found])
        dirty = by_marks(site, [m for m in found if m.id in left], self._at.until_ms)
        # Asked again under the lock: another worker may have followed the clock meanwhile.
        at = Clock(through_ms=await marks.clock_of(self._conn, site.id), until_ms=self._at.until_ms)
        clock = by_clock(site, at)
        if not dirty and not clock and not at.due(site):
            await self._forget(forget & left)
            return
        days = joined(dirty, clock)
        causes = {mark.cause for mark in found if mark.id in left} | ({"clock"} if clock else set())
        sealed = await sealing.days_of(self._conn, days, now=self._now)
        if dirty:  # time alone changes no stay
            unsealed = sealing.without(dirty, sealed)
            self.work.stays += await stays.write(
                self._conn, site, unsealed, sealed=sealed, now=self._now
            )
        if days:
            await self._write_states(site, days, sealed)
            await self._write_numbers(site, days, ", ".join(sorted(causes)))
        if at.due(site):
            ended = numbers.settled(site, self._at)
            await indicators.finalise(self._conn, site.id, **ended, now=self._now)
        await marks.set_clock(self._conn, site.id, from_ms(self._at.until_ms))
        await self._forget(forget & left)

    async def _forget(self, ids: Set[int]) -> None:
        await marks.forget(self._conn, sorted(ids))
        self.work.marks += len(ids)

    async def _write_states(self, site: Site, days: Days, sealed: Set[int]) -> None:
        unsealed = sealing.without(days, sealed)
        found = await states.compute(self._conn, site, unsealed, until_ms=self._at.until_ms)
        computed = sealing.left_alone(found, sealed)
        for datastream, day in computed.states:
            days.setdefault(datastream, set()).add(day)
        self.work.states += await day_states.write(
            self._conn,
            {key: state for key, state in computed.states.items() if state is not None},
            speeds=computed.speeds,
            spread=computed.spread,
            method_version=states.METHOD_VERSION,
            now=self._now,
        )
        gone = [key for key, state in computed.states.items() if state is None]
        self.work.states += await day_states.withdraw(self._conn, gone)

    async def _write_numbers(self, site: Site, days: Days, cause: str) -> None:
        task = numbers.task_of(site, days, self._at)
        known = await stored.known(self._conn, site, *task.utc_days())
        found, void = numbers.compute(task, known)
        self.work.numbers += await indicators.write(
            self._conn,
            site.id,
            found,
            cause=cause,
            watermark=from_ms(self._at.until_ms),
            now=self._now,
        )
        self.work.numbers += await indicators.withdraw(
            self._conn, site.id, void, cause=cause, now=self._now
        )
