"""The page names every number of the catalogue of indicators, and what the API calls it."""

import re
from pathlib import Path
from typing import Final

import pytest

from analytics.catalogue import CATALOGUE

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
TABLE: Final = (
    (DOCS / "indicators.md")
    .read_text(encoding="utf-8")
    .split("## The catalogue, number by number")[1]
    .split("\n## ")[0]
)
ROWS: Final = dict(re.findall(r"(?m)^\| ([A-D]\d+) \|[^|]*\| (.*) \|$", TABLE))
ASKED: Final = {"A": 14, "B": 23, "C": 15, "D": 8}


def names(number: str) -> list[str]:
    """Return the words of a row that look like names of indicators."""
    return [
        word
        for word in re.findall(r"`([a-z0-9_.]+)`", ROWS[number])
        if word not in {"coverage", "direction"}
    ]


def test_every_number_of_the_catalogue_has_its_row_once() -> None:
    every = [f"{letter}{k}" for letter, last in ASKED.items() for k in range(1, last + 1)]

    assert list(ROWS) == every
    assert len(re.findall(r"(?m)^\| [A-D]\d+ \|", TABLE)) == len(every)


@pytest.mark.parametrize("number", ROWS)
def test_what_a_row_names_can_be_asked_for(number: str) -> None:
    for name in names(number):
        key, _, detail = name.partition(".")
        assert key in CATALOGUE, name
        assert not detail or detail in {one.key for one in CATALOGUE[key].details}, name


@pytest.mark.parametrize("key", sorted(k for k, e in CATALOGUE.items() if e.number[0] in ASKED))
def test_every_indicator_stands_in_the_row_of_its_number(key: str) -> None:
    assert key in names(CATALOGUE[key].number)


@pytest.mark.parametrize("number", [number for number in ROWS if not names(number)])
def test_a_number_without_an_indicator_says_where_it_is(number: str) -> None:
    """Some are steps inside others, some are findings: each says so, and where to read on."""
    assert re.search(r"\bin every\b|`/api/v1/", ROWS[number]), ROWS[number]
    for page in re.findall(r"\]\(([a-z_]+\.md)\)", ROWS[number]):
        assert (DOCS / page).is_file()


@pytest.mark.parametrize("address", sorted(set(re.findall(r"`(/api/v1/[^`]+)`", TABLE))))
def test_addresses_in_the_table_are_those_of_the_api(address: str) -> None:
    assert f"`{address}`" in (DOCS / "api.md").read_text(encoding="utf-8")
