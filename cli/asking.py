"""Questions that the command asks as the API would: its errors in words, its shares in percent."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import TypeVar

from cli.failure import FailedError
from cli.registry.acting import Reader
from store.pool import Connection

T = TypeVar("T")


def answered(reader: Reader, query: Callable[[Connection], Awaitable[T]]) -> T:
    """Return what the API would answer.

    Raises
    ------
    FailedError
        What it would refuse, with its remedy.
    """
    from api.errors import ApiError

    try:
        return reader.ask(query)
    except ApiError as why:
        raise FailedError(f"{why.detail}: {why.remedy}") from why


def day_of(said: str, option: str) -> date:
    """Return a day as it was typed.

    Raises
    ------
    FailedError
        It is none.
    """
    try:
        return date.fromisoformat(said.strip())
    except ValueError as why:
        raise FailedError(f"{option} {said!r} is no day: write 2026-05-01") from why


def percent(share: float) -> str:
    """Return a share in percent.

    Examples
    --------
    >>> percent(0.123)
    '12.3 %'
    """
    return f"{100 * share:.1f} %"


def percent_signed(share: float) -> str:
    """Return a difference in percent.

    Examples
    --------
    >>> percent_signed(0.123), percent_signed(-0.05)
    ('+12.3 %', '-5.0 %')
    """
    return f"{100 * share:+.1f} %"
