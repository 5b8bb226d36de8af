"""Every file with rows, vehicles or stays is read, and says what a naive reader finds in it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ingest.recordings import shelf
from ingest.recordings.read import read_file
from ingest.recordings.recording import Recording
from ingest.recordings.sources import expand
from tests.ingest.recordings import naive_rows
from tests.ingest.recordings.samples import mapping
from tests.needs import RECORDINGS

pytestmark = pytest.mark.recordings

#: mapping -> (folder, files, vehicles, naive reader)
VEHICLES: dict[str, tuple[str, int, int, Callable[[Path], naive_rows.Passed]]] = {
    "moers-radar": ("moers_vehicles", 1, 14_152, naive_rows.moers),
    "basel-radar": ("basel_radar_vehicles", 14, 290_115, naive_rows.basel),
}


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


@pytest.mark.parametrize("name", VEHICLES)
def test_a_file_without_a_header_is_recognised_by_what_it_says(name: str) -> None:
    folder = VEHICLES[name][0]
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
