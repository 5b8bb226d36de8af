"""The package names are plain words, so that nothing else may answer to them."""

import importlib.util
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
WHEEL = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
LINES_MAX = 250


@pytest.mark.parametrize("folder", WHEEL)
def test_a_package_is_found_in_this_repository(folder: str) -> None:
    spec = importlib.util.find_spec(Path(folder).name)

    assert spec is not None
    assert spec.origin == str(ROOT / folder / "__init__.py")


@pytest.mark.parametrize("folder", WHEEL)
def test_a_package_says_that_it_is_typed(folder: str) -> None:
    assert (ROOT / folder / "py.typed").is_file()


def test_lint_types_and_wheel_speak_of_the_same_packages() -> None:
    names = {Path(folder).name for folder in WHEEL}

    assert set(PYPROJECT["tool"]["mypy"]["packages"]) == names
    assert set(PYPROJECT["tool"]["importlinter"]["root_packages"]) == names


def test_no_module_is_named_for_not_having_looked_for_the_noun() -> None:
    shunned = {"utils", "helpers", "common", "core", "base", "manager", "service", "handler"}
    names = {path for folder in WHEEL for path in (ROOT / folder).rglob("*.py")}

    assert {path for path in names if path.stem in shunned} == set()


def test_no_module_has_two_subjects() -> None:
    modules = {path for folder in WHEEL for path in (ROOT / folder).rglob("*.py")}
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in modules
    }

    assert {name: length for name, length in lengths.items() if length > LINES_MAX} == {}
