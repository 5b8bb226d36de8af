"""What a change would do to the numbers: rehearsed in a transaction that is rolled back."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

import numpy as np

from analytics.civil import to_ms
from analytics.day_state import unpack
from analytics.derive import states
from analytics.derive.days import Days, by_marks
from analytics.derive.reader import Reader
from analytics.quarters import QUARTER_MS
from analytics.site import Site, Source
from analytics.weekly import HoursError
from cli.registry import compared
from cli.registry.compared import Compared
from devices.properties import Kind, Property
from store import day_states, marks
from store.inventory import authorship
from store.inventory.errors import RegistryError
from store.marks import Mark
from store.pool import Connection

T = TypeVar("T")
#: More datastream-days than this are counted and not computed. [days]
COMPUTED_MAX: Final = 20_000
#: Causes of marks that change what is made of readings, and not the readings' own sums.
RULES: Final = frozenset(
    {
        "closure", "closure withdrawn", "regulated hours",
        "capacity", "regulated_hours", "opening_hours", "speed_limit", "max_stay", "stay_grace",
        "road_capacity", "lanes",
    }
)  # fmt: skip
#: What an angle between beam and road changes, while what is counted stays.
SPEEDS: Final = frozenset({Property.PASSAGE, Property.MEAN_SPEED, Property.SPEED_SHARE})
_MARKS_MAX: Final = 2_000_000
_HOUR_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What a datastream comes to over the touched days.

    Parameters
    ----------
    counted
        Vehicles or people; None for what is no count.
    mean
        Of a held state its mean over the time in which it is known; None for counts.
    known_h
        How long anything is known. [h]
    """

    counted: float | None
    mean: float | None
    known_h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A datastream some days of which would be computed again.

    Parameters
    ----------
    days
        How many UTC days, from `first` to `last`.
    before, after
        None where computing it would take too long.
    by_rule
        A rule of the site changes (closed times, hours, spaces), or what speeds are divided by:
        what was observed stays, and shares, free spaces and speeds made of it do not.
    """

    site: str
    datastream: int
    observed: str
    days: int
    first: date
    last: date
    before: Sum | None
    after: Sum | None
    by_rule: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a change would do: to stored days, and to all that can be asked."""

    touched: list[Touched]
    answers: Compared


async def effect_of(
    conn: Connection, change: Callable[[Connection], Awaitable[T]], *, moment: datetime
) -> tuple[T, Effect]:
    """Rehearse a change in the transaction that has just begun; the caller rolls it back.

    Raises
    ------
    AgainError
        Derive was at work at the same sites: to be tried again.
    RegistryError
        What is said of one of the sites cannot be read.
    """
    await authorship.rehearse(conn)
    newest = await marks.newest(conn)
    before = await compared.read(conn, now=moment)
    done = await change(conn)
    found = await marks.read(
        conn, after=newest, upto=await marks.newest(conn), marks_max=_MARKS_MAX
    )
    after = await compared.read(conn, now=moment)
    touched: list[Touched] = []
    for site in after.sites.values():
        touched += await _of_site(conn, site, found, until_ms=_watermark(moment))
    years: dict[str, set[int]] = {}
    for one in touched:
        years.setdefault(one.site, set()).update(range(one.first.year, one.last.year + 1))
    try:
        answers = await compared.compared(
            conn,
            before,
            after,
            found,
            touched=years,
            small=sum(one.days for one in touched) <= COMPUTED_MAX,
            now=moment,
        )
    except HoursError as why:
        raise RegistryError(f"what is said of a site cannot be read: {why}") from why
    return done, Effect(touched=touched, answers=answers)


async def _of_site(
    conn: Connection, site: Site, found: Sequence[Mark], *, until_ms: int
) -> list[Touched]:
    days = {key: value for key, value in by_marks(site, found, until_ms).items() if value}
    if not days:
        return []
    sped = {source.id for source in site.sources if source.observed in SPEEDS}
    ruled = {
        mark.datastream
        for mark in found
        if mark.cause in RULES or (mark.cause == "recalibrated" and mark.datastream in sped)
    }
    cheap = sum(len(value) for value in days.values()) <= COMPUTED_MAX
    before: dict[int, Sum] = {}
    after: dict[int, Sum] = {}
    if cheap:
        before = await _stored(conn, site, days)
        computed = await states.compute(Reader(conn), site, days, until_ms=until_ms)
        known = computed.states.items()
        after = {
            key: _sum(
                site.by_id[key],
                {d: s for (k, d), s in known if k == key and d in days[key] and s},
            )
            for key in days
        }
    return [
        Touched(
            site=site.id,
            datastream=key,
            observed=site.by_id[key].observed.value,
            days=len(value),
            first=_date(min(value)),
            last=_date(max(value)),
            before=before.get(key),
            after=after.get(key),
            by_rule=key in ruled,
        )
        for key, value in sorted(days.items())
    ]


async def _stored(conn: Connection, site: Site, days: Days) -> dict[int, Sum]:
    every = set().union(*days.values())
    known = await day_states.read(conn, sorted(days), min(every), max(every))
    return {
        key: _sum(site.by_id[key], {d: s for d, s in known[key].items() if d in wanted})
        for key, wanted in days.items()
    }


def _sum(source: Source, packed: Mapping[int, bytes]) -> Sum:
    runs = [unpack(day, state).quarters for day, state in packed.items()]
    known_ms = sum(int(run.observed_ms.sum()) for run in runs)
    counts = source.kind in {Kind.INTERVAL, Kind.PASSAGE}
    total = float(sum(float(np.nansum(run.total)) for run in runs))
    return Sum(
        counted=round(total, 3) if counts else None,
        mean=None if counts or not known_ms else round(total / known_ms, 4),
        known_h=round(known_ms / _HOUR_MS, 2),
    )


def _watermark(moment: datetime) -> int:
    return to_ms(moment) // QUARTER_MS * QUARTER_MS


def _date(day: int) -> date:
    return date(1970, 1, 1) + timedelta(days=day)
