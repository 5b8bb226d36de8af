"""The words of parking are there in both languages, once each."""

from collections import Counter

import pytest

from analytics.catalogue import parking
from analytics.catalogue.entry import Entry, Words


@pytest.mark.parametrize("entry", [*parking.ENTRIES, *parking.PLANNED], ids=lambda entry: entry.key)
def test_an_indicator_is_explained_in_both_languages(entry: Entry) -> None:
    for words in (entry.de, entry.en):
        assert all(getattr(words, name).strip() for name in Words.__slots__)
    assert entry.de.name != entry.en.name
    assert entry.method_version >= 1


def test_no_word_is_taken_twice() -> None:
    keys = Counter(entry.key for entry in (*parking.ENTRIES, *parking.PLANNED))

    assert {key for key, times in keys.items() if times > 1} == set()
