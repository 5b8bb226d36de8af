"""A town's own holidays are said by command or API, and move the day types of their days alone."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from analytics.derive import derive_once
from store import keys
from store.keys import Scope
from store.pool import connect
from tests.analytics.town import Town
from tests.api.conftest import serve
from tests.api.test_counting_facts import Asked, daily
from tests.registry.town import NOW, Terminal

pytestmark = pytest.mark.database
LATER = datetime(2030, 6, 1, tzinfo=UTC)


def test_a_local_holiday_is_kept_and_can_be_withdrawn(terminal: Terminal) -> None:
    terminal.run("site", "add", "Markt", "--kind", "cycle_track")
    terminal.run("holiday", "add", "Rosenmontag", "--from", "2026-02-16", "--kind", "school")
    said = terminal.run(
        "holiday", "add", "Mariä Himmelfahrt", "--from", "2025-08-15", "--yearly", "--site", "markt"
    )
    assert "holiday 2 is kept by markt" in said

    assumption, monday = terminal.json("holiday", "list")
    assert (assumption["site"], assumption["yearly"], assumption["to_date"]) == (
        "markt",
        True,
        "2025-08-16",
    )
    assert (monday["kind"], monday["site"], monday["name"]) == ("school", None, "Rosenmontag")
    assert len(terminal.json("holiday", "list", "--site", "markt")) == 2
    assert "Rosenmontag" in str(terminal.json("holiday", "list"))
    terminal.run("holiday", "withdraw", "1")
    assert [one["id"] for one in terminal.json("holiday", "list")] == [2]
    assert len(terminal.json("holiday", "list", "--withdrawn")) == 2
    assert "`wegwarte holiday list` shows them" in terminal.run("holiday", "withdraw", "9", code=1)
    (row,) = terminal.json("history", "markt")[-1:]
    assert row["what"] == "local_day"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--from", "2026-05-01", "--to", "2026-05-01"), "is not after the beginning"),
        (("--from", "2026-05-01", "--to", "2027-05-01"), "365 days cannot be meant"),
        (("--from", "2026-05-01", "--site", "nowhere"), "no site"),
        (("--from", "9999-12-31"), "a holiday on 9999-12-31 cannot be meant"),
    ],
)
def test_a_holiday_that_cannot_be_meant_is_refused(
    terminal: Terminal, words: tuple[str, ...], why: str
) -> None:
    assert why in terminal.run("holiday", "add", "x", *words, code=1)


async def test_local_holidays_move_the_day_types_of_their_days_and_nothing_else(
    database: str,
) -> None:
    async with connect(database) as conn:
        town = Town(conn)
        for site in ("telgte", "muenster"):
            await town.site(site)
            await daily(town, site, date(2023, 1, 1), date(2024, 12, 31))
        await derive_once(conn, LATER)
        key = await keys.add(conn, name="office", scopes=[Scope.REGISTRY_WRITE], now=LATER)
    async with serve(database, now=LATER) as client:
        client.headers["Authorization"] = f"Bearer {key}"

        async def types() -> dict[str, Any]:
            asked = {site: Asked(client, site) for site in ("telgte", "muenster")}
            return {
                f"{site} {year} {name}": (await one.row(name, period=str(year)))["days"]
                for site, one in asked.items()
                for year in (2023, 2024)
                for name in ("dtv_w", "dtv_u", "dtv_s", "dtv_w5")
            }

        async def counted() -> dict[str, Any]:
            return await Asked(client, "telgte").values("volume", "dtv", "adt", "mt")

        async def sent(body: dict[str, Any]) -> int:
            answer = await client.post("/api/v1/registry/holidays", json=body)
            assert answer.status_code == 201, answer.text
            return int(answer.json()["holiday"])

        before, volumes = await types(), await counted()
        # Monday, 20 February 2023, without school; and each 8 August, a Tuesday in 2023.
        monday = await sent({"name": "Rosenmontag", "kind": "school", "from_date": "2023-02-20"})
        fair = {"name": "Friedensfest", "from_date": "2023-08-08", "yearly": True, "site": "telgte"}
        feast = await sent(fair)
        after = await types()
        changed = {
            name: after[name] - before[name] for name in after if after[name] != before[name]
        }
        assert changed == {
            "telgte 2023 dtv_w": -2,  # neither is an ordinary day any more
            "telgte 2023 dtv_u": 1,
            "telgte 2023 dtv_s": 1,
            "telgte 2023 dtv_w5": -1,
            "telgte 2024 dtv_u": -1,  # 8 August 2024 lies in the summer holidays
            "telgte 2024 dtv_s": 1,
            "telgte 2024 dtv_w5": -1,
            "muenster 2023 dtv_w": -1,
            "muenster 2023 dtv_u": 1,
        }
        assert await counted() == volumes
        for number in (monday, feast):
            assert (await client.delete(f"/api/v1/registry/holidays/{number}")).status_code == 200
        assert await types() == before
        assert (await client.delete(f"/api/v1/registry/holidays/{feast}")).status_code == 404
        assert (await client.get("/api/v1/registry/holidays")).json()["items"] == []


async def test_a_holiday_at_the_end_of_the_calendar_is_refused(database: str) -> None:
    async with connect(database) as conn:
        key = await keys.add(conn, name="office", scopes=[Scope.REGISTRY_WRITE], now=NOW)
    async with serve(database, now=NOW) as client:
        client.headers["Authorization"] = f"Bearer {key}"
        sent = {"name": "x", "from_date": "9999-12-31"}
        answer = await client.post("/api/v1/registry/holidays", json=sent)
    assert answer.status_code == 409


async def test_a_holiday_is_sent_with_a_key_alone(database: str) -> None:
    async with serve(database, now=NOW) as client:
        sent = {"name": "x", "from_date": "2026-05-04"}
        assert (await client.post("/api/v1/registry/holidays", json=sent)).status_code == 401
