"""Every file with rows, vehicles or stays is read, and says what a naive reader finds in it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ingest.recordings import shelf
from ingest.recordings.read import read_file
from ingest.recordings.recording import Recording
from ingest.recordings.sources import expand
from tests.ingest.recordings import naive, naive_rows
from tests.ingest.recordings.samples import mapping
from tests.needs import RECORDINGS

pytestmark = pytest.mark.recordings

#: mapping -> (folder, files, vehicles, naive reader)
VEHICLES: dict[str, tuple[str, int, int, Callable[[Path], naive_rows.Passed]]] = {
    "moers-radar": ("moers_vehicles", 1, 14_152, naive_rows.moers),
    "basel-radar": ("basel_radar_vehicles", 14, 290_115, naive_rows.basel),
}


#: mapping -> (folder, files, at least so many readings, naive reader)
ROWS: dict[str, tuple[str, int, int, Callable[[Path], naive_rows.Cells]]] = {
    "saxony-air": ("saxony_air", 48, 138_000, naive_rows.air),
    "berlin-loops": ("berlin_traffic_hourly", 2, 1_700_000, naive_rows.berlin),
    "telraam": ("telraam_berlin", 1, 450_000, naive_rows.telraam),
    "ev-bays": ("ev_bay_sessions", 1, 1_549, naive_rows.stays),
    "munich-bikes": ("munich_bikes_weather", 1, 50_000, naive_rows.munich),
    "ladot-bays": ("parking_bay_snapshots", 1, 4_632, naive_rows.meters),
    "melbourne-bays": ("parking_bay_snapshots", 2, 6_153, naive_rows.melbourne),
}


def cells(found: Recording) -> naive_rows.Cells:
    """Return a recording's readings as the naive reader gives them."""
    said: naive_rows.Cells = {}
    for index, channel in enumerate(found.channels):
        mine = found.channel == index
        columns = (
            (found.time_us[mine] // 1_000_000).tolist(),
            (np.maximum(found.duration_ms[mine], 0) // 1_000).tolist(),
            np.nan_to_num(found.result[mine], nan=naive.UNKNOWN).tolist(),
            found.quality[mine].tolist(),
        )
        said[channel.site, channel.source_id] = sorted(zip(*columns, strict=True))
    return said


@pytest.mark.parametrize("name", ROWS)
def test_every_cell_is_what_a_naive_reader_finds(name: str) -> None:
    folder, count, least, read_naively = ROWS[name]
    chosen = mapping(name)
    files = expand([RECORDINGS / folder], chosen)
    assert len(files) == count
    met = 0
    for path in files:
        found = read_file(chosen, path)
        assert cells(found) == {k: sorted(v) for k, v in read_naively(path).items()}, path
        assert found.skipped == ()
        met += len(found)
    assert met > least


def passed(found: Recording) -> naive_rows.Passed:
    """Return a recording's vehicles as the naive reader gives them."""
    said: naive_rows.Passed = {}
    rows = found.vehicles
    for index, channel in enumerate(found.channels):
        mine = rows.channel == index
        if mine.any():
            columns = (
                (rows.time_us[mine] // 1_000_000).tolist(),
                rows.n[mine].tolist(),
                np.round(rows.speed_km_h[mine].astype(float), 3).tolist(),
                np.round(rows.length_m[mine].astype(float), 3).tolist(),
            )
            said[channel.site, str(channel.direction)] = list(zip(*columns, strict=True))
    return said


@pytest.mark.parametrize("name", VEHICLES)
def test_every_vehicle_is_what_a_naive_reader_finds(name: str) -> None:
    folder, count, vehicles, read_naively = VEHICLES[name]
    chosen = mapping(name)
    files = expand([RECORDINGS / folder], chosen)
    assert len(files) == count
    met = 0
    for path in files:
        found = read_file(chosen, path)
        assert passed(found) == read_naively(path), path
        assert found.skipped == ()
        assert len(found) == 0
        met += len(found.vehicles)
    assert met == vehicles


@pytest.mark.parametrize("name", [*VEHICLES, *ROWS])
def test_a_file_is_recognised_with_or_without_a_header(name: str) -> None:
    folder = (VEHICLES | ROWS)[name][0]
    recognised = shelf.recognise_file(expand([RECORDINGS / folder], mapping(name))[0])
    assert recognised is not None
    assert recognised.id == name


def test_a_box_is_not_switched_while_it_hangs() -> None:
    """Brennerstrasse hangs over 2017-03-26: its morning peak comes an hour earlier by its clock."""
    found = read_file(
        mapping("basel-radar"), RECORDINGS / "basel_radar_vehicles/Brennerstrasse_dir1.txt.gz"
    )
    hour = found.vehicles.time_us // 3_600_000_000
    per_hour = np.bincount(hour - hour.min())
    first_monday = int((1_489_968_000 // 3_600) - hour.min())  # 2017-03-20 00:00 UTC
    before, after = (
        per_hour[begin : begin + 96].reshape(4, 24).sum(axis=0)
        for begin in (first_monday, first_monday + 168)
    )
    assert int(before.argmax()) == 6  # 07 h CET
    assert int(after.argmax()) == 5  # 07 h CEST: people are switched, the box is not
