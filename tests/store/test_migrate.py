"""Migrations go forwards only, once, and say so when database and program do not fit."""

from collections.abc import AsyncIterator, Iterator

import pytest

from store.migrate import Migration, MigrationError, applied, known, migrate, parse
from store.pool import Connection, connect
from tests.fixtures.servers import PostgresServer

pytestmark = pytest.mark.database


@pytest.fixture
def empty(postgres_server: PostgresServer) -> Iterator[str]:
    """Make an empty database."""
    dsn = postgres_server.create_database()
    yield dsn
    postgres_server.drop_database(dsn)


@pytest.fixture
async def conn(empty: str) -> AsyncIterator[Connection]:
    """Connect as the owner."""
    async with connect(empty) as connection:
        yield connection


def step(number: int, sql: str, header: str = "") -> Migration:
    """Build one migration."""
    return parse(f"{number:04d}_step.sql", f"{header}{sql}".encode())


async def test_the_second_run_applies_nothing(conn: Connection) -> None:
    first = await migrate(conn)
    assert first == [m.name for m in known() if m.fits("plain")]
    assert await migrate(conn) == []


async def test_a_changed_migration_is_refused(conn: Connection) -> None:
    await migrate(conn, migrations=[step(1, "create table a ()")])
    with pytest.raises(MigrationError, match="has changed since it was applied"):
        await migrate(conn, migrations=[step(1, "create table b ()")])


async def test_a_database_newer_than_the_program_is_refused(conn: Connection) -> None:
    two = [step(1, "create table a ()"), step(2, "create table b ()")]
    await migrate(conn, migrations=two)
    with pytest.raises(MigrationError, match="install the newer Wegwarte"):
        await migrate(conn, migrations=two[:1])


async def test_a_failing_migration_leaves_nothing_behind(conn: Connection) -> None:
    broken = step(1, "create table a (); select 1 / 0")
    with pytest.raises(Exception, match="division by zero"):
        await migrate(conn, migrations=[broken])
    assert await applied(conn) == {}
    assert await migrate(conn, migrations=[step(1, "create table a ()")]) == ["0001_step.sql"]


async def test_a_migration_for_the_other_engine_is_skipped(conn: Connection) -> None:
    steps = [
        step(1, "create table a ()", "-- requires: plain\n"),
        step(2, "create table a ()", "-- requires: timescaledb\n"),
    ]
    assert await migrate(conn, migrations=steps) == ["0001_step.sql"]


async def test_what_refuses_a_transaction_runs_outside_one(conn: Connection) -> None:
    steps = [
        step(1, "create table a (n int)"),
        step(2, "create index concurrently a_n on a (n)", "-- transaction: off\n"),
    ]
    assert len(await migrate(conn, migrations=steps)) == 2


@pytest.mark.parametrize("name", ["1_a.sql", "0001-a.sql", "0001_A.sql"])
def test_a_name_outside_the_rule_is_refused(name: str) -> None:
    with pytest.raises(MigrationError, match="NNNN_what_it_does"):
        parse(name, b"select 1")
