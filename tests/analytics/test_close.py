"""`wegwarte close` changes the numbers of the time they speak of, and no raw row."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from analytics.derive import derive_once
from cli.__main__ import main
from devices.properties import Property
from store.pool import connect
from tests.analytics.town import Town, utc

pytestmark = pytest.mark.database
NOW = utc("2026-11-22 12:07")


def in_town(database: str, act: Callable[[Town], Awaitable[Any]]) -> Any:  # noqa: ANN401
    """Do something as the owner of the database."""

    async def connected() -> Any:  # noqa: ANN401
        async with connect(database) as conn:
            return await act(Town(conn))

    return asyncio.run(connected())


async def car_park(town: Town) -> None:
    """Make a car park of 100 spaces, half full on Wednesday the 10th of June, and derive."""
    await town.site("theater", "car_park", capacity=100.0)
    await town.owner.execute("insert into site_alias values ('P3', 'theater')")
    channel = await town.state(
        "theater", "free", Property.FREE_SPACES, since=utc("2026-06-01 00:00"), hold_max_s=100_000
    )
    await town.store([(channel, utc("2026-06-09 22:00"), 50, None)], now=NOW)
    await derive_once(town.owner, NOW)


async def occupancy(town: Town) -> dict[str, tuple[Any, ...]]:
    """Derive what is dirty, and return the numbers."""
    await derive_once(town.owner, NOW)
    return await town.numbers("occupancy")


def run(*words: str) -> None:
    """Run a command; anything but success raises."""
    with pytest.raises(SystemExit) as ended:
        main([*words])
    assert ended.value.code == 0


def test_closing_a_part_reduces_capacity_while_it_lasts(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    in_town(database, car_park)
    assert in_town(database, occupancy)["24h 2026-06-10"] == (0.5, 96, 96, 1)

    run(
        *("close", "P3", "--every", "Mi 06:00-18:00", "--spaces", "20", "--json"),
        *("--from", "2026-06-01", "--to", "2026-07-01", "--except", "2026-06-17"),
        *("--reason", "market", "--database-url", database),
    )

    (said,) = json.loads(capsys.readouterr().out)
    assert said["closure"] == 1
    assert (said["spaces"], said["except"], said["reason"]) == (20, ["2026-06-17"], "market")
    value = (12 * 30 + 12 * 50) / (12 * 80 + 12 * 100)
    assert in_town(database, occupancy)["24h 2026-06-10"] == (pytest.approx(value), 96, 96, 1)


def test_a_withdrawn_closure_gives_the_old_number_back(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    in_town(database, car_park)
    before = in_town(database, lambda town: town.derived())
    words = ("close", "theater", "--database-url", database)
    run(*words, "--every", "daily 00:00-24:00", "--from", "2026-06-01")
    assert "24h 2026-06-10" not in in_town(database, occupancy)

    run(*words, "--withdraw", "1")

    in_town(database, occupancy)
    assert in_town(database, lambda town: town.derived()) == before
    assert "never closed" in capsys.readouterr().out


def test_regulated_hours_change_the_window_of_the_mean(database: str) -> None:
    in_town(database, car_park)
    assert in_town(database, occupancy)["regulated 2026-06-10"][1] == 40

    run("close", "theater", "--regulated", "Mo-Fr 08-20", "--database-url", database)
    assert in_town(database, occupancy)["regulated 2026-06-10"][1] == 48
    words = ("close", "theater", "--regulated", "daily 09-12", "--from", "2026-06-10")
    run(*words, "--database-url", database)

    assert in_town(database, occupancy)["regulated 2026-06-10"][1] == 12
    facts = in_town(
        database,
        lambda town: town.rows(
            "select value #>> '{}', lower(valid), upper(valid) from fact "
            "where kind = 'regulated_hours' order by upper(valid) nulls last"
        ),
    )
    changed = utc("2026-06-09 22:00")
    assert facts == [("Mo-Fr 08-20", None, changed), ("daily 09-12", changed, None)]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--every", "Tux 06-14"), 2),
        (("--every", "Tue 06-14", "--withdraw", "1"), 2),
        (("--every", "Tue 06-14", "--from", "2026-06-02", "--to", "2026-06-02"), 2),
        (("--regulated", "always"), 2),
        (("--withdraw", "99"), 1),
    ],
)
def test_what_cannot_be_meant_is_refused_and_stores_nothing(
    database: str, words: tuple[str, ...], code: int
) -> None:
    in_town(database, car_park)

    with pytest.raises(SystemExit) as ended:
        main(["close", "theater", *words, "--database-url", database])

    assert ended.value.code == code
    assert in_town(database, lambda town: town.rows("select * from closure")) == []


def test_an_unknown_site_is_told_with_those_there_are(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    in_town(database, car_park)

    with pytest.raises(SystemExit) as ended:
        main(["close", "teater", "--database-url", database])

    assert ended.value.code == 1
    assert "no site 'teater'; known: theater" in capsys.readouterr().err
