"""Arrays of numbers read from the database as numpy arrays, no Python object a value.

The counterpart of `store.arrays`; an array may hold no null.
"""

from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection, AsyncCursor
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format

from store.arrays import EPOCH_US

_HEADER_BYTES: Final = 20


class _ColumnLoader(Loader):
    """Reads a one-dimensional array: header, then length and big-endian value of each element."""

    format = Format.BINARY
    element: ClassVar[str]

    def load(self, data: Buffer) -> NDArray[Any]:
        body = np.dtype([("length", ">i4"), ("value", self.element)])
        return np.frombuffer(bytes(data), dtype=body, offset=_HEADER_BYTES)["value"]


class _Int2(_ColumnLoader):
    element = ">i2"


class _Int4(_ColumnLoader):
    element = ">i4"


class _Int8(_ColumnLoader):
    element = ">i8"


class _Float4(_ColumnLoader):
    element = ">f4"


class _Float8(_ColumnLoader):
    element = ">f8"


class _Timestamps(_ColumnLoader):
    element = ">i8"

    def load(self, data: Buffer) -> NDArray[Any]:
        return super().load(data).astype(np.int64) + EPOCH_US


_LOADERS: Final = {
    1005: _Int2,
    1007: _Int4,
    1016: _Int8,
    1021: _Float4,
    1022: _Float8,
    1185: _Timestamps,
}


def cursor(conn: AsyncConnection[Any]) -> AsyncCursor[Any]:
    """Open a cursor that returns arrays of numbers and of timestamptz as numpy arrays.

    Instants come as whole microseconds since 1970. An empty array cannot be read: aggregate only
    what exists.
    """
    opened = conn.cursor(binary=True)
    for oid, loader in _LOADERS.items():
        opened.adapters.register_loader(oid, loader)
    return opened
