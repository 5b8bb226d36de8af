"""A counter of two directions, what it says in June, and what is derived of it."""

from typing import Any

from analytics.derive import derive_once
from tests.analytics.town import Reading, Town, every_quarter, utc
from tests.registry.town import NOW, Terminal, derived, derived_anew, in_town, rows

BEGIN = utc("2026-06-01 00:00")


def counter(terminal: Terminal, *others: str) -> None:
    """Make a cycle track with one counter of two directions since June, and counters at hand."""
    terminal.run("site", "add", "Promenade", "--kind", "cycle_track", "--time-zone", "UTC")
    for device in ("c1", *others):
        terminal.run("device", "add", device, "--model", "wegwarte-bicycle-counter-1")
    for direction in ("a", "b"):
        words = ("--property", "count", "--mode", "bicycle", "--direction", direction)
        made = terminal.json("datastream", "add", "promenade", *words)
        number = str(made["datastream"])
        words = ("c1", f"bicycles-{direction}", number, "--from", "2026-06-01")
        terminal.run("deployment", "add", *words)
    terminal.run("device", "accept", "c1", "--at", "2026-06-01")


def channel(database: str, device: str, name: str) -> int:
    """Return the number of a channel."""
    (number,) = (
        number
        for number, one, other in rows(database, "select id, device, name from channel")
        if (one, other) == (device, name)
    )
    return int(number)


def said(database: str, device: str, *, days: int = 10, a: int = 3, b: int = 2) -> list[Reading]:
    """Return what a counter says in the first days of June."""
    ways = (
        (channel(database, device, "bicycles-a"), a),
        (channel(database, device, "bicycles-b"), b),
    )
    return [
        reading
        for number, value in ways
        for reading in every_quarter(number, BEGIN, [value] * 96 * days)
    ]


def store(database: str, readings: list[Reading]) -> None:
    """Store readings as ingest does, and derive."""

    async def storing(town: Town) -> None:
        await town.store(readings, now=NOW)
        await derive_once(town.owner, NOW)

    in_town(database, storing)


def days(database: str, direction: str = "") -> dict[str, float]:
    """Derive what is dirty; return the volume of each day."""

    async def asked(town: Town) -> dict[str, tuple[Any, ...]]:
        await derive_once(town.owner, NOW)
        return await town.numbers("volume")

    wanted = f"{direction} 2026" if direction else "2026"
    return {
        key[-10:]: value[0]
        for key, value in in_town(database, asked).items()
        if key.startswith(wanted)
    }


def prove_derived(database: str) -> None:
    """Compare what was derived from the marks with what the readings alone give."""
    marked = in_town(database, derived)
    assert marked["indicator"]
    assert in_town(database, derived_anew) == marked


def of_site(database: str, site: str) -> dict[str, float]:
    """Derive what is dirty; return the volume of each day of a site, both directions together."""
    days(database)
    found = rows(
        database,
        "select site, start::text, value from indicator"
        " where indicator = 'volume' and bucket = 'day' and direction = '' order by 1, 2",
    )
    return {start: value for of, start, value in found if of == site and value is not None}
