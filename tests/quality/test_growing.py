"""A fault that goes on after a decision stays one finding, and its mark grows with it."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from analytics.derive import findings
from store.pool import connect
from tests.quality.street import FAULT, build, go_on
from tests.registry.town import Terminal

pytestmark = pytest.mark.database
DAY = timedelta(days=1)
SEEN = FAULT + 2 * DAY


def look(terminal: Terminal, now: datetime) -> findings.Looked:
    """Look at the street as the nightly process does."""

    async def looking() -> findings.Looked:
        async with connect(terminal.database, "wegwarte_derive") as conn:
            return await findings.look(conn, now, ["street"])

    return asyncio.run(looking())


def decided(terminal: Terminal, word: str) -> dict[str, Any]:
    """Build the street, look at it, and decide about its dead direction."""
    asyncio.run(build(terminal.database, until=SEEN))
    look(terminal, SEEN)
    terminal.run("quality", word, dead(terminal)[0]["key"], "--why", "cable cut")
    return dead(terminal)[0]


def dead(terminal: Terminal) -> list[dict[str, Any]]:
    """Return what is known of the dead direction as a fault, decided or not."""
    return [
        one
        for one in terminal.json("quality", "list", "street", "--decided")
        if one["source_id"] == "in" and one["test"] in {"dead", "zero_run", "level_low", "stuck"}
    ]


def marked_until(terminal: Terminal) -> list[datetime]:
    return [
        datetime.fromisoformat(one["until"])
        for one in terminal.json("mark", "list", "--site", "street")
    ]


@pytest.mark.parametrize("word", ["confirm", "real"])
def test_what_goes_on_after_a_decision_is_not_asked_again(terminal: Terminal, word: str) -> None:
    before = decided(terminal, word)

    for day in (1, 2):
        now = SEEN + day * DAY
        asyncio.run(go_on(terminal.database, since=now - DAY, until=now))
        assert look(terminal, now).added == 0

    (after,) = dead(terminal)
    midnight = now.replace(hour=0, minute=0) - timedelta(hours=1)  # local, in March
    assert (after["key"], after["state"]) == (before["key"], before["state"])
    assert (after["mark"], after["decided_why"]) == (before["mark"], "cable cut")
    assert datetime.fromisoformat(after["end"]) == midnight
    assert marked_until(terminal) == [midnight]


def test_a_fault_that_ended_does_not_grow_and_a_later_one_is_new(terminal: Terminal) -> None:
    before = decided(terminal, "confirm")
    mended, broken = SEEN + timedelta(hours=2), SEEN + 3 * DAY

    asyncio.run(go_on(terminal.database, since=SEEN, until=broken, dead_to=mended))
    look(terminal, broken)
    asyncio.run(go_on(terminal.database, since=broken, until=broken + 2 * DAY))
    look(terminal, broken + 2 * DAY)

    first, second = dead(terminal)
    assert (first["key"], first["state"], second["state"]) == (before["key"], "confirmed", "open")
    assert datetime.fromisoformat(first["end"]) <= mended
    assert datetime.fromisoformat(second["start"]) >= broken - timedelta(hours=2)


def test_what_was_dismissed_comes_again_when_it_lasts_more_than_twice_as_long(
    terminal: Terminal,
) -> None:
    before = decided(terminal, "dismiss")  # after 38 hours

    seen = []
    for day in (1, 2):
        now = SEEN + day * DAY
        asyncio.run(go_on(terminal.database, since=now - DAY, until=now))
        look(terminal, now)
        (one,) = [one for one in dead(terminal) if one["key"] == before["key"]]
        seen.append((one["state"], one["end"] > before["end"]))

    assert seen == [("dismissed", False), ("open", True)]


def test_a_grown_mark_is_taken_back_as_a_whole(terminal: Terminal) -> None:
    key = decided(terminal, "confirm")["key"]
    asyncio.run(go_on(terminal.database, since=SEEN, until=SEEN + DAY))
    look(terminal, SEEN + DAY)

    terminal.run("quality", "reopen", key)

    assert marked_until(terminal) == []
