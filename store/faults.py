"""What a failed statement means to its caller, who must not import the driver.

* `RefusedError`: the database refuses these rows, however often they are tried.
* `AgainError`: nothing is wrong with the rows; two transactions met. Try at once.
* `AwayError`: the database is away, or not as it has to be. Try until it is back.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import psycopg

#: Deadlock, serialization failure: the other one went first.
_AGAIN = ("40001", "40P01")
#: Classes of SQLSTATE that are about the rows: data exception, integrity, raised by our functions.
_OF_ROWS = ("22", "23", "P0")


class RefusedError(Exception):
    """The database refuses these rows; the message is the database's own words."""


class AgainError(Exception):
    """Two transactions met, and this one gave way."""


class AwayError(Exception):
    """The database cannot be used now."""


@asynccontextmanager
async def told_apart() -> AsyncGenerator[None]:
    """Turn what the driver raises inside into one of the three errors."""
    try:
        yield
    except psycopg.Error as why:
        state = why.sqlstate or ""
        words = str(why).strip() or type(why).__name__
        if state in _AGAIN:
            raise AgainError(words) from why
        if state[:2] in _OF_ROWS or (not state and isinstance(why, psycopg.DataError)):
            raise RefusedError(words) from why
        raise AwayError(words) from why
    except (ValueError, ArithmeticError) as why:
        # A value that cannot even be written down for the database is as bad as one it refuses.
        raise RefusedError(f"{type(why).__name__}: {why}") from why
    except (TimeoutError, OSError) as why:
        raise AwayError(str(why) or type(why).__name__) from why
