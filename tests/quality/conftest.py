"""A terminal on an empty registry."""

import pytest

from tests.registry.town import Terminal


@pytest.fixture
def terminal(database: str, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Return a terminal of a new, empty town."""
    return Terminal(database, capsys)
