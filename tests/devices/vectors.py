"""Recorded messages and payloads beside the checkout, as rows of JSON."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "vectors"


def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a file, nothing where it is not there (the tests skip visibly then)."""
    file = FOLDER / name
    return [json.loads(line) for line in file.read_text().splitlines()] if file.is_file() else []
