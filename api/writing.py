"""A change of the registry through the API: one signed transaction, or a rehearsal of it."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import Depends, Query

from analytics.site import Site
from api import plans, rehearsed
from api.access.keys import require_scope
from api.context import ConnectionDep, NowDep
from api.errors import ConflictError, NotFoundError
from store import marks
from store.inventory import authorship
from store.inventory.errors import RegistryError, UnknownError
from store.keys import Scope, StoredKey
from store.pool import Connection

_MARKS_MAX: Final = 1_000_000
Said = dict[str, Any]
KeyDep = Annotated[StoredKey, Depends(require_scope(Scope.REGISTRY_WRITE))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who writes, why, and when.

    Parameters
    ----------
    dry_run
        Change nothing, and tell how many days of which datastreams would be computed again.
    """

    conn: Connection
    who: str
    why: str
    now: datetime
    dry_run: bool

    def at(self, moment: datetime | None) -> datetime:
        """Return the moment of a change: as it was told, else now."""
        return self.now if moment is None else moment.astimezone(UTC)

    async def do(self, change: Callable[[Connection], Awaitable[Said]]) -> Said:
        """Make a change, whole or not at all.

        Raises
        ------
        NotFoundError
            It speaks of something that is not registered.
        ConflictError
            It contradicts what is registered.
        """
        try:
            if self.dry_run:
                return await self._rehearsed(change)
            async with self.conn.transaction():
                await authorship.sign_for_reader(self.conn, who=self.who, why=self.why)
                return await change(self.conn)
        except UnknownError as why:
            raise NotFoundError(str(why), "the lists of /api/v1 name what there is") from why
        except RegistryError as why:
            raise ConflictError(str(why), "nothing was changed; correct the request") from why

    async def _rehearsed(self, change: Callable[[Connection], Awaitable[Said]]) -> Said:
        """Make a change that is rolled back, and tell what it would do to numbers."""
        async with self.conn.transaction(force_rollback=True):
            await authorship.rehearse(self.conn)
            before = await plans.as_it_is(self.conn)
            await authorship.sign_for_reader(self.conn, who=self.who, why=self.why)
            newest = await marks.newest(self.conn)
            said = await change(self.conn)
            after = await plans.as_it_is(self.conn)
            days = await self._days(newest)
            told = [
                one
                for key in sorted(before.keys() & after.keys())
                if before[key].region != after[key].region
                and (one := await self._day_types(before[key], after[key]))
            ]
        other = sorted(
            key for key in before.keys() | after.keys() if before.get(key) != after.get(key)
        )
        return said | {
            "dry_run": True,
            "days": days,
            "sites": other,
            "day_types": [asdict(one) for one in told],
        }

    async def _day_types(self, before: Site, after: Site) -> rehearsed.OtherDays | None:
        years = await rehearsed.years(self.conn, [before, after], set())
        return rehearsed.other_days(before, after, years)

    async def _days(self, before: int) -> dict[str, int]:
        upto = await marks.newest(self.conn)
        found = await marks.read(self.conn, after=before, upto=upto, marks_max=_MARKS_MAX)
        return {str(key): days for key, days in Counter(m.datastream for m in found).items()}


def writer(
    conn: ConnectionDep,
    key: KeyDep,
    now: NowDep,
    why: Annotated[str, Query(max_length=500, description="Why, for the history.")] = "",
    dry_run: Annotated[bool, Query(description="Change nothing; tell what would.")] = False,
) -> Writer:
    """Return what a route writes with; a key with the scope `registry:write` is needed."""
    return Writer(conn=conn, who=key.who, why=why, now=now, dry_run=dry_run)


WriterDep = Annotated[Writer, Depends(writer)]
