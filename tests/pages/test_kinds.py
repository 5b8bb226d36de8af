"""A site is sorted by what is observed there, and shows what it measures."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from api.pages.card import Place
from api.pages.environment import UNITS, environment_card
from api.pages.kinds import COUNTED, IN_CLASSES, MEASURED, PARKED, Kind, kind_of
from api.pages.language import DE
from devices.model import DeviceModel
from devices.model_file import parse
from devices.models import MODELS, text
from devices.properties import DEFINITIONS, Mode, Property
from store.pages import NewestValue
from store.sites import Site

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
#: How the device itself does: shown with the devices, not as what is observed at a site.
OF_THE_DEVICE = {Property.BATTERY, Property.BATTERY_LEVEL, Property.DEVICE_TEMPERATURE}


def newest(
    observed: str, mode: str | None = None, *, value: float = 1.0, length_ms: int | None = None
) -> NewestValue:
    """A value of a moment ago."""
    return NewestValue(
        site="s",
        datastream=1,
        property=observed,
        direction="none",
        mode=mode,
        lane=None,
        bay=None,
        role="part",
        name="",
        source_id="x",
        since=AT,
        device="d",
        model="acme",
        channel="x",
        hold_max_s=None,
        time=AT,
        duration_ms=length_ms,
        value=value,
        quality=1,
        received=AT,
    )


def place(
    *values: NewestValue, now: datetime = AT, models: Mapping[str, DeviceModel] = MODELS
) -> Place:
    """A site at which these are observed."""
    site = Site(
        id="s",
        name="S",
        kind="station",
        time_zone="Europe/Berlin",
        geometry=None,
        direction_a=None,
        direction_b=None,
        public=True,
        attribution=None,
        sample=False,
        aliases=[],
        capacity=None,
    )
    kind = kind_of(site.kind, values)
    return Place(site=site, kind=kind, values=list(values), now=now, language=DE, models=models)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([newest("count_total", Mode.PEDESTRIAN)], Kind.PEDESTRIAN),
        ([newest("count", Mode.BICYCLE), newest("count", Mode.PEDESTRIAN)], Kind.BICYCLE),
        ([newest("count", Mode.PEDESTRIAN), newest("air_temperature")], Kind.PEDESTRIAN),
        ([newest("people_present")], Kind.PEDESTRIAN),
        ([newest("count", Mode.CAR), newest("count", Mode.HEAVY)], Kind.TRAFFIC),
        ([newest("mean_speed", Mode.MOTOR)], Kind.TRAFFIC),
        ([newest("bay_state"), newest("people_present")], Kind.PARKING),
        ([newest("soil_moisture")], Kind.ENVIRONMENT),
        ([newest("distance")], Kind.ENVIRONMENT),
    ],
)
def test_a_site_is_sorted_by_what_is_observed(values: list[NewestValue], kind: Kind) -> None:
    assert kind_of("cross_section", values) is kind


def test_every_property_is_shown_on_the_card_of_some_site() -> None:
    shown = {*COUNTED, *PARKED, *MEASURED, *OF_THE_DEVICE, *IN_CLASSES}

    assert set(Property) - shown == set()


def test_every_property_with_a_unit_is_written_with_it() -> None:
    without = {name for name in MEASURED if name not in UNITS and DEFINITIONS[name].unit != "1"}

    assert without == set()


@pytest.mark.parametrize(
    ("value", "written", "label"),
    [
        (newest("people_present", value=3.0), "3", "Anwesende"),
        (newest("illuminance", value=120.0), "120\u202flx", "Beleuchtungs\u00adstärke"),
        (newest("distance", value=1.234), "1,23\u202fm", "Abstand"),
        (newest("soil_moisture", value=0.196), "0,2\u202f%", "Bodenfeuchte"),
        (
            newest("precipitation", value=0.2, length_ms=600_000),
            "0,2\u202fmm",
            "Niederschlag (10 min)",
        ),
    ],
)
def test_a_site_that_counts_nothing_shows_what_it_measures(
    value: NewestValue, written: str, label: str
) -> None:
    (figure,) = environment_card(place(value)).figures

    assert (figure.value, figure.label) == (written, label)


def test_silence_is_judged_by_the_operator_s_own_model() -> None:
    daily = text("milesight-vs133").replace("heartbeat_s = 7200", "heartbeat_s = 90_000")
    own = {"acme": parse(daily, "acme.toml")}
    later = AT + timedelta(hours=20)

    assert place(newest("distance"), now=later, models=own).state == "live"
    assert place(newest("distance"), now=later + timedelta(hours=6), models=own).state == "silent"
