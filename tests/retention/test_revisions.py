"""A final number that changes leaves a revision with its cause, and can be read as it was."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from analytics import volume
from api import revision_causes
from store import blocks, closures, imports, marks
from store.inventory import deployments, judgements
from store.rows import Observations
from tests.analytics.town import utc
from tests.api.conftest import serve
from tests.retention.city import LATE, NOW, City

pytestmark = [pytest.mark.database, pytest.mark.timeout(300)]

DAY = "/api/v1/sites/promenade/indicators/volume?from=2025-03-10&to=2025-03-11"
LOAD = "/api/v1/sites/theater/indicators/occupancy?from=2025-03-10&to=2025-03-11&window=24h"
MEAN = "/api/v1/sites/promenade/indicators/madt?period=2025-03&bucket=month"
LATER = NOW + timedelta(hours=1)


def at(moment: datetime) -> str:
    return f"&as_of={moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


async def revised(city: City, cause: str, address: str = DAY) -> tuple[float, float]:
    """Derive later; see the one revision with its cause, and both values at their times."""
    await city.derive(LATER)
    listed, before, after, now = await city.ask(
        address.replace("?", "/revisions?"),
        address + at(LATER - timedelta(minutes=1)),
        address + at(LATER),
        address,
        now=LATER,
    )
    (one,) = listed["items"]
    assert (one["start"], one["revision"], one["causes"]) == ("2025-03-10", 1, [cause])
    assert one["because"]["en"] == revision_causes.WORDS[cause][1]
    assert (one["since"], one["at"]) == ("2025-09-20T12:00:00Z", "2025-09-20T13:00:00Z")
    assert [row["value"] for row in before["values"]] == [one["old_value"]]
    assert before["values"][0]["revised_at"] == one["at"]
    assert [row["value"] for row in after["values"]] == [one["new_value"]]
    assert [row["value"] for row in now["values"]] == [one["new_value"]]
    return one["old_value"], one["new_value"]


async def test_a_late_reading_after_final_is_a_revision(plain_city: City) -> None:
    await plain_city.town.store(plain_city.late(LATE[0]), now=LATER)

    old, new = await revised(plain_city, "late_data")
    assert new == old + 50


async def test_a_changed_deployment_is_a_revision(plain_city: City) -> None:
    (one,) = await deployments.of(plain_city.conn, site="promenade")
    async with plain_city.conn.transaction():
        await deployments.correct(
            plain_city.conn, one, since=utc("2025-03-10 12:00"), until=None, now=LATER
        )

    old, new = await revised(plain_city, "deployment")
    assert new < old


async def test_a_calibrated_range_is_a_revision(plain_city: City) -> None:
    async with plain_city.conn.transaction():
        await judgements.judge(
            plain_city.conn,
            site="promenade",
            datastream=None,
            kind="calibrated",
            since=utc("2025-03-09 23:00"),
            until=utc("2025-03-10 23:00"),
            factor=2.0,
            reason="counted by hand",
            now=LATER,
        )

    old, new = await revised(plain_city, "range")
    assert new == 2 * old


async def test_a_publishers_correction_is_a_revision(plain_city: City) -> None:
    conn, time = plain_city.conn, int(utc("2025-03-10 09:00").timestamp()) * 1_000_000
    run = await blocks.open_run(conn, "import", {"mapping": "test"}, now=LATER)
    delivery = imports.Delivery(
        source="import:test",
        run=run,
        rows=Observations(
            channel=np.array([plain_city.counter], dtype=np.int32),
            time_us=np.array([time], dtype=np.int64),
            duration_ms=np.array([900_000], dtype=np.int32),
            result=np.array([1_000.0]),
            quality=np.array([1], dtype=np.int16),
        ),
        senders=[("d1", "revised.csv")],
        sender=np.zeros(1, dtype=np.int32),
        who="planner",
    )
    async with conn.transaction():
        await imports.deliver(conn, delivery, now=LATER)

    old, new = await revised(plain_city, "correction")
    assert 990 <= new - old <= 1_000


async def test_a_changed_method_is_a_revision(
    plain_city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = volume.values
    monkeypatch.setattr(volume, "values", lambda folded: older(folded) + 1)
    monkeypatch.setattr(volume, "METHOD_VERSION", volume.METHOD_VERSION + 1)
    await marks.mark_everything(plain_city.conn)

    old, new = await revised(plain_city, "method")
    assert new == old + 1


async def test_a_changed_capacity_is_a_revision(plain_city: City) -> None:
    conn = plain_city.conn
    await conn.execute("update fact set value = '100' where site = 'theater'")
    await closures.mark_site(conn, "theater", None, None, cause="capacity")

    old, new = await revised(plain_city, "fact", LOAD)
    assert 1 - new == pytest.approx((1 - old) / 2)


async def test_a_final_number_that_is_withdrawn_leaves_a_revision(plain_city: City) -> None:
    conn = plain_city.conn
    ((before,),) = await plain_city.town.rows(
        "select value from indicator where site = 'promenade' and indicator = 'volume' "
        "and mode = 'bicycle' and direction = '' and bucket = 'day' and start = '2025-03-10'"
    )
    await conn.execute("delete from observation where channel = %s", (plain_city.counter,))
    await marks.mark_everything(conn)
    await plain_city.derive(LATER)

    listed, then, later = await plain_city.ask(
        DAY.replace("?", "/revisions?"), DAY + at(NOW), DAY + at(LATER), now=LATER
    )
    assert [one["new_value"] for one in listed["items"]] == [None]
    assert [row["value"] for row in then["values"]] == [before]
    assert later["values"] == []


async def test_what_was_not_final_then_is_not_told(plain_city: City) -> None:
    early, yearly = await plain_city.ask(
        DAY + at(utc("2025-03-11 06:00")),
        "/api/v1/sites/promenade/indicators/volume?period=2025&bucket=year" + at(LATER),
        now=LATER,
    )
    assert (early["values"], yearly["values"]) == ([], [])  # stored in autumn; 2025 is not over


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (DAY + "&bucket=hour" + at(NOW), "volume is stored by day"),
        (DAY + "&bucket=total" + at(NOW), "volume is stored by day"),
        (DAY + at(LATER + timedelta(days=1)), "has not come yet"),
        (DAY + "&as_of=2025-03-11T06:00:00", "has no zone"),
        (DAY + "&as_of=yesterday", "is no instant"),
        (LOAD.replace("24h", "Mo-Fr+07-19") + at(NOW), "your own hours are not stored"),
        (MEAN + at(NOW), "madt is not stored: it is computed from what is known today"),
    ],
)
async def test_what_is_not_stored_cannot_be_read_as_of(
    plain_city: City, address: str, said: str
) -> None:
    async with serve(plain_city.dsn, now=LATER) as client:
        answer = await client.get(address)
    assert answer.status_code == 400
    assert said in answer.json()["detail"]


def test_every_cause_has_words() -> None:
    for cause in ("native", "moved, clock", "undo of run 3", "archive restore", "tts"):
        assert revision_causes.sentence(cause)["de"]
