"""Words that a planner reads need no glossary, and no other language."""

import re

import pytest

from analytics.answers import Indicator
from analytics.indicators.parking_what_if import ASSUMPTIONS_DE
from api.pages.figures import hours_in
from api.pages.language import DE, EN, Language

ENGLISH = re.compile(r"\b(low|high|unknown|final|and|or|the|of)\b")


def test_german_sentences_have_no_english_words() -> None:
    said = [*DE.words.values(), *ASSUMPTIONS_DE]
    # Commands between backticks and gaps between braces are no words.
    spoken = [re.sub(r"`[^`]*`|\{\w+\}", "", sentence) for sentence in said]

    assert [sentence for sentence in spoken if ENGLISH.search(sentence)] == []


@pytest.mark.parametrize("language", [DE, EN], ids=["german", "english"])
def test_every_short_word_is_of_an_indicator(language: Language) -> None:
    named = {key.removeprefix("short_") for key in language.words if key.startswith("short_")}

    assert named
    assert named <= {one.value for one in Indicator}


def test_hours_are_written_with_a_dash_and_do_not_break() -> None:
    shown = hours_in("Mon-Sat 08:00-18:00", DE)

    assert shown.replace("\u2060", "") == "Mo–Sa 08:00–18:00"
    assert shown.count("\u2060–\u2060") == 2


@pytest.mark.parametrize("language", [DE, EN], ids=["german", "english"])
def test_what_is_withheld_for_too_few_readings_says_what_helps(language: Language) -> None:
    assert len(language.say("reason_insufficient_data").split(". ")) == 2
