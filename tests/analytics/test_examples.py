"""Every public function of the pure part of analytics shows by example what it does.

That the examples are true is shown by `tests/test_examples.py`.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Reads and writes the store: its functions take a connection, and tests show them on a server.
IMPURE = "derive"
#: Functions without an example, and why none would be readable.
EXCUSED: dict[str, str] = {}
#: They hand on what kernels computed, in the unit of whatever was asked.
HANDING_ON = {"indicators", "catalogue", "quality"}
NUMBERS = {"Float", "Float | None", "float", "float | None", "Figure"}
UNIT = re.compile(r"\[[^\]]+\]")
SECTIONS = ("Parameters", "Returns", "Yields", "Raises", "Notes", "References", "Examples")
HEADING = re.compile(rf"(?m)^({'|'.join(SECTIONS)})\n-+$")


def modules() -> Iterator[tuple[str, ast.Module]]:
    """The modules that know no database, with what is written in them."""
    for path in sorted((ROOT / "analytics").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[1] != IMPURE:
            yield ".".join(parts), ast.parse(path.read_text())


def docstrings() -> Iterator[tuple[str, str]]:
    """The docstring of every public function by its dotted name; '' where there is none."""
    for module, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{module}.{node.name}", ast.get_docstring(node) or ""


def test_every_public_function_has_an_example() -> None:
    without = {name for name, said in docstrings() if ">>> " not in said}

    assert without == EXCUSED.keys()


def test_the_kernels_are_many_and_none_of_them_waits() -> None:
    names = [name for name, _ in docstrings()]
    waiting = [
        f"{module}.{node.name}"
        for module, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef)
    ]

    assert len(names) > 500
    assert waiting == []


def test_a_kernel_says_the_unit_of_its_number() -> None:
    kernels = {
        f"{module}.{node.name}": ast.get_docstring(node) or ""
        for module, tree in modules()
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and module.split(".")[1] not in HANDING_ON
        and node.returns is not None
        and ast.unparse(node.returns) in NUMBERS
    }

    assert len(kernels) > 150
    assert {
        name for name, said in kernels.items() if not UNIT.search(said.split(">>> ")[0])
    } == set()


def test_the_sections_of_a_docstring_stand_once_and_in_order() -> None:
    found = {
        f"{module}.{node.name}": HEADING.findall(ast.get_docstring(node) or "")
        for module, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }

    assert {
        name: told for name, told in found.items() if told != sorted(set(told), key=SECTIONS.index)
    } == {}
