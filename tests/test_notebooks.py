"""The example notebooks run, on the data of the demo."""

import ast
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def code(path: Path) -> list[str]:
    """Return the code cells of a notebook."""
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["nbformat"] == 4
    return ["".join(c["source"]) for c in document["cells"] if c["cell_type"] == "code"]


def run(cell: str, name: str, names: dict[str, object]) -> object:
    """Run a cell as Jupyter does, and return what it would show: its last expression."""
    body = ast.parse(cell, name)
    last = body.body.pop() if isinstance(body.body[-1], ast.Expr) else None
    exec(compile(body, name, "exec"), names)  # noqa: S102 -- our own notebook
    if not isinstance(last, ast.Expr):
        return None
    shown: object = eval(compile(ast.Expression(last.value), name, "eval"), names)  # noqa: S307
    return shown


def test_there_are_two_examples() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["bicycle_counter", "car_park"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    names: dict[str, object] = {"__name__": "__main__"}

    shown = [run(cell, f"{path.name}, cell {n}", names) for n, cell in enumerate(code(path))]

    said = [repr(one) for one in shown if one is not None]
    assert len(said) >= 4
    assert not any("nan" in one or "None" in one for one in said)


def test_the_examples_end_with_the_answers_to_a_planners_questions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT / "notebooks")
    answers: list[object] = []
    for path in NOTEBOOKS:
        names: dict[str, object] = {"__name__": "__main__"}
        answers.append([run(cell, path.name, names) for cell in code(path)][-1])

    street, deck = map(repr, answers)
    assert "as counted: +0." in street
    assert "cannot be told from the usual variation" in street
    assert "a tenth added: +10." in street
    assert "there is more than would otherwise be expected" in street
    assert all(plan in deck for plan in ("as it was", "100 spaces fewer", "200 spaces in a deck"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_output(path: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    outputs = [c["outputs"] for c in document["cells"] if c["cell_type"] == "code"]

    assert not any(outputs)
