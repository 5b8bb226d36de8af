"""Every indicator of counters is explained in two languages before it is offered."""

import dataclasses

import pytest

from analytics.catalogue import CATALOGUE, Entry
from analytics.catalogue.counts import ENTRIES


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.key)
def test_an_indicator_is_explained_in_german_and_english(entry: Entry) -> None:
    for words in (entry.de, entry.en):
        assert all(text.strip() for text in dataclasses.asdict(words).values())
    assert entry.de.not_to_confuse.startswith(("Nicht", "Nie"))
    assert entry.en.not_to_confuse.startswith(("Not", "Never"))
    assert entry.number.startswith("B")


def test_no_indicator_is_explained_twice() -> None:
    keys = [entry.key for entry in ENTRIES]

    assert len(keys) == len(set(keys)) == 39
    assert all(CATALOGUE[entry.key] is entry for entry in ENTRIES)
