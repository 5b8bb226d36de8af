"""No module imports itself by way of others, not inside a function and not for types either."""

import ast
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
WHEEL = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]


def modules(folder: Path) -> dict[str, Path]:
    """The files of a package by the dotted names of their modules."""
    found = {}
    for path in folder.rglob("*.py"):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


def imported(path: Path, known: dict[str, Path]) -> set[str]:
    """Which of the modules a file names in its imports; a package only where it names no module."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            inner = {alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in known else node.module for name in inner.values()}
    return found & known.keys()


@pytest.mark.parametrize("package", WHEEL)
def test_imports_go_one_way(package: str) -> None:
    known = modules(ROOT / package)
    graph = {name: imported(path, known) - {name} for name, path in known.items()}

    order = list(TopologicalSorter(graph).static_order())  # raises with the circle it finds

    assert set(order) == known.keys()
