"""The examples in docstrings are true, wherever they stand."""

import doctest
import importlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
WHEEL = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]


def modules() -> list[str]:
    """The dotted name of every module with an example."""
    found: list[str] = []
    for folder in (ROOT / package for package in WHEEL):
        for file in folder.rglob("*.py"):
            if ">>> " in file.read_text():
                parts = file.relative_to(folder.parent).with_suffix("").parts
                found.append(".".join(part for part in parts if part != "__init__"))
    return sorted(found)


@pytest.mark.parametrize("name", modules())
def test_the_examples_of_a_module_are_true(name: str) -> None:
    tried = doctest.testmod(
        importlib.import_module(name), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    )

    assert tried.attempted > 0
    assert tried.failed == 0


@pytest.mark.parametrize("package", ["devices", "analytics", "ingest", "api", "cli"])
def test_examples_are_found_in_every_package(package: str) -> None:
    assert any(name.startswith(f"{package}.") for name in modules())
