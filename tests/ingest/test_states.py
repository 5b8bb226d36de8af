"""How roads do is written down; what could not be written is told the next time."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from ingest.states import States
from store import sources
from store.pool import connect
from store.sources import SourceState

pytestmark = pytest.mark.database
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def written(database: str) -> SourceState:
    async with connect(database) as conn:
        [state] = await sources.states(conn)
    return state


async def test_what_could_not_be_written_is_told_the_next_time(database: str) -> None:
    states = States()
    states.heard("things", "tts", 5, at=NOW)
    async with connect(database) as lost:
        pass
    with pytest.raises(psycopg.OperationalError):
        await states.write(lost, now=NOW)
    states.heard("things", "tts", 2, at=NOW + timedelta(seconds=1))

    async with connect(database) as conn:
        await states.write(conn, now=NOW)
        await states.write(conn, now=NOW)

    state = await written(database)
    assert (state.messages, state.last_message_at) == (7, NOW + timedelta(seconds=1))


async def test_what_is_said_while_it_is_written_is_written_next(database: str) -> None:
    states = States()
    states.connected("things", "tts", now=NOW)
    async with connect(database) as conn:
        async with conn.transaction():
            await states.write(conn, now=NOW)
        states.away("things", "tts", "no network", now=NOW)
        await states.write(conn, now=NOW)

    state = await written(database)
    assert (state.error, state.is_down) == ("no network", True)
