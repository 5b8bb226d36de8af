"""Facts of a site with validity: capacity, hours, limits, what is expected of a measured value.

Every indicator uses the fact that holds at its time, so a new one does not change the past.
"""

from datetime import UTC, datetime
from math import isfinite
from typing import Any, Final

from psycopg import AsyncConnection

from devices.properties import DEFINITIONS, Kind, Property
from store import facts_said
from store.enrol import FactKind
from store.fact_history import Said
from store.facts_said import Matter, Word
from store.inventory.errors import RegistryError, UnknownError
from store.inventory.rows import Row, row, rows

#: What a site expects of a measured property; it moves findings, and no number.
EXPECTED: Final = frozenset({"expected_least", "expected_greatest", "expected_rate"})
NUMBERS: Final = EXPECTED | {
    "capacity", "speed_limit", "max_stay", "stay_grace", "road_capacity", "lanes",
}  # fmt: skip
_BOUNDS: Final = frozenset({"expected_least", "expected_greatest"})
#: What begins or ends outside of them is none of a town's; derive reads facts within them.
_YEARS: Final = range(1900, 2300)
#: They tell of the device or have no mean, and are not looked at.
_NOT_LOOKED_AT: Final = frozenset(
    {Property.BATTERY, Property.BATTERY_LEVEL, Property.DEVICE_TEMPERATURE, Property.WIND_DIRECTION}
)
#: Of these something can be expected.
MEASURED: Final = frozenset(
    observed
    for observed, said in DEFINITIONS.items()
    if (said.kind is Kind.INSTANT and observed not in _NOT_LOOKED_AT)
    or observed is Property.MEAN_SPEED
)


async def facts(conn: AsyncConnection[Any], site: str) -> list[Row]:
    """Return every fact there was of a site."""
    return await rows(conn, "registry_facts", site=site)


async def say(
    conn: AsyncConnection[Any],
    site: str,
    kind: FactKind,
    value: float | str,
    *,
    of: Property | None = None,
    since: datetime | None,
    until: datetime | None = None,
    replace_later: bool = False,
    source: str,
) -> None:
    """Let a fact hold from a moment on, until what is said for a later one; mark what differs.

    In whatever order facts are said, the same holds afterwards. What was said with the same
    beginning is replaced.

    Parameters
    ----------
    of
        The measured property, of what is expected; else None.
    since
        The beginning; None: ever.
    until
        An end: from then on holds again what would without it; None: none of its own.
    replace_later
        Take back what was said for later beginnings.

    Raises
    ------
    RegistryError
        A number where words belong, or the other way round; what cannot be expected; an end that
        is not after the beginning, or one of another age.
    """
    if (kind in NUMBERS) != isinstance(value, float):
        raise RegistryError(f"{kind} is {'a number' if kind in NUMBERS else 'hours of the week'}")
    if isinstance(value, float) and not isfinite(value):
        raise RegistryError(f"{kind} cannot be {value}: say a number")
    if isinstance(value, float) and value < 0 and kind not in _BOUNDS:
        raise RegistryError(f"{kind} cannot be {value:g}")
    if kind == "lanes" and (value == 0 or value != int(value)):
        raise RegistryError(f"lanes of one direction are a whole number from 1 on, not {value:g}")
    since, until = _instant(since), _instant(until)
    if since is not None and until is not None and until <= since:
        raise RegistryError("the end is not after the beginning: it is the first date without it")
    _fits(kind, value, of)
    matter = Matter(site=site, kind=kind, property=of or "")
    told = [one for one in await facts_said.said(conn, matter) if not one.recorded]
    word = Word(value=value, since=since, until=until, source=source)
    same = [one for one in told if one.since == since]
    later = [one for one in told if replace_later and one.begin > word.begin]
    await _change(conn, matter, drop=[*same, *later], add=[word])


async def take_back(
    conn: AsyncConnection[Any],
    site: str,
    kind: FactKind,
    *,
    of: Property | None = None,
    since: datetime | None,
) -> None:
    """Take back what was said with a beginning; what would hold without it holds again.

    Raises
    ------
    UnknownError
        Nobody said anything with this beginning.
    RegistryError
        The beginning is of another age.
    """
    since = _instant(since)
    matter = Matter(site=site, kind=kind, property=of or "")
    told = [one for one in await facts_said.said(conn, matter) if not one.recorded]
    same = [one for one in told if one.since == since]
    if not same:
        known = ", ".join("ever" if one.since is None else str(one.since) for one in told)
        raise UnknownError(
            f"nobody said {kind} of {site} with this beginning; said is: {known or 'nothing'}"
        )
    await _change(conn, matter, drop=same, add=[])


def _instant(at: datetime | None) -> datetime | None:
    """Return a moment in UTC: in a zone, one beside a change of the clock equals no other."""
    if at is None:
        return None
    if at.year not in _YEARS:
        raise RegistryError(
            f"{at:%Y-%m-%d} is no date of a fact: name one of {_YEARS[0]} to {_YEARS[-1]}, or none "
            "for ever"
        )
    return at.astimezone(UTC)


async def _change(
    conn: AsyncConnection[Any], matter: Matter, *, drop: list[Said], add: list[Word]
) -> None:
    differing = await facts_said.change(conn, matter, drop=drop, add=add)
    if matter.property:
        await _in_order(conn, matter)
    else:
        await facts_said.mark(conn, matter, differing)


def _fits(kind: FactKind, value: float | str, of: Property | None) -> None:
    """Refuse what cannot be expected of a property, and properties where none is meant."""
    if kind not in EXPECTED:
        if of is not None:
            raise RegistryError(f"{kind} is of the site: leave {of} out")
        return
    if of is None:
        raise RegistryError(f"{kind} is of a measured property: name it, such as air_temperature")
    if of not in MEASURED:
        known = ", ".join(sorted(MEASURED))
        raise RegistryError(f"nothing can be expected of {of}, which is not measured: {known}")
    may = DEFINITIONS[of]
    if kind == "expected_rate":
        if value == 0:
            raise RegistryError("expected_rate 0 would doubt every change: say how many an hour")
    elif not may.low <= float(value) <= may.high:
        raise RegistryError(
            f"{of} below {may.low:g} or above {may.high:g} {may.unit} is refused on arrival: "
            f"{kind} cannot be {float(value):g}"
        )


async def _in_order(conn: AsyncConnection[Any], matter: Matter) -> None:
    """Refuse a least value that is not below the greatest one, at any time."""
    wrong = await row(conn, "registry_fact_crossed", site=matter.site, property=matter.property)
    if wrong is not None:
        raise RegistryError(
            f"of {matter.property} the least expected value {wrong['least']:g} is not below the "
            f"greatest one {wrong['greatest']:g}: say both, first the one that makes room"
        )
