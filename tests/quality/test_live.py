"""Findings live: found in what is stored, decided about by people, and away when dismissed."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from analytics.derive import derive_once, findings
from store.pool import connect
from tests.analytics.town import Town, utc
from tests.quality.street import FAULT, build
from tests.registry.town import Terminal

pytestmark = pytest.mark.database
CAR_PARKS = Path(__file__).resolve().parents[2] / "demo/muenster-parking/2023-10"
WITHIN = FAULT + timedelta(hours=48)


def town(terminal: Terminal, *, until: datetime = WITHIN, dead: bool = True) -> None:
    asyncio.run(build(terminal.database, until=until, dead_from=FAULT if dead else None))


def derive(terminal: Terminal, now: datetime) -> None:
    """Derive whatever is dirty at a moment."""

    async def deriving() -> None:
        async with connect(terminal.database) as conn:
            await derive_once(conn, now)

    asyncio.run(deriving())


def look(terminal: Terminal, now: datetime = WITHIN) -> findings.Looked:
    """Look at the sites that are due at a moment."""

    async def looking() -> findings.Looked:
        async with connect(terminal.database, "wegwarte_derive") as conn:
            return await findings.look(conn, now, await findings.due(conn, now))

    return asyncio.run(looking())


def volumes(terminal: Terminal) -> dict[str, tuple[Any, ...]]:
    """Derive; return the daily volumes of the street."""

    async def asked() -> dict[str, tuple[Any, ...]]:
        async with connect(terminal.database) as conn:
            await derive_once(conn, WITHIN)
            said = await Town(conn).rows(
                "select trim(direction || ' ' || start), value, n_expected, n_valid, flag "
                "from indicator where site = 'street' and indicator = 'volume' and bucket = 'day'"
            )
            return {str(key): tuple(rest) for key, *rest in said}

    return asyncio.run(asked())


def dead(terminal: Terminal, *words: str) -> dict[str, Any]:
    """Return the one finding that a direction is dead."""
    (one,) = [
        one
        for one in terminal.json("quality", "list", "street", *words)
        if one["test"] == "dead" and one["source_id"] == "in"
    ]
    return dict(one)


def test_a_dead_direction_is_found_within_two_days_on_what_was_known_then(
    terminal: Terminal,
) -> None:
    town(terminal)

    done = look(terminal)

    one = dead(terminal)
    assert done.sites == 4
    assert datetime.fromisoformat(one["known_at"]) <= WITHIN
    assert abs(datetime.fromisoformat(one["start"]) - FAULT) <= timedelta(hours=2)
    assert (one["state"], one["flag"], one["site"]) == ("open", 3, "street")
    assert "while the counters beside it count" in one["message"]


def test_a_sound_street_has_no_dead_direction(terminal: Terminal) -> None:
    town(terminal, dead=False)

    look(terminal)

    assert [one for one in terminal.json("quality", "list") if one["test"] == "dead"] == []


def test_a_site_is_looked_at_once_a_local_day(terminal: Terminal) -> None:
    town(terminal)

    assert look(terminal).sites == 4
    assert look(terminal, WITHIN + timedelta(hours=1)).sites == 0


def test_two_datastreams_of_one_car_park_that_fall_silent_together_are_told_once(
    terminal: Terminal, tmp_path: Path
) -> None:
    for day in CAR_PARKS.glob("*.csv.gz"):
        if not "2023-10-24" <= day.name < "2023-10-27":
            (tmp_path / day.name).symlink_to(day)
    terminal.run("import", "files", "--mapping", "muenster-parking", str(tmp_path))
    until = utc("2023-11-03 06:00")
    derive(terminal, until)

    look(terminal, until)

    said = terminal.json("quality", "list", "ph-theater")
    silent = [one for one in said if one["test"] == "gap"]
    assert [one["source_id"] for one in silent] == ["ph-theater"]


def test_what_is_dismissed_stays_away(terminal: Terminal) -> None:
    town(terminal)
    look(terminal)
    key = dead(terminal)["key"]

    terminal.run("quality", "dismiss", key, "--why", "road works", "--who", "Meier")
    again = terminal.json("quality", "run", "street")

    assert again["new"] == 0
    assert [one for one in terminal.json("quality", "list") if one["key"] == key] == []
    kept = dead(terminal, "--decided")
    assert (kept["key"], kept["state"], kept["decided_by"]) == (key, "dismissed", "Meier")
    assert (kept["decided_why"], kept["mark"]) == ("road works", None)


def test_what_is_confirmed_is_in_no_number_and_comes_back(terminal: Terminal) -> None:
    town(terminal)
    look(terminal)
    before, key = volumes(terminal), dead(terminal)["key"]

    terminal.run("quality", "confirm", key[:10])
    without = volumes(terminal)
    again = terminal.json("quality", "run", "street")

    changed = {day for day in before if before[day] != without.get(day)}
    assert {day[-10:] for day in changed if day.startswith("a 2024")} >= {"2024-03-13"}
    assert {day[-10:] for day in changed} <= {"2024-03-13", "2024-03-14", "2024-03-15"}
    assert not any(day.startswith("b ") for day in changed)
    assert again["new"] == 0
    assert dead(terminal, "--decided")["state"] == "confirmed"

    terminal.run("quality", "reopen", key)
    assert volumes(terminal) == before
    assert dead(terminal)["state"] == "open"


def test_a_confirmed_finding_is_open_again_when_its_mark_is_withdrawn(terminal: Terminal) -> None:
    town(terminal)
    look(terminal)
    before, key = volumes(terminal), dead(terminal)["key"]
    terminal.run("quality", "confirm", key)
    volumes(terminal)

    terminal.run("unmark", str(dead(terminal, "--decided")["mark"]))

    assert volumes(terminal) == before
    terminal.run("quality", "run", "street")
    assert dead(terminal)["state"] == "open"


def test_what_really_happened_counts_and_is_an_event(terminal: Terminal) -> None:
    town(terminal)
    look(terminal)
    before, key = volumes(terminal), dead(terminal)["key"]

    terminal.run("quality", "real", key, "--why", "street festival")

    assert volumes(terminal) == before
    (mark,) = terminal.json("mark", "list", "--site", "street")
    assert (mark["kind"], mark["reason"]) == ("atypical", "street festival")
    assert terminal.json("quality", "run", "street")["new"] == 0


def test_what_is_not_found_any_more_is_gone_and_kept(terminal: Terminal) -> None:
    town(terminal)
    look(terminal)
    key = dead(terminal)["key"]
    terminal.run("mark", "street", "out-of-service", "--from", "2024-03-13T00:00")
    volumes(terminal)

    terminal.run("quality", "run", "street")

    assert [one["key"] for one in terminal.json("quality", "list")].count(key) == 0
    assert dead(terminal, "--all")["state"] == "gone"
    assert "is gone" in terminal.run("quality", "confirm", key, code=1)


def test_a_decision_is_in_the_history(terminal: Terminal) -> None:
    town(terminal)
    look(terminal)
    key = dead(terminal)["key"]

    terminal.run("quality", "dismiss", key, "--who", "Meier", "--why", "road works")

    *_, last = terminal.json("history", "street")
    assert (last["what"], last["key"], last["who"]) == ("finding", key, "Meier")
    assert (last["before"]["state"], last["after"]["state"]) == ("open", "dismissed")


@pytest.mark.parametrize("key", ["abc", "0123456789ab"])
def test_a_key_that_names_nothing_is_refused(terminal: Terminal, key: str) -> None:
    assert "no finding has the key" in terminal.run("quality", "dismiss", key, code=1)
