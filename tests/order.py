"""Which files go first, so that the last worker does not end long after the others.

pytest-xdist hands out files (`--dist loadfile`), by itself those with many tests first; but the few
tests that take a minute stand in files of their own. With `--no-loadscope-reorder` it keeps our
order: these first, the longest at the top, then all others as pytest-randomly has mixed them.
"""

from pathlib import Path
from typing import Final

import pytest

#: As seen on a busy machine; `--durations=150` tells anew. A missing one costs time, no result.
LONGEST: Final = (
    "tests/benchmarks/test_benchmarks.py",
    "tests/analytics/test_incremental.py",
    "tests/ingest/recordings/test_import_rows.py",
    "tests/analytics/test_derived_stays.py",
    "tests/cli/test_model.py",
    "tests/ingest/recordings/test_import_recordings.py",
    "tests/api/test_bay_privacy.py",
    "tests/ingest/recordings/test_every_row.py",
    "tests/ingest/test_quarantine.py",
    "tests/quality/test_recorded.py",
    "tests/analytics/quality/test_recordings.py",
    "tests/browser/test_planner.py",
    "tests/analytics/effects/test_before_after.py",
    "tests/browser/test_accessibility.py",
    "tests/firmware_sim/test_schedule.py",
    "tests/ingest/test_pipeline.py",
    "tests/cli/test_source.py",
    "tests/ingest/test_commands.py",
    "tests/quality/test_answers.py",
    "tests/api/test_forecast.py",
    "tests/firmware_sim/test_verify.py",
    "tests/ingest/recordings/test_guess.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the longest files first; nothing else changes its place."""
    rank = {config.rootpath / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(Path(item.path), len(rank)))
