"""Every query of the store is understood by both engines."""

import re
from importlib import resources

import pytest

from store.pool import connect

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_PLANNABLE = re.compile(r"\s*(with|select|insert|update|delete)\b", re.IGNORECASE)


def queries() -> dict[str, str]:
    """Return every query by name, comments taken off."""
    folder = resources.files("store") / "sql"
    return {
        file.name: re.sub(r"--.*", "", file.read_text(encoding="utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".sql")
    }


@pytest.mark.parametrize(
    "database_of",
    [
        pytest.param("database", marks=pytest.mark.database),
        pytest.param("timescale_database", marks=pytest.mark.timescale),
    ],
)
async def test_every_query_is_planned_by_both_engines(
    database_of: str, request: pytest.FixtureRequest
) -> None:
    async with connect(request.getfixturevalue(database_of)) as conn:
        planned = 0
        for name, text in sorted(queries().items()):
            if not _PLANNABLE.match(text):
                continue
            parameters = dict.fromkeys(_PLACEHOLDER.findall(text))
            try:
                await conn.execute(f"explain {text}".encode(), parameters or None)
            except Exception as why:
                why.add_note(f"in store/sql/{name}")
                raise
            planned += 1
        assert planned > 10


def test_every_query_begins_with_what_it_is_for() -> None:
    folder = resources.files("store") / "sql"
    for file in folder.iterdir():
        first = file.read_text(encoding="utf-8").splitlines()[0]
        assert re.fullmatch(r"-- [A-Z].*", first), file.name
