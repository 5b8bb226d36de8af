"""Indicators over HTTP: the numbers of the town, whole, with gaps, and at the clock change."""

import httpx2
import pytest

from api.described.numbers import SeriesAnswer
from store.pool import connect
from tests.api.conftest import serve
from tests.api.town import Town

pytestmark = pytest.mark.database
VOLUME = "/api/v1/sites/promenade/indicators/volume"


async def test_a_day_is_the_sum_of_its_quarters_and_states_what_is_missing(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.get(VOLUME, params={"from": "2026-10-24", "to": "2026-10-26"})
    assert answer.status_code == 200, answer.text
    said = answer.json()
    head = {name: said[name] for name in said if name not in {"values", "total", "method"}}
    assert head == {
        "site": "promenade",
        "indicator": "volume",
        "unit": "bicycles",
        "mode": "bicycle",
        "direction": None,
        "hours": None,
        "bucket": "day",
        "time_zone": "Europe/Berlin",
        "from": "2026-10-24",
        "to": "2026-10-26",
        "to_inclusive": "2026-10-25",
        "method_version": 2,
        "attribution": "dl-de/by-2-0",
    }
    whole, gap = said["values"]
    assert whole == {
        "start": "2026-10-24",
        "value": 480,
        "n_expected": 96,
        "n_valid": 96,
        "coverage": 1,
        "flag": 1,
        "status": "final",
        "estimate": None,
    }
    # 25 hours; the two quarters in which b is missing are in no sum, not even a's part.
    assert (gap["value"], gap["n_expected"], gap["n_valid"]) == (490, 100, 98)
    assert (gap["coverage"], gap["flag"], gap["status"]) == (0.98, 3, "final")
    assert gap["estimate"] is None  # three days cannot tell what a Sunday would have had
    total = said["total"]
    assert (total["value"], total["n_expected"], total["n_valid"]) == (970, 196, 194)
    assert total["estimate"] is None


@pytest.mark.parametrize(
    ("bucket", "expected"),
    [("15min", [5.0] * 98 + [None] * 2), ("hour", [20.0] * 24 + [None]), ("total", [490.0])],
)
async def test_every_bucket_answers_in_its_own_form(
    client: httpx2.AsyncClient, bucket: str, expected: list[float | None]
) -> None:
    answer = await client.get(VOLUME, params={"period": "2026-10-25", "bucket": bucket})
    said = SeriesAnswer.model_validate(answer.json())
    assert [row.value for row in said.values] == expected


async def test_what_is_answered_is_what_is_stored(
    client: httpx2.AsyncClient, shared_town: Town
) -> None:
    async with connect(shared_town.dsn, "wegwarte_read") as conn:
        cursor = await conn.execute(
            b"select start::text, value, n_expected, n_valid, coverage, flag, status from indicator"
            b" where site = 'promenade' and direction = '' and bucket = 'day' order by start"
        )
        stored = await cursor.fetchall()
    said = (await client.get(VOLUME, params={"period": "2026-10"})).json()["values"]
    known = [row for row in said if row["value"] is not None]
    names = ("start", "value", "n_expected", "n_valid", "coverage", "flag", "status")
    assert [tuple(row[name] for name in names) for row in known] == [
        row for row in stored if row[1] is not None
    ]
    assert len(known) == 4


async def test_a_direction_is_a_series_of_its_own(client: httpx2.AsyncClient) -> None:
    answer = await client.get(VOLUME, params={"period": "2026-10-24", "direction": "a"})
    assert answer.json()["total"]["value"] == 288


async def test_an_unknown_direction_is_refused_with_those_there_are(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.get(VOLUME, params={"direction": "both"})
    assert answer.status_code == 400
    assert answer.json()["remedy"] == "told apart: a, b; leave it out for all together"


async def test_no_data_is_null_and_never_zero(client: httpx2.AsyncClient) -> None:
    said = (await client.get(VOLUME, params={"period": "2026-09"})).json()
    assert {row["value"] for row in said["values"]} == {None}
    assert said["total"]["value"] is None
    assert said["total"]["coverage"] == 0


async def test_the_total_of_a_mean_is_that_of_the_whole_window(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.get(
        "/api/v1/sites/bahnhof/indicators/occupancy",
        params={"from": "2026-10-24", "to": "2026-10-27", "window": "24h"},
    )
    said = answer.json()
    assert (said["unit"], said["hours"], said["mode"]) == ("1", "24h", None)
    assert [row["value"] for row in said["values"]] == pytest.approx([0.6] * 3)
    assert said["total"]["value"] == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("window", "hours"),
    [
        (None, "Mon-Sat 08:00-18:00"),
        ("regulated", "Mon-Sat 08:00-18:00"),
        ("24h", "24h"),
        ("Mo-So 07-19", "Mo-So 07-19"),
    ],
)
async def test_a_mean_states_the_hours_it_is_taken_over(
    client: httpx2.AsyncClient, window: str | None, hours: str
) -> None:
    asked = {"period": "2026-10-24"} | ({} if window is None else {"window": window})
    said = (await client.get("/api/v1/sites/bahnhof/indicators/occupancy", params=asked)).json()
    assert said["hours"] == hours
    assert said["total"]["value"] == pytest.approx(0.6)


async def test_free_spaces_come_with_least_greatest_and_last(client: httpx2.AsyncClient) -> None:
    answer = await client.get(
        "/api/v1/sites/bahnhof/indicators/free_spaces",
        params={"period": "2026-10-25", "bucket": "hour"},
    )
    rows = answer.json()["values"]
    assert len(rows) == 25
    assert {(row["value"], row["min"], row["max"], row["last"]) for row in rows} == {
        (40, 40, 40, 40)
    }


async def test_bays_are_seen_as_a_site(client: httpx2.AsyncClient) -> None:
    answer = await client.get(
        "/api/v1/sites/domplatz/indicators/occupancy",
        params={"period": "2026-10-25", "window": "24h"},
    )
    assert answer.json()["total"]["value"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"period": "2026-10", "from": "2026-10-01"}, "period stands beside from or to"),
        ({"from": "2026-10-25", "to": "2026-10-25"}, "is not after"),
        ({"from": "2026-10-25T00:00:00"}, "has no zone"),
        ({"period": "2026-13"}, "not in the calendar"),
        ({"period": "October"}, "is no period"),
        ({"from": "0001-01-01"}, "outside the years"),
        (
            {"from": "2026-10-25T00:00:00Z", "to": "2026-10-26T00:00:00Z"},
            "is no local midnight",
        ),
        (
            {"from": "2026-10-25T00:07:00Z", "to": "2026-10-25T01:00:00Z", "bucket": "15min"},
            "does not begin a bucket",
        ),
        ({"mode": "car"}, "is not counted"),
        ({"window": "24h"}, "means nothing for volume"),
    ],
)
async def test_a_question_without_meaning_is_refused_in_words(
    client: httpx2.AsyncClient, params: dict[str, str], said: str
) -> None:
    answer = await client.get(VOLUME, params=params)
    assert answer.status_code == 400
    assert said in answer.json()["detail"]
    assert answer.json()["remedy"]


async def test_a_window_over_the_limit_names_the_limit(client: httpx2.AsyncClient) -> None:
    days = await client.get(VOLUME, params={"from": "2000-01-01", "to": "2026-01-01"})
    assert days.status_code == 400
    assert "WEGWARTE_QUERY_DAYS_MAX" in days.json()["detail"]
    asked = {"from": "2020-01-01", "to": "2026-01-01", "bucket": "15min"}
    quarters = await client.get(VOLUME, params=asked)
    assert "WEGWARTE_QUERY_BUCKETS_MAX" in quarters.json()["detail"]


async def test_instants_are_half_open_and_echoed(client: httpx2.AsyncClient) -> None:
    asked = {
        "from": "2026-10-25T02:00:00+02:00",
        "to": "2026-10-25T03:00:00+01:00",
        "bucket": "hour",
    }
    said = (await client.get(VOLUME, params=asked)).json()
    assert (said["from"], said["to"]) == ("2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z")
    assert said["to_inclusive"] == "2026-10-25T01:59:59Z"
    assert [row["start"] for row in said["values"]] == [
        "2026-10-25T00:00:00Z",
        "2026-10-25T01:00:00Z",
    ]


async def test_a_bucket_cut_by_the_window_begins_where_the_window_does(
    client: httpx2.AsyncClient,
) -> None:
    asked = {"from": "2026-10-25", "to": "2026-11-01", "bucket": "month"}
    said = (await client.get(VOLUME, params=asked)).json()
    assert [row["start"] for row in said["values"]] == ["2026-10-25"]


async def test_a_running_day_is_provisional_and_not_estimated(shared_town: Town) -> None:
    from datetime import UTC, datetime

    afternoon = datetime(2026, 10, 26, 14, 0, tzinfo=UTC)
    async with serve(shared_town.dsn, now=afternoon) as early:
        # The town's days are final in the store, so ask for one that has no row there.
        said = (await early.get(VOLUME, params={"from": "2026-10-26", "to": "2026-10-28"})).json()
    assert said["values"][1]["status"] == "provisional"
    assert said["total"]["status"] == "provisional"
    assert said["total"]["estimate"] is None


async def test_what_is_still_to_come_is_not_missing(shared_town: Town) -> None:
    """15 hours of Monday have come at two in the afternoon (UTC); Tuesday has not begun."""
    from datetime import UTC, datetime

    afternoon = datetime(2026, 10, 26, 14, 7, tzinfo=UTC)
    async with serve(shared_town.dsn, now=afternoon) as early:
        period = {"from": "2026-10-26", "to": "2026-10-28"}
        said = (await early.get(VOLUME, params=period)).json()
        ahead = {"from": "2026-10-27", "to": "2026-10-28", "bucket": "total"}
        later = (await early.get(VOLUME, params=ahead)).json()
    names = ("n_expected", "n_valid", "coverage")
    monday, tuesday = ([row[name] for name in names] for row in said["values"])
    assert monday == [60, 60, 1.0]
    assert tuesday == [0, 0, None]
    assert [said["total"][name] for name in names] == [60, 60, 1.0]
    assert [later["total"][name] for name in names] == [0, 0, None]
