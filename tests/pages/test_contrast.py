"""Colours: text at 4.5 to 1, what is drawn at 3 to 1, on every ground of each theme (WCAG AA)."""

import re
from itertools import product
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "api/web/src/styles/tokens.css"
KINDS = ("parking", "bicycle", "pedestrian", "traffic", "environment", "other")
TEXT = ("ink", "ink-soft", "accent", "warn", "good", "bad")
GROUNDS = ("ground", "surface", "sunken", "accent-soft", "warn-soft")
DRAWN = (*KINDS, "warn", "bad", "line-strong", "accent", "ink-soft")


def themes() -> dict[str, dict[str, str]]:
    """The colours of each theme, as the style sheet has them."""
    light, chosen, wished = TOKENS.read_text().split("@media screen")
    parts = {"light": light, "dark": chosen, "dark by the device": wished}
    return {
        name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part)) for name, part in parts.items()
    }


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, from 1 to 21."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", themes())
def test_every_text_can_be_read_on_every_ground(theme: str) -> None:
    colours = themes()[theme]
    pairs = [*product(TEXT, GROUNDS), ("on-accent", "accent"), *product(KINDS, ("surface",))]

    assert [
        (text, ground) for text, ground in pairs if contrast(colours[text], colours[ground]) < 4.5
    ] == []


@pytest.mark.parametrize("theme", themes())
def test_what_is_drawn_stands_out_from_its_ground(theme: str) -> None:
    colours = themes()[theme]
    pairs = product(DRAWN, ("surface", "ground", "sunken"))

    assert [
        (drawn, ground) for drawn, ground in pairs if contrast(colours[drawn], colours[ground]) < 3
    ] == []


def test_the_two_dark_themes_are_the_same() -> None:
    found = themes()

    assert found["dark"] == found["dark by the device"]
