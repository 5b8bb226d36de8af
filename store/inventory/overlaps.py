"""Two that would answer for one place, or one for two places, at a time."""

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from store.inventory.errors import RegistryError
from store.inventory.rows import Row, row
from store.inventory.spans import Span


class OverlapError(RegistryError):
    """A channel or a place is taken at that time.

    Parameters
    ----------
    deployment
        The number of what is deployed there.
    sentence
        The same without numbers that only the database knows.
    """

    def __init__(self, message: str, *, deployment: int, sentence: str) -> None:
        super().__init__(message)
        self.deployment = deployment
        self.sentence = sentence


async def refuse_overlap(conn: AsyncConnection[Any], new: Span, *, but: int | None = None) -> None:
    """Raise `OverlapError` where a channel or datastream is deployed at that time already."""
    other = await row(
        conn,
        "registry_deployment_overlap",
        channel=new.channel,
        datastream=new.datastream,
        since=new.since,
        until=new.until,
        but=but,
    )
    if other is None:
        return
    span = f"from {at(other['since'], 'ever')} to {at(other['until'], 'further notice')}"
    who = f"{other['device']} {other['channel']} already answers for"
    remedy = f"`wegwarte device swap {other['device']} NEW --at T` replaces it"
    if other["channel_id"] == new.channel:
        who = f"{other['device']} {other['channel']} answers for"
        remedy = f"`wegwarte device move {other['device']} --to SITE --at T` moves it"
    stream, number = f"datastream {other['datastream']} of {other['site']}", other["id"]
    raise OverlapError(
        f"{who} {stream} {span} (deployment {number}); {remedy}",
        deployment=number,
        sentence=f"{who} {_place(other)} {span}; {remedy}",
    )


def _place(other: Row) -> str:
    """Return a place in words: `bay_state of markt, bay 17`."""
    parts = [f"{other['property']} of {other['site']}"]
    parts += [f"{name} {other[name]}" for name in ("bay", "lane") if other[name]]
    parts += [f"direction {other['direction']}"] if other["direction"] in {"a", "b"} else []
    return ", ".join(parts)


def at(moment: datetime | None, open_: str = "open") -> str:
    """Return an end of a span as sentences name it."""
    return open_ if moment is None else f"{moment:%Y-%m-%d %H:%M}Z"
