"""The queries: one file each under `sql/`, the first line says what it is for."""

from functools import cache
from importlib import resources


@cache
def load(name: str) -> bytes:
    """Return `sql/<name>.sql`, as psycopg takes it."""
    return (resources.files("store") / "sql" / f"{name}.sql").read_bytes()
