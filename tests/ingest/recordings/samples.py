"""Small recordings, written by hand in the form of the publishers."""

from pathlib import Path

from ingest.recordings import shelf
from ingest.recordings.mapping import Mapping

BIKES = "muenster-bikes"
PARKING = "muenster-parking"


def bikes(
    folder: Path,
    name: str,
    rows: list[tuple[str, ...]],
    *,
    station: str = "100",
    labels: tuple[str, ...] = ("101 (Weg IN)", "102 (Weg OUT)"),
) -> Path:
    """Write a file of the bicycle format: times, the station's total, the loops."""
    folder = folder / station
    folder.mkdir(parents=True, exist_ok=True)
    columns = (f"{station} (Weg)", *labels)
    header = ["Datetime", *columns, *(f"{c.split()[0]}-status" for c in columns)]
    lines = [",".join(header)]
    lines += [",".join([*row, *("0" for _ in columns)]) for row in rows]
    path = folder / name
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")
    return path


def day(date: str, *values: str, hours: range = range(24)) -> list[tuple[str, ...]]:
    """Return the quarter hours of a day, all with the same values."""
    return [
        (f"{date} {hour:02d}:{minute:02d}", *values) for hour in hours for minute in (0, 15, 30, 45)
    ]


def parking(folder: Path, name: str, text: str) -> Path:
    """Write a file of the car-park format."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def mapping(name: str) -> Mapping:
    """Return a shipped mapping."""
    return shelf.shipped()[name]
