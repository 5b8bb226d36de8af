"""Faults of real recordings are found live: imported, derived, looked at as of their time."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from analytics.derive import derive_once, findings
from store.pool import connect
from tests.analytics.town import utc
from tests.registry.town import Terminal

BIKES = Path(__file__).resolve().parents[3] / "shared/data/muenster_bikes"
pytestmark = [
    pytest.mark.database,
    pytest.mark.recordings,
    pytest.mark.skipif(not BIKES.is_dir(), reason=f"the recordings are missing: {BIKES}"),
]
MONTHS = ("2024-02", "2024-03", "2024-04", "2024-05", "2024-06", "2024-07")
STATIONS = ("100034981", "100034982", "300038855", "300037926")


def looked_at(terminal: Terminal, now: datetime) -> findings.Looked:
    """Derive what was imported, and look at it, both as at a moment."""

    async def looking() -> findings.Looked:
        async with connect(terminal.database) as conn:
            await derive_once(conn, now)
            return await findings.look(conn, now, await findings.due(conn, now))

    return asyncio.run(looking())


def of(terminal: Terminal, channel: str) -> list[dict[str, Any]]:
    """Return what waits for a decision of a channel."""
    return [one for one in terminal.json("quality", "list") if one["source_id"] == channel]


def test_a_direction_that_died_in_july_is_found_within_two_days(terminal: Terminal) -> None:
    files = [str(BIKES / one / f"{month}.csv.gz") for one in STATIONS for month in MONTHS]
    terminal.run("import", "files", *[file for file in files if Path(file).exists()])
    begin = utc("2024-07-21 00:00")

    looked_at(terminal, begin + timedelta(hours=48))

    dead = [
        one
        for one in of(terminal, "102034981")
        if one["test"] == "dead" and datetime.fromisoformat(one["end"]) > begin
    ]
    assert dead
    assert all(
        datetime.fromisoformat(one["known_at"]) <= begin + timedelta(hours=48) for one in dead
    )
    days = [
        one["evidence"]["day"]
        for one in terminal.json("quality", "list")
        if one["test"] == "month_end_missing"
    ]
    assert "2024-05-31" in days
