"""`wegwarte import`: what it tells, and where."""

import json
from pathlib import Path

import pytest

from tests.cli.terminal import run
from tests.ingest.recordings.samples import BIKES, bikes, day


def test_help_names_every_option_of_importing_files() -> None:
    short, whole = run("import", "--help").stdout, run("import", "files", "--help").stdout
    options = {word.strip(",") for word in whole.split() if word.startswith("--")}
    assert {"--mapping", "--guess", "--dry-run", "--correct", "--skip-bad"} <= options
    assert {option for option in options if option not in short} == set()
    assert "PATH... | list | undo RUN" in short
    assert "undo" in short


@pytest.mark.database
def test_refusals_are_told_on_standard_error_and_listed_as_refused(
    database: str, tmp_path: Path
) -> None:
    bad = bikes(tmp_path / "b", "2024-06.csv", [("2024-06-01 00:00", "x", "1", "1")])
    good = bikes(tmp_path / "g", "2024-05.csv", day("2024-05-01", "5", "3", "2"))
    address = ("--database-url", database)

    refused = run("import", *address, "-m", BIKES, str(bad))
    assert refused.returncode == 1
    assert f"refused: {bad}" in refused.stderr
    assert "'x' is not a number" in refused.stderr
    assert "refused" not in refused.stdout
    assert "run 1: 0 files, 0 readings" in refused.stdout

    partly = run("import", *address, "-m", BIKES, str(bad), str(good))
    assert partly.returncode == 1
    assert "run 2: 1 file, 288 readings" in partly.stdout

    listed = json.loads(run("import", "list", *address, "--json").stdout)
    assert [(one["id"], one["state"]) for one in listed] == [(2, "finished"), (1, "refused")]
    assert " refused" in run("import", "list", *address).stdout
