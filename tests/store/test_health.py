"""What the radio says of a device is kept, the newest word on every matter."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from store import health
from store.health import Health, Heard
from store.pool import connect

pytestmark = pytest.mark.database

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def registered(database: str) -> None:
    with psycopg.connect(database) as conn:
        conn.execute("insert into device (id, model) values ('bay-17', 'bosch-tps110')")


async def after(database: str, *news: Heard) -> Health:
    async with connect(database, "wegwarte_ingest") as conn:
        for heard in news:
            await health.put(conn, [heard])
        return (await health.known(conn, device="bay-17"))[0]


async def test_an_older_word_replaces_no_newer_one(database: str) -> None:
    newer = Heard(
        device="bay-17",
        heard_at=LATER,
        rssi_dbm=-80,
        gateways=["a", "b"],
        battery_percent=50,
        battery_at=LATER,
    )
    older = Heard(
        device="bay-17",
        heard_at=NOON,
        rssi_dbm=-120,
        gateways=["c"],
        battery_percent=90,
        battery_at=NOON,
    )

    found = await after(database, newer, older)

    assert (found.heard_at, found.rssi_dbm, found.gateways) == (LATER, -80, ["a", "b"])
    assert found.battery_percent == 50


async def test_a_matter_that_was_not_mentioned_stays(database: str) -> None:
    status = Heard(device="bay-17", margin_db=8, margin_at=NOON, battery_percent=0, battery_at=NOON)
    frame = Heard(device="bay-17", heard_at=LATER, session="s", counter=3, rssi_dbm=-80)

    found = await after(database, status, frame)

    assert (found.margin_db, found.battery_percent, found.counter) == (8, 0, 3)
    assert found.told is None


async def test_differences_add_up_and_the_newest_is_told(database: str) -> None:
    same = Heard(device="bay-17", compared=2)
    other = Heard(device="bay-17", compared=1, differed=1, difference="occupied: we false")

    found = await after(database, same, other, same)

    assert (found.compared, found.differed, found.difference) == (5, 1, "occupied: we false")


async def test_frames_that_never_came_are_counted_by_their_numbers(database: str) -> None:
    with psycopg.connect(database) as conn:
        conn.cursor().executemany(
            "insert into uplink values ('bay-17', %s, %s, %s, now())",
            [("s1", 3, b"a"), ("s1", 3, b"b"), ("s1", 6, b"a"), ("s2", 0, b"a")],
        )

    found = await after(database, Heard(device="bay-17"))

    assert (found.came, found.lost) == (3, 2)
