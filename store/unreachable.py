"""The database is away, or does not let us in: for callers that must not import the driver."""

from psycopg import OperationalError as UnreachableError

__all__ = ["UnreachableError"]
