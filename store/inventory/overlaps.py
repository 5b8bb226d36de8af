"""Two that would answer for one place, or one for two places, at a time."""

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from store.inventory.errors import RegistryError
from store.inventory.rows import row
from store.inventory.spans import Span


async def refuse_overlap(conn: AsyncConnection[Any], new: Span, *, but: int | None = None) -> None:
    """Raise `RegistryError` where a channel or datastream is deployed at that time already."""
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
    time = f"{at(other['since'], 'ever')} to {at(other['until'], 'further notice')}"
    if other["channel_id"] == new.channel:
        raise RegistryError(
            f"{other['device']} {other['channel']} answers for datastream {other['datastream']} of "
            f"{other['site']} from {time} (deployment {other['id']}); "
            "`wegwarte device move` moves it"
        )
    raise RegistryError(
        f"{other['device']} {other['channel']} already answers for datastream "
        f"{other['datastream']} of {other['site']} from {time} (deployment {other['id']}); "
        f"`wegwarte device swap {other['device']} NEW --at T` replaces it"
    )


def at(moment: datetime | None, open_: str = "open") -> str:
    """Return an end of a span as sentences name it."""
    return open_ if moment is None else f"{moment:%Y-%m-%d %H:%M}Z"
