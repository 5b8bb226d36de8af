"""`wegwarte check`: what somebody saw, held against what the sensors said, beside the numbers."""

import asyncio
import json
from typing import Any

import pytest

from api.described.groups import GroupSeries
from tests.api.conftest import serve
from tests.api.parked import NOW, street
from tests.registry.town import Terminal

pytestmark = pytest.mark.database
ADDRESS = "/api/v1/sites/lane/indicators/occupancy"
#: At 06:45Z of 24 October every bay of the street is taken, at 07:45Z every one is free.
TAKEN, FREE = "2026-10-24T06:45Z", "2026-10-24T07:45Z"


@pytest.fixture
def lane(database: str, terminal: Terminal) -> Terminal:
    """Build the street, whose registry a terminal then changes."""

    async def build() -> None:
        async with street(database):
            pass

    asyncio.run(build())
    return terminal


def said(database: str, address: str = ADDRESS) -> dict[str, Any]:
    """Return an answer over HTTP."""

    async def ask() -> dict[str, Any]:
        async with serve(database, now=NOW) as client:
            got = await client.get(address, params={"period": "2026-10-24"})
            answer: dict[str, Any] = got.json()
            return answer

    return asyncio.run(ask())


def test_bays_are_held_against_what_their_sensors_said(lane: Terminal, database: str) -> None:
    assert "detection" not in said(database)

    lane.run("check", "lane", "--bay", "bay0=occupied", "--bay", "bay1=free", "--at", TAKEN)
    told = lane.run("check", "lane", "--bay", "bay2=frei", "--at", FREE, "--observer", "Kuhn")

    assert "lane: 2 of 3 right, 67 % (21-94 %), below 90 %" in told
    assert "import: 2 of 3 right" in told
    assert "Kuhn" in told
    detection = said(database)["detection"]
    assert (detection["detected"], detection["present"]) == (2, 3)
    assert detection["below_90_percent"] is True
    assert "2/3" in detection["says"]["de"]
    assert said(database, ADDRESS.replace("occupancy", "turnover"))["detection"] == detection


def test_checks_of_a_whole_site_are_added_and_entered_once(lane: Terminal, database: str) -> None:
    lane.run("check", "lane", "--seen", "50", "--right", "20", "--at", TAKEN)
    lane.run("check", "lane", "--seen", "50", "--right", "49", "--at", TAKEN)
    lane.run("check", "lane", "--bay", "bay0=occupied", "--at", TAKEN)

    told = json.loads(lane.run("check", "lane", "--json"))

    assert len(told["checks"]) == 2  # the first count was mistaken
    assert told["detection"]["lane"]["detected"] == 50
    detection = said(database)["detection"]
    assert (detection["rate"], detection["below_90_percent"]) == (50 / 51, False)
    assert detection["says"] is None
    number = next(one["id"] for one in told["checks"] if one["present"] == 50)
    lane.run("check", "lane", "--withdraw", str(number))
    assert said(database)["detection"]["present"] == 1


def test_a_silent_sensor_is_neither_right_nor_wrong(lane: Terminal, database: str) -> None:
    told = lane.run("check", "lane", "--bay", "bay0=occupied", "--at", "2026-11-15T12:00")

    assert "right" not in told
    assert "detection" not in said(database)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (("--bay", "bay9=free"), "it has bay0, bay1"),
        (("--bay", "bay0=perhaps"), "7=occupied or 8=free"),
        (("--seen", "5"), "belong together"),
        (("--seen", "5", "--right", "6"), "cannot have had 6 right"),
        (("--bay", "bay0=free", "--at", "2100-01-01"), "still to come"),
        (("--withdraw", "77"), "no check 77"),
    ],
)
def test_what_cannot_be_entered_says_why(lane: Terminal, wrong: tuple[str, ...], why: str) -> None:
    assert why in lane.run("check", "lane", *wrong, code=1)


def test_checks_of_its_sites_stand_beside_the_numbers_of_a_group(
    lane: Terminal, database: str
) -> None:
    lane.run("group", "add", "Quarter")
    lane.run("group", "join", "quarter", "lane", "--ever")
    address = "/api/v1/groups/quarter/indicators/occupancy"
    assert "detection" not in said(database, address)

    lane.run("check", "lane", "--seen", "50", "--right", "40", "--at", TAKEN)

    detection = said(database, address)["detection"]
    assert (detection["detected"], detection["present"]) == (40, 50)
    assert detection["low"] < 0.8 < detection["high"]
    assert [one["site"] for one in detection["by_site"]] == ["lane"]
    assert [one["rate"] for one in detection["by_model"]] == [0.8]
    assert "lane 40/50" in detection["says"]["de"] or "40/50" in detection["says"]["de"]
    GroupSeries.model_validate(said(database, address))
