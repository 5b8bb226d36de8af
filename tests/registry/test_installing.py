"""A device that is put to a site answers for it as its model and its installer say."""

from datetime import UTC, datetime

import pytest

from analytics.derive import derive_once
from tests.analytics.town import Town
from tests.analytics.vehicles import Vehicle, store_vehicles
from tests.registry.town import Terminal, in_town, rows

pytestmark = pytest.mark.database

DIRECTIONS = (
    "select c.name, d.direction, p.orientation_deg from deployment p "
    "join channel c on c.id = p.channel join datastream d on d.id = p.datastream order by 1"
)


@pytest.fixture
def street(terminal: Terminal) -> Terminal:
    """Make a street whose direction a leads east, a people counter and a radar."""
    terminal.run("site", "add", "Street", "--kind", "cross_section", "--direction-a", "ostwärts")
    terminal.run("device", "add", "lines", "--model", "milesight-vs133")
    terminal.run("device", "add", "radar", "--model", "pmx-tcr")
    return terminal


def test_a_counter_of_four_lines_answers_with_its_first(street: Terminal) -> None:
    street.run("device", "install", "lines", "street", "--at", "2026-06-01")

    assert rows(street.database, DIRECTIONS) == [
        ("line-1-in", "a", None),
        ("line-1-out", "b", None),
    ]


@pytest.mark.parametrize(
    ("looks", "left_to_right"), [("south", "b"), ("N", "a"), ("nach Norden", "a")]
)
def test_the_installers_view_says_which_channel_counts_which_direction(
    street: Terminal, looks: str, left_to_right: str
) -> None:
    """A radar on the north side looks south: what comes from its left goes west."""
    street.run(
        *("device", "install", "radar", "street", "--at", "2026-06-01"),
        *("--looks", looks, "--a-leads", "east"),
    )

    found = {name: (way, deg) for name, way, deg in rows(street.database, DIRECTIONS)}
    assert found["bicycles-ltr"] == (left_to_right, 180 if looks == "south" else 0)
    assert found["bicycles-rtl"][0] == {"a": "b", "b": "a"}[left_to_right]
    assert found["cars-ltr-speed"][0] == left_to_right


def test_a_sensor_that_looks_along_the_street_cannot_tell_sides(street: Terminal) -> None:
    said = street.run(
        *("device", "install", "radar", "street", "--at", "2026-06-01"),
        *("--looks", "east", "--a-leads", "east"),
        code=1,
    )

    assert "bicycles-ltr: left-to-right as seen by a sensor that looks to 90°" in said
    assert rows(street.database, DIRECTIONS) == []


def test_what_is_no_bearing_is_told_with_what_is_one(street: Terminal) -> None:
    said = street.run("device", "install", "radar", "street", "--looks", "upwards", code=2)

    assert "is no bearing: write a point of the compass" in " ".join(said.split())


def test_rain_has_no_direction(terminal: Terminal) -> None:
    terminal.run("site", "add", "Roof", "--kind", "station")
    terminal.run("device", "add", "weather", "--model", "decentlab-dl-atm41")
    terminal.run("device", "install", "weather", "roof", "--at", "2026-06-01")

    assert {way for _, way, _ in rows(terminal.database, DIRECTIONS)} == {"none"}
    table = terminal.run("deployment", "list", "--site", "roof")
    assert "precipitation" in table
    assert "direction" not in table.splitlines()[0].split()
    assert "direction" not in terminal.run("datastream", "list").splitlines()[0].split()


def test_a_direction_is_shown_where_it_has_a_meaning(street: Terminal) -> None:
    street.run("device", "install", "radar", "street", "--at", "2026-06-01")
    street.run("device", "add", "weather", "--model", "decentlab-dl-atm41")
    street.run("device", "install", "weather", "street", "--at", "2026-06-01")

    head, *lines = street.run("deployment", "list").splitlines()
    at = head.index("direction")
    shown = {line.split()[2]: line[at : at + 4].strip() for line in lines}
    assert (shown["precipitation"], shown["bicycles-ltr"]) == ("-", "a")


def test_what_checks_a_radar_checks_it_after_a_turn_and_a_move(terminal: Terminal) -> None:
    for name in ("Street", "Ring"):
        terminal.run("site", "add", name, "--kind", "cross_section")
    terminal.run("device", "add", "radar", "--model", "wegwarte-radar-1")
    terminal.run("device", "install", "radar", "street", "--at", "2026-06-01")
    for stream in terminal.json("datastream", "list", "--site", "street"):
        if stream["property"] == "passage":
            terminal.run("datastream", "change", str(stream["id"]), "--role", "check")

    terminal.run("device", "turn", "radar", "--at", "2026-06-05")
    terminal.run("device", "move", "radar", "--to", "ring", "--at", "2026-06-09")

    roles = "select site, property, role, count(*) from datastream group by 1, 2, 3 order by 1, 2"
    assert rows(terminal.database, roles) == [
        ("ring", "count", "part", 2),
        ("ring", "passage", "check", 2),
        ("street", "count", "part", 2),
        ("street", "passage", "check", 2),
    ]


def test_a_rehearsed_angle_names_the_days_whose_speeds_would_change(terminal: Terminal) -> None:
    terminal.run("site", "add", "Street", "--kind", "cross_section")
    terminal.run("device", "add", "radar", "--model", "wegwarte-radar-1")
    terminal.run("device", "install", "radar", "street", "--at", "2026-06-01")
    terminal.run("device", "accept", "radar", "--at", "2026-06-01")
    ((number, channel),) = rows(
        terminal.database,
        "select p.id, p.channel from deployment p join channel c on c.id = p.channel "
        "where c.name = 'vehicles-a'",
    )

    async def drives_by(town: Town) -> None:
        at = datetime(2026, 6, 2, 10, tzinfo=UTC)
        await store_vehicles(town.owner, [Vehicle(channel=channel, time=at, speed=40.0)], now=at)
        await derive_once(town.owner, at)

    in_town(terminal.database, drives_by)
    told = terminal.run("deployment", "change", str(number), "--angle-deg", "20", "--dry-run")

    assert "no number would change" not in told
    assert "passage" in told
    assert "speeds" in told
