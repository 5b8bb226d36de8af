"""What an import of a spreadsheet says, and all that it can have changed."""

import json
from typing import Any

from tests.registry.town import Terminal

EVERYTHING = (
    "select (select json_agg(s order by id) from site s),"
    " (select json_agg(d order by id) from device d),"
    " (select json_agg(a order by alias) from device_alias a),"
    " (select json_agg(d order by id) from datastream d),"
    " (select json_agg(p order by id) from deployment p)"
)


def said(terminal: Terminal, path: str, *words: str, code: int = 0) -> dict[str, Any]:
    """Import a file; return what it said."""
    printed = terminal.run("registry", "import", path, *words, "--json", code=code)
    return json.loads(printed)  # type: ignore[no-any-return]


def words(imported: dict[str, Any]) -> list[str]:
    """Return the fate of each row."""
    return [row["word"] for row in imported["rows"]]
