"""Every query of the store is understood by both engines."""

import re
from importlib import resources

import pytest

from store.partitions import ensure_partitions
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


@pytest.mark.database
@pytest.mark.parametrize(
    "name",
    [
        "deployment_add",
        "read_observations",
        "read_observations_version",
        "read_passages",
        "read_passages_version",
        "registry_deployment_overlap",
    ],
)
async def test_a_deployment_is_found_by_its_index_and_not_by_reading_all(
    database: str, name: str
) -> None:
    """Small numbers are sent as int2, and an exclusion constraint's index compares int4 only."""
    text = queries()[f"{name}.sql"]
    parameters: dict[str, object] = dict.fromkeys(_PLACEHOLDER.findall(text))
    parameters |= {"channel": 7, "datastream": 8, "since": "2026-11-01Z", "until": "2026-12-01Z"}
    async with connect(database) as conn:
        await ensure_partitions(conn, ["2026-11-01"])
        await conn.execute("set enable_seqscan to off")
        rows = await conn.execute(f"explain {text}".encode(), parameters)
        plan = [line for (line,) in await rows.fetchall()]

    by_index = re.compile(r"Index Cond: .*\b(channel|datastream) = ")
    by_reading = re.compile(r"Filter: .*\b(channel|datastream) = '[78]'")
    assert [line for line in plan if by_index.search(line)], plan
    assert not [line for line in plan if by_reading.search(line)], plan
