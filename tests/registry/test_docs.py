"""What the page about the registry says is what there is."""

import re
from importlib import import_module
from pathlib import Path

import pytest
import typer

from cli.__main__ import COMMANDS, main
from cli.registry.sheet.columns import FORM
from tests.registry.town import Terminal

PAGE = (Path(__file__).resolve().parents[2] / "docs/registry.md").read_text(encoding="utf-8")


def test_every_command_of_the_registry_is_explained() -> None:
    table = PAGE.split("## Commands")[1].split("## ")[0]
    told = {
        name
        for cell in re.findall(r"(?m)^\| (`.*?) \|", table)
        for name in re.findall("`(.*?)`", cell)
    }
    ours = {name for name, (module, _) in COMMANDS.items() if module.startswith("cli.registry")}

    assert told == ours


@pytest.mark.parametrize("name", ["device", "group", "manual", "registry", "campaign"])
def test_every_subcommand_is_named(name: str) -> None:
    app: typer.Typer = import_module(COMMANDS[name][0]).app
    (line,) = re.findall(rf"(?m)^\| `{name}` \| (.*)$", PAGE)

    for command in app.registered_commands:
        word = command.name or (command.callback.__name__ if command.callback else "")
        assert word in line or word in {"list", "show", "add", "change", "retire"}, word


def test_every_column_of_the_form_is_explained() -> None:
    table = PAGE.split("## One spreadsheet")[1]
    for column in FORM:
        assert re.search(rf"(?m)^\| [^|]*\b{column}\b", table), column


@pytest.mark.database
def test_the_first_device_is_entered_as_it_is_written(terminal: Terminal) -> None:
    (steps,) = re.findall(r"## A first device.*?```sh\n(.*?)```", PAGE, re.DOTALL)
    import shlex

    for line in steps.splitlines():
        program, *words = shlex.split(line)
        assert program == "wegwarte"
        said = terminal.run(*words)

    assert "70b3d57ed00012ab" in said
    assert "marktplatz" in said
    (deployed,) = [
        one for one in terminal.json("deployment", "list") if one["property"] == "bay_state"
    ]
    assert deployed["bay"] == "17"


def test_help_of_every_command_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    for name, (module, _) in COMMANDS.items():
        if module.startswith("cli.registry"):
            with pytest.raises(SystemExit) as ended:
                main([name, "--help"])
            assert ended.value.code == 0
            assert "Usage: wegwarte" in capsys.readouterr().out
