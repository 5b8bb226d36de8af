"""A town whose registry the tests change by commands, and how they look at it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from analytics.derive import derive_once
from cli.__main__ import main
from store.pool import connect
from tests.analytics.town import Town, utc

NOW = utc("2026-11-22 12:07")


def in_town(database: str, act: Callable[[Town], Awaitable[Any]]) -> Any:  # noqa: ANN401
    """Do something as the owner of the database."""

    async def connected() -> Any:  # noqa: ANN401
        async with connect(database) as conn:
            return await act(Town(conn))

    return asyncio.run(connected())


def rows(database: str, query: str) -> list[tuple[Any, ...]]:
    """Return what a query finds."""
    return in_town(database, lambda town: town.rows(query))  # type: ignore[no-any-return]


class Terminal:
    """`wegwarte …` in this process, on one database."""

    def __init__(self, database: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.database = database
        self._capsys = capsys

    def run(self, *words: str, code: int = 0) -> str:
        """Run a command; return what it printed, standard error where it failed."""
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([*words, "--database-url", self.database])
        said = self._capsys.readouterr()
        assert ended.value.code == code, said.err + said.out
        return said.out if code == 0 else said.err + said.out

    def json(self, *words: str) -> Any:  # noqa: ANN401
        """Run a command with `--json`; return what it said."""
        return json.loads(self.run(*words, "--json"))


async def derived(town: Town) -> dict[str, list[tuple[Any, ...]]]:
    """Derive what is dirty; return everything derived."""
    await derive_once(town.owner, NOW)
    return await town.derived()


async def derived_anew(town: Town) -> dict[str, list[tuple[Any, ...]]]:
    """Forget what was derived, and derive it from the readings alone."""
    from store import marks

    await town.owner.execute(
        "truncate dirty, day_state, indicator, indicator_revision, derive_clock"
    )
    await marks.mark_everything(town.owner)
    return await derived(town)
