"""The card of a car park says what is known, and never "full" where that is a guess."""

from datetime import UTC, datetime

import pytest

from api.pages.card import Card, Place
from api.pages.kinds import Kind
from api.pages.language import DE, EN, Language
from api.pages.parking import parking_card
from devices.models import MODELS
from devices.quality import Flag
from store.pages import NewestValue
from store.sites import Site

AT = datetime(2023, 12, 31, 22, 55, tzinfo=UTC)


def card(free: float, quality: int, language: Language = DE) -> Card:
    """The card of a recorded car park with 869 spaces."""
    site = Site(
        id="ph-kreuz",
        name="PH Kreuz",
        kind="car_park",
        time_zone="Europe/Berlin",
        geometry=None,
        direction_a=None,
        direction_b=None,
        public=False,
        attribution=None,
        sample=False,
        aliases=[],
        capacity=869,
    )
    value = NewestValue(
        site="ph-kreuz",
        datastream=1,
        property="free_spaces",
        direction="none",
        mode=None,
        lane=None,
        bay=None,
        role="part",
        name="",
        source_id="ph-kreuz",
        since=AT,
        device="import-x",
        model="import",
        channel="free-spaces",
        hold_max_s=1_800,
        time=AT,
        duration_ms=None,
        value=free,
        quality=quality,
        received=AT,
    )
    now = datetime(2026, 11, 22, tzinfo=UTC)
    place = Place(
        site=site, kind=Kind.PARKING, values=[value], now=now, language=language, models=MODELS
    )
    return parking_card(place, None)


@pytest.mark.parametrize(
    ("language", "label", "said"),
    [
        (DE, "von 869 frei", "voll oder geschlossen, die Quelle unterscheidet nicht"),
        (EN, "of 869 free", "full or closed, the source does not tell which"),
    ],
)
def test_a_doubted_zero_is_said_in_words_and_has_no_share(
    language: Language, label: str, said: str
) -> None:
    shown = card(0, Flag.SUSPECT, language)

    assert [(f.value, f.label) for f in shown.figures] == [("0", label)]
    assert list(shown.notes) == [said]
    assert shown.share is None
    assert shown.marker == "?"
    assert shown.said == f"PH Kreuz: 0 {label}: {said}"


def test_a_zero_that_is_sure_is_full() -> None:
    shown = card(0, Flag.GOOD)

    assert shown.share == 1
    assert shown.marker == "0"
    assert len(shown.notes) == 1
    assert shown.notes[0].startswith("100")


def test_another_doubted_value_keeps_its_share_and_says_so() -> None:
    shown = card(434.5, Flag.SUSPECT)

    assert shown.share == 0.5
    assert "zweifelhafter Wert" in shown.notes
