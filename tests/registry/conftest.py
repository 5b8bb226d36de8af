"""A terminal on an empty registry, and a form to fill in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.registry.sheets import xlsx
from tests.registry.town import Terminal


@pytest.fixture
def terminal(database: str, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Return a terminal of a new, empty town."""
    return Terminal(database, capsys)


@pytest.fixture
def form(tmp_path: Path) -> Callable[..., str]:
    """Return what writes a form and gives its path."""
    return lambda rows, **shapes: str(xlsx(tmp_path / "town.xlsx", rows, **shapes))
