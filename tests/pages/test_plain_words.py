"""Words that a planner reads need no glossary, and no other language."""

import re

import pytest

from analytics.answers import Indicator
from analytics.indicators.parking_what_if import ASSUMPTIONS_DE
from api.pages.figures import hours_in
from api.pages.language import DE, EN, Language
from tests.api.conftest import serve
from tests.api.town import NOW, build

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


@pytest.mark.database
async def test_a_refused_question_says_what_would_be_answered(database: str) -> None:
    await build(database)
    site = "/en/sites/promenade"
    remedies = {
        f"{site}/before-after?at=2026-10-24": "Please tick at least one site",
        f"{site}/before-after?at=2199-01-01": "Please choose a day before today.",
        f"{site}?from=2026-13-01&to=x": "a date looks like 2026-11-23",
    }

    async with serve(database, now=NOW) as client:
        pages = {address: (await client.get(address)).text for address in remedies}

    assert [a for a, remedy in remedies.items() if remedy not in pages[a]] == []
    assert "0 whole days before" not in "".join(pages.values())
