"""A mapping is read strictly: what is wrong is named with file and key."""

import pytest

from ingest.recordings import shelf
from ingest.recordings.mapping import parse
from ingest.recordings.problems import MappingError

GOOD = """
id = "town"
title = "Town"
recognise = ["^t$"]
[time]
columns = ["t"]
format = "%Y-%m-%d %H:%M"
zone = "Europe/Berlin"
clock_change = "summed-hour"
interval_s = 900
[columns]
site = "each-column"
kind = "cycle_track"
property = "count"
"""


def test_a_good_mapping_is_read() -> None:
    assert parse(GOOD, "town.toml").id == "town"


@pytest.mark.parametrize(
    ("wrong", "right", "named"),
    [
        ('zone = "Europe/Münster"', 'zone = "Europe/Berlin"', "time.zone"),
        ('clock_change = "sometimes"', 'clock_change = "summed-hour"', "time.clock_change"),
        ("interval_s = -1", "interval_s = 900", "time.interval_s"),
        ('property = "bicycles"', 'property = "count"', "columns.property"),
        ('interval_s = 900\nlables = "end"', "interval_s = 900", "time"),
        ('id = "Town Hall"', 'id = "town"', "id"),
        ('recognise = ["("]', 'recognise = ["^t$"]', r"recognise\[0\]"),
        ('property = "count"\npattern = "x"', 'property = "count"', "columns.pattern"),
        ('interval_s = 900\noffset = "+01:00"', "interval_s = 900", "time.offset"),
        ('property = "count"\nhold_max_s = 60', 'property = "count"', "columns.hold_max_s"),
        (
            'property = "count"\ndoubtful_without_tokens = [0]',
            'property = "count"',
            "columns.doubtful_without_tokens",
        ),
    ],
)
def test_a_mistake_is_named_with_file_and_key(wrong: str, right: str, named: str) -> None:
    assert right in GOOD
    with pytest.raises(MappingError, match=rf"town\.toml: key {named}"):
        parse(GOOD.replace(right, wrong), "town.toml")


def test_a_file_that_is_not_toml_is_named() -> None:
    with pytest.raises(MappingError, match=r"town\.toml: this is not TOML"):
        parse("id = ", "town.toml")


def test_every_shipped_mapping_is_read_and_named_for_its_file() -> None:
    assert {"muenster-bikes", "muenster-parking", "german-lots"} <= set(shelf.shipped())


def test_an_unknown_mapping_lists_the_known_ones() -> None:
    with pytest.raises(MappingError, match="muenster-bikes"):
        shelf.find("muenster-bycicles")
