"""How devices are heard is looked at every night: silence, repetitions, disputed times."""

import asyncio
from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from analytics.derive import derive_once, findings
from store.pool import connect
from tests.analytics.town import Town, every_quarter, utc
from tests.registry.town import Terminal, rows

pytestmark = pytest.mark.database
HOUR = timedelta(hours=1)
BEGIN: Final = utc("2026-03-02 00:00")
UNTIL: Final = BEGIN + timedelta(days=5)
DIED: Final = BEGIN + timedelta(days=2, hours=9)  #: was heard at 08 for the last time ...
BACK: Final = DIED + timedelta(hours=7)  #: ... and again at 16


def live(terminal: Terminal, *, away: tuple[datetime, datetime], twice: int = 0) -> None:
    """Let a counter with a heartbeat of 15 minutes be heard every hour, except for a while."""

    async def lived() -> None:
        async with connect(terminal.database) as conn:
            town = Town(conn)
            await town.site("street", "cycle_track")
            channel = await town.counter("street", "in", since=BEGIN)
            await conn.execute(b"update device set model = 'wegwarte-bicycle-counter-1'")
            at = BEGIN
            while at < UNTIL:
                if not away[0] <= at < away[1]:
                    counted = every_quarter(channel, at, [4.0, 5.0, 6.0, 7.0])
                    for _ in range(1 + (at < BEGIN + twice * HOUR)):
                        await town.store(counted, now=at + timedelta(minutes=59))
                at += HOUR
            await derive_once(conn, UNTIL)

    asyncio.run(lived())


def look(terminal: Terminal, now: datetime = UNTIL) -> None:
    async def looking() -> None:
        async with connect(terminal.database, "wegwarte_derive") as conn:
            await findings.look(conn, now, ["street"])

    asyncio.run(looking())


def of(terminal: Terminal, test: str) -> list[dict[str, Any]]:
    return [one for one in terminal.json("quality", "list") if one["test"] == test]


def at(one: dict[str, Any], name: str) -> datetime:
    return datetime.fromisoformat(one[name])


def test_a_silent_device_is_found_with_the_heartbeat_of_its_model(terminal: Terminal) -> None:
    live(terminal, away=(DIED, BACK))

    look(terminal)

    (one,) = of(terminal, "heartbeat")
    assert (at(one, "start"), at(one, "end")) == (DIED, BACK)
    assert at(one, "known_at") - DIED == timedelta(minutes=30)  # two heartbeats
    assert (one["flag"], one["evidence"]) == (9, {"hours": 7, "nominal": 15})
    assert "No sign of life for 7 h" in one["message"]


def test_a_silence_that_lasts_is_one_finding_that_grows(terminal: Terminal) -> None:
    live(terminal, away=(DIED, UNTIL))

    look(terminal, DIED + timedelta(hours=20))
    (first,) = of(terminal, "heartbeat")
    look(terminal)
    (second,) = of(terminal, "heartbeat")

    assert first["key"] == second["key"]
    assert (at(second, "start"), at(second, "end")) == (DIED, UNTIL - 25 * HOUR)  # local midnight
    assert at(first, "end") < at(second, "end")


def test_a_device_out_of_service_is_not_silent(terminal: Terminal) -> None:
    live(terminal, away=(DIED, UNTIL))
    span = ("--from", DIED.isoformat()[:16] + "Z", "--to", UNTIL.isoformat()[:16] + "Z")
    terminal.run("mark", "street", "out-of-service", *span)

    look(terminal)

    assert of(terminal, "heartbeat") == []


def test_readings_that_come_again_are_explained_not_doubted(terminal: Terminal) -> None:
    live(terminal, away=(DIED, BACK), twice=5)

    look(terminal)

    (one,) = of(terminal, "duplicate")
    assert (one["flag"], one["evidence"]) == (1, {"count": 20})
    midnight = BEGIN + 23 * HOUR  # of Berlin in winter
    assert (at(one, "start"), at(one, "end")) == (midnight - 24 * HOUR, midnight)


def test_what_came_again_is_told_the_night_after_and_not_known_before(terminal: Terminal) -> None:
    live(terminal, away=(DIED, BACK), twice=5)
    midnight = BEGIN + 23 * HOUR

    look(terminal, BEGIN + 22 * HOUR)  # the day goes on
    assert of(terminal, "duplicate") == []
    look(terminal, midnight + 2 * HOUR)  # the day has ended, the one of UTC has another hour

    (one,) = of(terminal, "duplicate")
    assert at(one, "known_at") == midnight
    look(terminal)
    assert [told["known_at"] for told in of(terminal, "duplicate")] == [one["known_at"]]


def test_times_with_two_values_are_told_until_somebody_decides(terminal: Terminal) -> None:
    live(terminal, away=(DIED, BACK))

    async def dispute() -> None:
        async with connect(terminal.database) as conn:
            town = Town(conn)
            ((channel,),) = await town.rows("select id from channel")
            await town.store(every_quarter(channel, BEGIN + HOUR, [44.0, 55.0]), now=UNTIL)

    asyncio.run(dispute())
    look(terminal)

    (one,) = of(terminal, "conflict")
    assert (one["flag"], one["evidence"], one["source_id"]) == (3, {"count": 2}, "in")
    assert (at(one, "start"), at(one, "end")) == (BEGIN + HOUR, BEGIN + 1.5 * HOUR)

    first, second = terminal.json("conflicts", "list", "street")
    assert (first["stored"], first["other"], second["other"]) == (4.0, 44.0, 55.0)
    terminal.run("conflicts", "accept", str(first["id"]), "--who", "Meier")
    terminal.run("conflicts", "keep", str(second["id"]))
    look(terminal)

    assert of(terminal, "conflict") == []
    assert terminal.json("conflicts", "list") == []
    where = f"from observation where time = '{BEGIN + HOUR}'"
    assert rows(terminal.database, f"select result {where}") == [(44.0,)]
    kept = "select old_result, new_result, cause, who from superseded"
    assert rows(terminal.database, kept) == [(4.0, 44.0, "conflict accepted", "Meier")]
    assert "no conflict 1 waits" in terminal.run("conflicts", "keep", "1", code=1)


def test_a_shorter_value_that_is_accepted_leaves_nothing_of_the_longer_one(
    terminal: Terminal,
) -> None:
    live(terminal, away=(DIED, UNTIL))
    late = BEGIN + timedelta(days=2, hours=23, minutes=30)

    async def store(value: float, duration_s: int) -> None:
        async with connect(terminal.database) as conn:
            town = Town(conn)
            ((channel,),) = await town.rows("select id from channel")
            await town.store([(channel, late, value, duration_s)], now=UNTIL)
            await derive_once(conn, UNTIL)

    asyncio.run(store(40.0, 3_600))  # until half past midnight
    asyncio.run(store(9.0, 900))
    (waiting,) = terminal.json("conflicts", "list")
    terminal.run("conflicts", "accept", str(waiting["id"]))

    days = [date for (date,) in rows(terminal.database, "select utc_day from dirty order by 1")]
    assert days == [late.date(), late.date() + timedelta(days=1)]
