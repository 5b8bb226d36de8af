"""Days of speeds as stored bytes: canonical, so that equal states have equal bytes.

A packed day is `VERSION` (one byte) and then the zlib stream (level 1) of the header, the edges
of the classes (the first and the steps between them), the cells and the sums, column after
column and little-endian. The day itself is the key of the stored row and not part of it.
"""

import zlib
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import QUARTERS
from analytics.speeds.classes import Classes
from analytics.speeds.histogram import Histogram, Sums, merge

VERSION: Final = 1
_HEADER: Final = np.dtype(
    [("classes", "<u2"), ("closed", "u1"), ("grain", "<u2"), ("cells", "<u4"), ("sums", "<u4")]
)
#: Columns of cells, then of sums: name and type as packed.
_CELLS: Final = (("quarter", "u1"), ("vehicle", "u1"), ("bin", "<u2"), ("count", "<i4"))
_SUMS: Final = (
    ("quarter", "u1"),
    ("vehicle", "u1"),
    ("n", "<i4"),
    ("slow", "<i4"),
    ("speed", "<i8"),
    ("square", "<i8"),
    ("pace", "<i8"),
)


def pack_days(run: Histogram) -> dict[int, bytes]:
    """Pack each UTC day on which a vehicle was seen; return the bytes by days since 1970.

    Examples
    --------
    >>> from analytics.speeds.classes import rounded_whole
    >>> from analytics.speeds.histogram import of_passages
    >>> seen = of_passages(rounded_whole(), np.array([0, 90_000_000]), np.array([50.0, 31.0]))
    >>> packed = pack_days(seen)
    >>> sorted(packed), unpack(1, packed[1]).quarter.tolist()
    ([0, 1], [100])
    """
    days = np.unique(np.concatenate([run.quarter, run.sum_quarter]) // QUARTERS)
    cells = np.searchsorted(run.quarter, np.stack([days, days + 1]) * QUARTERS)
    sums = np.searchsorted(run.sum_quarter, np.stack([days, days + 1]) * QUARTERS)
    return {
        day: _pack(run, slice(*cells[:, k].tolist()), slice(*sums[:, k].tolist()))
        for k, day in enumerate(days.tolist())
    }


def _pack(run: Histogram, cell: slice, summed: slice) -> bytes:
    edges = list(run.classes.lower_tenths)
    if run.classes.top_tenths is not None:
        edges.append(run.classes.top_tenths)
    counts = (cell.stop - cell.start, summed.stop - summed.start)
    header = np.array(
        [(len(run.classes), len(edges) > len(run.classes), run.grain, *counts)],
        dtype=_HEADER,
    )
    cells: dict[str, NDArray[Any]] = {
        "quarter": run.quarter,
        "vehicle": run.vehicle,
        "bin": run.bin,
        "count": run.count,
    }
    sums: dict[str, NDArray[Any]] = {
        "quarter": run.sum_quarter,
        "vehicle": run.sum_vehicle,
        **{name: getattr(run.sums, name) for name, _ in _SUMS[2:]},
    }
    steps = np.diff(edges, prepend=0).astype("<i2")
    body = [header.tobytes(), steps.tobytes()]
    body += [_column(name, kind, cells[name][cell]) for name, kind in _CELLS]
    body += [_column(name, kind, sums[name][summed]) for name, kind in _SUMS]
    return bytes([VERSION]) + zlib.compress(b"".join(body), 1)


def _column(name: str, kind: str, values: NDArray[Any]) -> bytes:
    within_day = values % QUARTERS if name == "quarter" else values
    return within_day.astype(kind).tobytes()


def unpack(day: int, packed: bytes) -> Histogram:
    """Return the histogram of a day.

    Raises
    ------
    ValueError
        The bytes have another version: derive the day again.

    Examples
    --------
    >>> from analytics.speeds.histogram import of_passages
    >>> edges = Classes(lower_tenths=(0, 300, 500))
    >>> seen = of_passages(edges, np.array([90_000_000]), np.array([31.0]))
    >>> again = unpack(1, pack_days(seen)[1])
    >>> again.quarter.tolist(), again.bin.tolist(), again.classes == edges
    ([100], [1], True)
    """
    if packed[:1] != bytes([VERSION]):
        raise ValueError(
            f"speeds of version {packed[0] if packed else 'none'}, this program reads {VERSION}: "
            "derive the day again"
        )
    body = zlib.decompress(packed[1:])
    header = np.frombuffer(body, dtype=_HEADER, count=1)[0]
    at = _HEADER.itemsize
    n_edges = int(header["classes"]) + int(header["closed"])
    edges = np.cumsum(np.frombuffer(body, "<i2", n_edges, at), dtype=np.int64).tolist()
    at += 2 * n_edges
    cells, at = _columns(body, at, _CELLS, int(header["cells"]))
    sums, at = _columns(body, at, _SUMS, int(header["sums"]))
    first = day * QUARTERS
    return Histogram(
        classes=Classes(
            lower_tenths=tuple(edges[: int(header["classes"])]),
            top_tenths=edges[-1] if header["closed"] else None,
        ),
        grain=int(header["grain"]),
        quarter=cells["quarter"].astype(np.int64) + first,
        vehicle=cells["vehicle"],
        bin=cells["bin"].astype(np.uint16),
        count=cells["count"].astype(np.int64),
        sum_quarter=sums["quarter"].astype(np.int64) + first,
        sum_vehicle=sums["vehicle"],
        sums=Sums(**{name: sums[name].astype(np.int64) for name, _ in _SUMS[2:]}),
    )


def _columns(
    body: bytes, at: int, names: tuple[tuple[str, str], ...], count: int
) -> tuple[dict[str, NDArray[Any]], int]:
    found: dict[str, NDArray[Any]] = {}
    for name, kind in names:
        found[name] = np.frombuffer(body, np.dtype(kind), count, at)
        at += np.dtype(kind).itemsize * count
    return found, at


def stack(states: Mapping[int, bytes]) -> Histogram | None:
    """Return packed days (by days since 1970) as one run; None when there is none.

    Raises
    ------
    ValueError
        The days have different speed classes: a device was replaced by one of another kind. Ask
        for the time before and after it apart.

    Examples
    --------
    >>> from analytics.speeds.histogram import of_passages
    >>> edges = Classes(lower_tenths=(0, 300, 500))
    >>> seen = of_passages(edges, np.array([0, 90_000_000]), np.array([55.0, 31.0]))
    >>> stack(pack_days(seen)).quarter.tolist()
    [0, 100]
    """
    return merge([unpack(day, states[day]) for day in sorted(states)]) if states else None
