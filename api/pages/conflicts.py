"""Times for which two values came: what stands, what else came, and how it is decided.

A decision replaces what was measured, which the page may not: the commands are shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from api.pages.card import Place
from api.pages.findings import about
from api.pages.language import NO_VALUE
from api.pages.raw import raw_value
from store import disputes
from store.inventory.rows import Row
from store.pool import Connection

SHOWN_MAX: Final = 12
READ_MAX: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictLine:
    """A time with two values, and the commands that let one of them stand."""

    time: str
    what: str
    stored: str
    other: str
    seen: str
    accept: str
    keep: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictsPanel:
    """What waits for a decision at a site, in the order it was found."""

    count: str
    lines: Sequence[ConflictLine]
    more: str
    command: str


async def conflicts_panel(conn: Connection, place: Place) -> ConflictsPanel | None:
    """Return what waits; None where nothing does. For those inside only."""
    waiting = await disputes.waiting(conn, site=place.site.id, limit=READ_MAX)
    if not waiting:
        return None
    language, more = place.language, len(waiting) - SHOWN_MAX
    least = "≥ " if len(waiting) == READ_MAX else ""
    return ConflictsPanel(
        count=f"{least}{language.number(len(waiting))}",
        lines=[_line(row, place) for row in waiting[:SHOWN_MAX]],
        more=language.say("findings_more", n=language.number(more)) if more > 0 else "",
        command=f"wegwarte conflicts list {place.site.id}",
    )


def _line(row: Row, place: Place) -> ConflictLine:
    language = place.language
    value = next((v for v in place.values if v.datastream == row["datastream"]), None)
    observed = "" if value is None else value.property

    def came(which: str) -> str:
        source = row[f"{which}_source"]
        written = raw_value(observed, row[which], language)
        return f"{written} ({source})" if source else written

    return ConflictLine(
        time=language.moment(place.local(row["time"]), seconds=True),
        what=NO_VALUE if value is None else about(value, place),
        stored=came("stored"),
        other=came("other"),
        seen=language.number(row["seen"]),
        accept=f"wegwarte conflicts accept {row['id']}",
        keep=f"wegwarte conflicts keep {row['id']}",
    )
