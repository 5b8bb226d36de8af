"""Numpy columns as binary PostgreSQL arrays: one round trip a batch, no Python object a value.

A column may hold no null: the SQL turns an agreed value (-1, NaN) into null by `nullif`.
"""

from collections.abc import Sequence
from struct import Struct
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection
from psycopg.adapt import Dumper
from psycopg.pq import Format

#: PostgreSQL counts from 2000-01-01.
EPOCH_US: Final = 946_684_800_000_000
EPOCH_DAYS: Final = 10_957
_LENGTH = Struct(">i")


class Column:
    """A numpy array on its way into the database as an array of one SQL type."""

    array_oid: ClassVar[int]
    element_oid: ClassVar[int]
    element: ClassVar[np.dtype[Any]]

    __slots__ = ("values",)

    def __init__(self, values: NDArray[Any]) -> None:
        self.values = values

    def binary(self) -> bytes:
        """Return the wire form: header, then length and big-endian value of each element."""
        n = len(self.values)
        if n == 0:
            return np.array([0, 0, self.element_oid], dtype=">i4").tobytes()
        header = np.array([1, 0, self.element_oid, n, 1], dtype=">i4").tobytes()
        body = np.empty(n, dtype=[("length", ">i4"), ("value", self.element)])
        body["length"] = self.element.itemsize
        body["value"] = self.values
        return header + body.tobytes()


class Int2(Column):
    """int2[] from any whole-number array."""

    array_oid, element_oid, element = 1005, 21, np.dtype(">i2")


class Int4(Column):
    """int4[]."""

    array_oid, element_oid, element = 1007, 23, np.dtype(">i4")


class Int8(Column):
    """int8[]."""

    array_oid, element_oid, element = 1016, 20, np.dtype(">i8")


class Float4(Column):
    """float4[]."""

    array_oid, element_oid, element = 1021, 700, np.dtype(">f4")


class Float8(Column):
    """float8[]."""

    array_oid, element_oid, element = 1022, 701, np.dtype(">f8")


class Timestamps(Column):
    """timestamptz[] from microseconds since 1970."""

    array_oid, element_oid, element = 1185, 1184, np.dtype(">i8")

    def __init__(self, values: NDArray[np.int64]) -> None:
        super().__init__(values - EPOCH_US)


class Dates(Column):
    """date[] from days since 1970."""

    array_oid, element_oid, element = 1182, 1082, np.dtype(">i4")

    def __init__(self, values: NDArray[Any]) -> None:
        super().__init__(values - EPOCH_DAYS)


class Bytes(Column):
    """bytea[] from byte strings; as text each would be written out in hexadecimal first."""

    array_oid, element_oid = 1001, 17

    __slots__ = ("strings",)

    def __init__(self, values: Sequence[bytes]) -> None:
        self.strings = values

    def binary(self) -> bytes:
        """Return the wire form: header, then length and bytes of each element."""
        n = len(self.strings)
        if n == 0:
            return np.array([0, 0, self.element_oid], dtype=">i4").tobytes()
        header = np.array([1, 0, self.element_oid, n, 1], dtype=">i4").tobytes()
        parts: list[bytes] = [b""] * (2 * n)
        parts[::2] = map(_LENGTH.pack, map(len, self.strings))
        parts[1::2] = self.strings
        return header + b"".join(parts)


class Texts(Bytes):
    """text[]; without it each string is looked at for the characters that text form escapes."""

    array_oid, element_oid = 1009, 25

    def __init__(self, values: Sequence[str]) -> None:
        super().__init__([text.encode() for text in values])


def _dumper(column: type[Column]) -> type[Dumper]:
    class ColumnDumper(Dumper):
        format = Format.BINARY
        oid = column.array_oid

        def dump(self, obj: Column) -> bytes:
            return obj.binary()

    return ColumnDumper


_COLUMNS = (Int2, Int4, Int8, Float4, Float8, Timestamps, Dates, Bytes, Texts)
_DUMPERS = {column: _dumper(column) for column in _COLUMNS}


def register(conn: AsyncConnection[Any]) -> None:
    """Teach a connection to take these columns as parameters; cheap, safe to repeat."""
    for column, dumper in _DUMPERS.items():
        conn.adapters.register_dumper(column, dumper)
