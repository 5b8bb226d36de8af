"""Groups over HTTP: ratios of sums of the same quarter hours, and what if."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest

from tests.analytics.town import every_quarter, utc
from tests.api.conftest import serve
from tests.api.parked import NOW, Street, car_park, every_half_hour, street

pytestmark = pytest.mark.database
BEGIN, END = utc("2026-10-23 22:00"), utc("2026-10-26 23:00")


@pytest.fixture
async def centre(database: str) -> AsyncIterator[Street]:
    """Make a group of a street and two car parks whose peaks are at different hours."""
    async with street(database) as found:
        await car_park(found, "deck", _full_at(8))
        await car_park(found, "cellar", _full_at(14))
        await found.town.owner.execute(
            "insert into site_group (id, name) values ('centre', 'Innenstadt')"
        )
        for site in ("lane", "deck", "cellar"):
            await join(found, site)
        yield found


def _full_at(hour: int) -> list[tuple[datetime, float]]:
    """Return free spaces: 60 of 100, but none for two hours a day."""
    return [
        (at, 0.0 if hour <= at.hour < hour + 2 else 60.0)
        for at, _ in every_half_hour(BEGIN, END, 0.0)
    ]


async def join(of: Street, site: str, since: datetime | None = None) -> None:
    await of.town.owner.execute(
        "insert into site_group_member (site_group, site, valid) "
        "values ('centre', %s, tstzrange(%s, null))",
        (site, since),
    )


async def ask(of: Street, path: str, **params: str) -> dict[str, Any]:
    got = await of.client.get(
        f"/api/v1/groups/centre/{path}", params={"period": "2026-10-24", **params}
    )
    assert got.status_code == 200, got.text
    said: dict[str, Any] = got.json()
    return said


async def test_groups_are_listed_with_their_sites_and_what_can_be_asked(centre: Street) -> None:
    said = (await centre.client.get("/api/v1/groups")).json()

    (group,) = said["items"]
    assert (group["id"], group["name"], group["sites"]) == (
        "centre",
        "Innenstadt",
        ["cellar", "deck", "lane"],
    )
    assert {"occupancy", "volume", "peak_occupancy", "hours_at_85"} <= set(said["indicators"])


async def test_the_peak_of_a_group_is_no_sum_of_peaks(centre: Street) -> None:
    single = [
        (await centre.value("peak_occupancy", site=site, window="24h"))["value"]
        for site in ("deck", "cellar")
    ]
    assert single == [1, 1]

    peak = (await ask(centre, "indicators/peak_occupancy", window="24h"))["values"][0]

    # 100 + 40 of 206 spaces, and all six bays of the street
    assert peak["value"] == pytest.approx(146 / 206)
    assert peak["at"] == "2026-10-24T08:00:00Z"


async def test_occupancy_of_a_group_is_a_ratio_of_sums(centre: Street) -> None:
    said = await ask(centre, "indicators/occupancy", window="24h")

    parked = 27 + 2 * (2 * 100 + 22 * 40)  # vehicle hours
    assert said["values"][0]["value"] == pytest.approx(parked / (206 * 24))
    assert said["sites"] == ["cellar", "deck", "lane"]
    assert "same quarter hours" in said["method"]
    hours = (await ask(centre, "indicators/hours_at_85", window="24h"))["values"][0]
    assert (hours["value"], hours["known"]) == (0, 24)


async def test_a_site_counts_while_it_belongs(centre: Street) -> None:
    await centre.town.owner.execute("delete from site_group_member where site = 'cellar'")
    await join(centre, "cellar", utc("2026-10-24 22:00"))  # local midnight of the 25th

    before = await ask(centre, "indicators/occupancy", window="24h")
    after = await ask(centre, "indicators/occupancy", window="24h", period="2026-10-25")

    assert before["values"][0]["value"] == pytest.approx((27 + 1080) / (106 * 24))
    assert after["values"][0]["value"] == pytest.approx((27 + 2 * (200 + 23 * 40)) / (206 * 25))


async def test_the_volume_of_a_group_needs_every_counter(centre: Street) -> None:
    begin = utc("2026-10-23 22:00")
    for site, count in (("north", 96), ("south", 92)):
        await centre.town.site(site)
        channel = await centre.town.counter(site, f"count-{site}", since=begin)
        await centre.town.store(every_quarter(channel, begin, [2.0] * count), now=NOW)
        await join(centre, site)
    await centre.derive()

    said = await ask(centre, "indicators/volume")

    assert (said["sites"], said["unit"], said["mode"]) == (
        ["north", "south"],
        "bicycles",
        "bicycle",
    )
    (day,) = said["values"]
    assert (day["value"], day["n_valid"], day["n_expected"]) == (92 * 4, 92, 96)


async def test_the_page_tells_each_volume_once(centre: Street) -> None:
    begin = utc("2026-10-23 22:00")
    await centre.town.site("north")
    channel = await centre.town.counter("north", "count-north", since=begin)
    await centre.town.store(every_quarter(channel, begin, [2.0] * 96), now=NOW)
    await join(centre, "north")
    await centre.derive()

    page = await centre.client.get("/en/groups/centre?from=2026-10-24&to=2026-10-24")

    assert page.text.count('data-figure="volume') == 1


async def test_where_nothing_was_known_nobody_is_said_to_have_found_a_space(
    centre: Street,
) -> None:
    asked = {"period": "2025-10-24", "window": "24h", "spaces": "+25"}

    said = (await centre.client.get("/api/v1/sites/deck/what-if", params=asked)).json()

    assert said["measured"]["occupancy"] is None
    assert (said["unserved_space_h"], said["censored_h"]) == (None, None)


async def test_more_spaces_are_told_from_to_with_what_is_assumed(centre: Street) -> None:
    path = "/api/v1/sites/deck/what-if"
    said = (
        await centre.client.get(
            path, params={"period": "2026-10-24", "window": "24h", "spaces": "+25"}
        )
    ).json()

    assert said["measured"]["hours_at_85"] == 2
    # nobody turned away: 100 of 125 are 80 %; any number turned away: full again
    assert (said["low"]["hours_at_85"], said["high"]["hours_at_85"]) == (0, 2)
    assert said["censored_h"] == 2
    assert len(said["assumptions"]["de"]) == len(said["assumptions"]["en"]) == 4

    more = await ask(centre, "what-if", window="24h", spaces="0", demand="+50%")
    assert (more["group"], more["demand_percent"]) == ("centre", 50)
    assert more["low"]["occupancy"] > more["measured"]["occupancy"]
    # at 08:00 there would be 1.5 * (100 + 40 + lane's) of 206, some of them in vain
    assert more["unserved_space_h"] > 0
    assert more["low"]["hours_at_95"] == 4

    wrong = await centre.client.get(path, params={"spaces": "many"})
    assert wrong.status_code == 400
    negative = await centre.client.get(path, params={"demand": "-120"})
    assert negative.status_code == 400


async def test_the_public_hears_of_public_sites_alone(centre: Street) -> None:
    await centre.town.owner.execute("update site set public = false where id = 'cellar'")
    async with serve(centre.dsn, now=NOW, access="public", peer="192.0.2.1") as public:
        listed = (await public.get("/api/v1/groups")).json()
        asked = {"period": "2026-10-24", "window": "24h"}
        said = (await public.get("/api/v1/groups/centre/indicators/occupancy", params=asked)).json()

    assert "cellar" not in str(listed)
    assert said["sites"] == ["deck", "lane"]
    assert said["values"][0]["value"] == pytest.approx((27 + 1080) / (106 * 24))


async def test_the_public_hears_nothing_of_a_group_without_public_sites(centre: Street) -> None:
    await centre.town.owner.execute("update site set public = false")
    async with serve(centre.dsn, now=NOW, access="public", peer="192.0.2.1") as public:
        listed = (await public.get("/api/v1/groups")).json()
        pages = [await public.get(path) for path in ("/groups", "/groups/centre")]

    assert listed["items"] == []
    assert [page.status_code for page in pages] == [200, 404]
    assert "Innenstadt" not in "".join(page.text for page in pages)
    assert (await centre.client.get("/groups/centre")).status_code == 200


async def test_what_cannot_be_asked_says_why(centre: Street) -> None:
    client = centre.client
    unknown = await client.get("/api/v1/groups/nowhere/indicators/occupancy")
    assert (unknown.status_code, "nowhere" in unknown.text) == (404, True)
    turnover = await client.get("/api/v1/groups/centre/indicators/turnover")
    assert (turnover.status_code, "known: volume" in turnover.text) == (404, True)
    fine = await client.get("/api/v1/groups/centre/indicators/hour_30", params={"bucket": "day"})
    assert (fine.status_code, "bucket=year" in fine.text) == (400, True)
    counted = await client.get("/api/v1/groups/centre/indicators/volume")
    assert counted.status_code == 404


async def test_a_silent_site_hides_the_hours_in_which_the_group_would_jump(
    centre: Street,
) -> None:
    await centre.town.owner.execute(
        "delete from observation using channel as c where c.id = channel and c.name = 'free-deck' "
        "and time >= '2026-10-24 12:00Z' and time < '2026-10-24 16:00Z'"
    )
    await centre.town.owner.execute(
        "insert into dirty (datastream, utc_day, cause) "
        "select datastream, utc_day, 'test' from day_state"
    )
    await centre.derive()

    said = await ask(centre, "indicators/occupancy", window="24h", bucket="hour")

    known = [row["value"] is not None for row in said["values"]]
    assert known == [True] * 14 + [False] * 4 + [True] * 6  # 12:00Z is known by half
