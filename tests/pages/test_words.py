"""Both languages say the same things, and write numbers, days and ages as their readers do."""

import re
import string
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from analytics.catalogue import CATALOGUE
from analytics.figure import Reason
from api.pages import chooser, language, rendering
from api.pages.findings import DECISIONS
from api.pages.language import DE, EN, LANGUAGES, Language
from api.pages.profile import CURVES
from api.pages.rendering import SCRIPT_WORDS
from devices.models import native
from devices.properties import Mode, Property
from devices.quality import Flag
from store.findings import SHOWN

PACKAGE = Path(language.__file__).parent
SOURCES = [*PACKAGE.glob("*.py"), *PACKAGE.glob("templates/*.html")]
SCRIPTS = [*(PACKAGE.parent / "web" / "src").glob("*.ts")]
#: Keys that are put together from a word of the vocabulary.
FAMILIES = ("kind_", "property_", "mode_", "unit_", "flag_", "status_", "bucket_", "direction_")
OTHERS = (
    "indicator_",
    "bay_",
    "operating_",
    "theme_",
    "live_",
    "last_",
    "age_",
    "every_",
    "model_",
    "reason_",
    "curve_",
    "section_",
    "hours_",
    "decide_",
    "finding_",
    "pattern_",
    "what_if_",
    "chart_per_",
    "short_",
)


def gaps(text: str) -> set[str]:
    """The names of the gaps in a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_all_languages_have_the_same_keys() -> None:
    assert set(DE.words) == set(EN.words)


def test_a_sentence_has_the_same_gaps_in_every_language() -> None:
    differing = [key for key in DE.words if gaps(DE.words[key]) != gaps(EN.words[key])]

    assert differing == []


def test_no_word_is_empty() -> None:
    assert [key for one in LANGUAGES for key, text in one.words.items() if not text.strip()] == []


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    text = "\n".join(path.read_text() for path in SOURCES + SCRIPTS)
    named = set(re.findall(r"""(?:say\(|key = |words\[)\(?["'](\w+)["'][,)\]]""", text))
    quoted = set(re.findall(r"""["'](\w+)["']""", text))

    assert named <= set(DE.words)
    unused = {
        key for key in DE.words if key not in quoted and not key.startswith(FAMILIES + OTHERS)
    }
    assert unused == set()


def test_the_vocabulary_has_words() -> None:
    wanted = [f"property_{name}" for name in Property]
    wanted += [f"{family}_{mode}" for mode in Mode for family in ("mode", "unit")]
    wanted += [f"flag_{flag}" for flag in Flag]
    wanted += [f"model_{model.id}" for model in native()]
    wanted += [f"reason_{reason}" for reason in Reason]
    wanted += [f"finding_{state}" for state in SHOWN]
    wanted += [f"decide_{decision}" for decision in DECISIONS]
    wanted += [f"section_{chooser.section_of(entry)}" for entry in CATALOGUE.values()]
    wanted += [f"curve_{curve}" for curves in CURVES.values() for curve in curves]

    assert [key for key in wanted if key not in DE.words] == []


def test_the_browser_gets_every_word_it_asks_for() -> None:
    asked = {
        key
        for script in SCRIPTS
        for key in re.findall(r'say\((?:paused \? )?"(\w+)"', script.read_text())
    }

    assert asked <= set(SCRIPT_WORDS)
    assert set(SCRIPT_WORDS) <= set(DE.words)


@pytest.mark.parametrize(
    ("value", "digits", "german", "english"),
    [
        (1234567.0, 0, "1.234.567", "1,234,567"),
        (-12.5, 1, "−12,5", "−12.5"),
        (0, 0, "0", "0"),
        (None, 0, "–", "–"),
        (float("nan"), 1, "–", "–"),
    ],
)
def test_numbers_are_written_as_the_language_does(
    value: float | None, digits: int, german: str, english: str
) -> None:
    assert (DE.number(value, digits), EN.number(value, digits)) == (german, english)


@pytest.mark.parametrize(
    ("share", "written"),
    [(1.0, "100"), (0.9999, "99"), (0.995, "99"), (0.494, "49"), (0.0, "0"), (1.5, "150")],
)
def test_what_is_not_whole_is_never_shown_as_a_hundred_percent(share: float, written: str) -> None:
    assert DE.percent(share) == f"{written}\u202f%"


@pytest.mark.parametrize(
    ("seconds", "german", "english"),
    [
        (-5, "gerade eben", "just now"),
        (59, "vor 59 s", "59 s ago"),
        (60, "vor 1 min", "1 min ago"),
        (7_199, "vor 1 h", "1 h ago"),
        (86_400, "vor einem Tag", "one day ago"),
        (86_400 * 1_500, "vor 1.500 Tagen", "1,500 days ago"),
    ],
)
def test_ages_are_written_in_the_largest_whole_unit(
    seconds: int, german: str, english: str
) -> None:
    age = timedelta(seconds=seconds)

    assert (DE.age(age), EN.age(age)) == (german, english)


@pytest.mark.parametrize("one", LANGUAGES, ids=lambda one: one.tag)
def test_every_weekday_and_month_has_a_name(one: Language) -> None:
    assert len({one.weekday(date(2026, 11, day)) for day in range(16, 23)}) == 7
    assert len({one.day(date(2026, month, 1)) for month in range(1, 13)}) == 12
    assert len(one.words["months"].split()) == 12


def test_moments_are_written_in_the_zone_of_the_instant() -> None:
    at = datetime(2026, 11, 22, 14, 5, 9, tzinfo=UTC)

    assert DE.moment(at) == "So, 22.11.2026, 14:05"
    assert EN.moment(at, seconds=True) == "Sun 22 Nov 2026, 14:05:09"


def test_the_templates_are_whole() -> None:
    for name in rendering.templates().list_templates(["html"]):
        rendering.templates().get_template(name)
