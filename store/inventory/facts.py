"""Facts of a site with validity: capacity, hours, limits, what is expected of a measured value.

Every indicator uses the fact that holds at its time, so a new one does not change the past.
"""

from datetime import date, datetime
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from devices.properties import DEFINITIONS, Kind, Property
from store import closures
from store.enrol import FactKind
from store.inventory.errors import RegistryError
from store.inventory.rows import Row, changed, row, rows

#: What a site expects of a measured property; it moves findings, and no number.
EXPECTED: Final = frozenset({"expected_least", "expected_greatest", "expected_rate"})
NUMBERS: Final = EXPECTED | {
    "capacity", "speed_limit", "max_stay", "stay_grace", "road_capacity",
}  # fmt: skip
_BOUNDS: Final = frozenset({"expected_least", "expected_greatest"})
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
    from_date: date | None,
    source: str,
) -> None:
    """Let a fact hold from a moment on; what held until then ends, what was to come later goes.

    Parameters
    ----------
    of
        The measured property, of what is expected; else None.
    since, from_date
        The beginning, as an instant and as the local date from which days are computed again;
        None: ever.

    Raises
    ------
    RegistryError
        A number where words belong, or the other way round; what cannot be expected.
    """
    if (kind in NUMBERS) != isinstance(value, float):
        raise RegistryError(f"{kind} is {'a number' if kind in NUMBERS else 'hours of the week'}")
    if isinstance(value, float) and value < 0 and kind not in _BOUNDS:
        raise RegistryError(f"{kind} cannot be {value:g}")
    _fits(kind, value, of)
    said = {"site": site, "kind": kind, "property": of or "", "since": since}
    await changed(conn, "registry_fact_drop", **said)
    await changed(conn, "registry_fact_end", **said)
    await changed(conn, "registry_fact_add", **said, value=Jsonb(value), source=source)
    if of is None:
        await closures.mark_site(conn, site, from_date, None, cause=kind)
    else:
        await _in_order(conn, site, of)


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


async def _in_order(conn: AsyncConnection[Any], site: str, of: Property) -> None:
    """Refuse a least value that is not below the greatest one, at any time."""
    wrong = await row(conn, "registry_fact_crossed", site=site, property=of)
    if wrong is not None:
        raise RegistryError(
            f"of {of} the least expected value {wrong['least']:g} is not below the greatest one "
            f"{wrong['greatest']:g}: say both, first the one that makes room"
        )
