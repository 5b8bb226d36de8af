"""Which files go first, so that the last worker does not end long after the others.

pytest-xdist hands out files (`--dist loadfile`), by itself those with many tests first; but the few
tests that take a minute stand in files of their own. With `--no-loadscope-reorder` it keeps our
order: these first, the longest at the top, then all others as pytest-randomly has mixed them.
"""

from pathlib import Path
from typing import Final

import pytest

#: Each takes half a minute and more of a gate. A missing one costs time, never a result.
LONGEST: Final = ("tests/benchmarks/test_benchmarks.py",)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the longest files first; nothing else changes its place."""
    rank = {config.rootpath / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(Path(item.path), len(rank)))
