"""docs/devices.md says what the program does."""

import re
import tomllib
from itertools import groupby
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.__main__ import COMMANDS, _application
from devices.model import BUILTIN, JAVASCRIPT, DeviceModel
from devices.model_file import parse
from devices.model_form import BatteryForm, ChannelForm, ModelForm, ResetForm
from devices.modelled import said, unmapped
from devices.models import MODELS
from devices.orientation import Toward

PAGE = Path(__file__).parents[2] / "docs" / "devices.md"
TEXT = PAGE.read_text()
BEGIN = "<!-- models: compared with the code by tests/devices/test_page.py -->\n"
END = "<!-- end of models -->"
HEAD = "| model | | decoded | channels |\n|---|---|---|---|\n"
OF_A_FILE = {"channel"}


def decoded(model: DeviceModel) -> str:
    """How the page says who decodes a model's frames."""
    if model.codec.startswith(BUILTIN):
        return "built in"
    if model.codec.startswith(JAVASCRIPT):
        return f"JavaScript `{model.codec.removeprefix(JAVASCRIPT)}`"
    return "native" if model.is_native else "JSON"


def channels(model: DeviceModel) -> str:
    """The channels by property; those that differ in a number alone stand together."""
    listed = sorted((spec.observed.value, name) for name, spec in model.channels.items())
    told = []
    for observed, group in groupby(listed, key=lambda pair: pair[0]):
        families: dict[str, list[str]] = {}
        for _, name in group:
            families.setdefault(re.sub(r"-\d+", "-#", name), []).append(name)
        names = []
        for family, members in families.items():
            numbers = sorted(int(n) for m in members for n in re.findall(r"-(\d+)", m)[:1])
            together = len(members) > 1 and "-#" in family
            shown = (
                family.replace("#", f"{numbers[0]}…{numbers[-1]}", 1) if together else members[0]
            )
            names.append(f"`{shown}`")
        told.append(f"{observed}: {', '.join(names)}")
    return "; ".join(told)


def table() -> str:
    """The table of models as the page has to have it."""
    rows = [
        f"| `{model.id}` | {model.name} | {decoded(model)} | {channels(model)} |\n"
        for model in MODELS.values()
    ]
    return HEAD + "".join(rows)


def test_the_page_lists_every_model_with_its_channels() -> None:
    written = TEXT.partition(BEGIN)[2].partition(END)[0]

    assert written == table(), "write what `python -m tests.devices.test_page` prints"


def test_the_page_explains_every_key() -> None:
    keys = {
        field
        for form in (ModelForm, ChannelForm, BatteryForm, ResetForm)
        for field in form.__struct_fields__
    }
    told = set(re.findall(r"`(\w+)`", TEXT.partition("### The model")[2]))

    assert keys - OF_A_FILE - told == set()
    assert {toward.value for toward in Toward} <= set(re.findall(r"`([a-z-]+)`", TEXT))


def test_the_example_is_a_model_that_reads() -> None:
    example = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)[0]
    model = parse(example, "docs/devices.md")
    fields = {
        "lines": [{"total": 7}],
        "history": [{"total": 5, "timestamp": 1_700_000_000}],
        "status": "occupied",
        "batV": 3600,
        "rssi": -90,
    }

    found = said(model, fields, 2)

    assert [(one.channel, one.value) for one in found] == [
        ("people-in", 7),
        ("people-in", 5),
        ("bay", 1),
        ("battery", 3.6),
    ]
    assert unmapped(model, fields) == []
    assert tomllib.loads(example)["id"] == "acme-counter"


def commands() -> list[tuple[str, ...]]:
    """Every command the page names, with its options."""
    flat = re.sub(r"\n\s*", " ", TEXT)
    return sorted({tuple(c.split()) for c in re.findall(r"`wegwarte ([^`]+)`", flat)})


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_of_the_page_is_there_with_its_options(words: tuple[str, ...]) -> None:
    named = [word for word in words if re.fullmatch(r"[a-z]+", word)][:2]
    assert named[0] in COMMANDS

    shown = CliRunner().invoke(_application(named[0]), [*named, "--help"]).output

    assert "Usage" in shown
    for option in (word for word in words if word.startswith("--") and word != "--help"):
        assert option in shown


if __name__ == "__main__":
    print(table(), end="")  # noqa: T201 - for the page
