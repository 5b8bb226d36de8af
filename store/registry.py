"""The numbers of channels, given on first sight."""

from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChannel:
    """A channel to be numbered on first sight."""

    device: str
    name: str
    property: str
    hold_max_s: int


async def number_channels(
    conn: AsyncConnection[Any], channels: list[NewChannel]
) -> dict[tuple[str, str], int]:
    """Give each channel a number on first sight, and return the numbers; idempotent.

    Commit before writing rows that use them.
    """
    unique = sorted({(c.device, c.name): c for c in channels}.items())
    wanted = {
        "device": [c.device for _, c in unique],
        "name": [c.name for _, c in unique],
        "property": [c.property for _, c in unique],
        "hold_max_s": [c.hold_max_s for _, c in unique],
    }
    numbers: dict[tuple[str, str], int] = {}
    # One worker may have numbered a channel that the other's statement cannot see yet.
    while len(numbers) < len(unique):
        cursor = await conn.execute(load("channels_number"), wanted)
        numbers = {(device, name): channel for device, name, channel in await cursor.fetchall()}
    return numbers
