"""A bound on our side for a server that hangs.

A server whose processes stand still (a stuck disk, a stopped virtual machine) keeps none of its
own bounds, while its kernel goes on answering TCP's keep-alives.
"""

import asyncio
import os
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

import psycopg
from psycopg import AsyncConnection


@asynccontextmanager
async def bounded(conn: AsyncConnection[Any], most_s: float) -> AsyncGenerator[None]:
    """Give what is done inside at most `most_s`; then the connection is lost.

    Whether a COMMIT that was under way then has happened is not known.

    Raises
    ------
    TimeoutError
        The server has not come to an end in time.
    """
    cut = asyncio.get_running_loop().call_later(most_s, _cut, conn)
    try:
        yield
    except psycopg.Error as why:
        if asyncio.get_running_loop().time() < cut.when():
            raise
        raise TimeoutError(
            f"PostgreSQL has not answered within {most_s:g} s: the connection is dropped"
        ) from why
    finally:
        cut.cancel()


def _cut(conn: AsyncConnection[Any]) -> None:
    """End a connection without a word to the server: whoever waits for it is told at once.

    Cancelling would ask the server to cancel, and wait for its answer.
    """
    # A connection that is gone needs no cutting.
    with (
        suppress(psycopg.OperationalError, OSError),
        socket.socket(fileno=os.dup(conn.fileno())) as line,
    ):
        line.shutdown(socket.SHUT_RDWR)
