"""What the documentation lists is what there is."""

import re
from pathlib import Path

import pytest

from analytics.catalogue import CATALOGUE
from api.app import create_app
from api.settings import Settings

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_every_setting_of_the_api_is_documented() -> None:
    section = re.split(r"^## ", (DOCS / "settings.md").read_text(encoding="utf-8"), flags=re.M)
    (text,) = [part for part in section if part.startswith("api\n")]
    documented = set(re.findall(r"^\| `(WEGWARTE_\w+)`", text, re.M))
    assert documented == {f"WEGWARTE_{name.upper()}" for name in Settings.model_fields}


def test_every_address_is_documented() -> None:
    described = create_app(Settings(database_url="postgresql://nowhere/")).openapi()["paths"]
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(/[^`]*)`", text, re.M))
    assert documented == set(described)


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_every_indicator_is_explained_in_both_languages(key: str) -> None:
    entry = CATALOGUE[key]
    for words in (entry.de, entry.en):
        for text in (words.name, words.unit, words.method, words.reading_aid):
            assert text.strip()
        assert words.not_to_confuse.startswith(("Nicht", "Not"))
    assert entry.source
