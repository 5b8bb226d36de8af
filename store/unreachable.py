"""What a database says that is away or not migrated: for callers without the driver."""

from typing import Final

from psycopg import OperationalError as UnreachableError
from psycopg.errors import UndefinedColumn, UndefinedFunction, UndefinedTable

#: A statement names what is not there: the database was not migrated.
UNLIKE_SCHEMA: Final = (UndefinedTable, UndefinedColumn, UndefinedFunction)

__all__ = ["UNLIKE_SCHEMA", "UnreachableError"]
