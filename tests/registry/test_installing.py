"""A device that is put to a site answers for it as its model and its installer say."""

import pytest

from tests.registry.town import Terminal, rows

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
