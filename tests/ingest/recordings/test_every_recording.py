"""Every file of the three sets is read, and says what a naive reader finds in it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ingest.recordings.read import read_file
from ingest.recordings.recording import Recording
from ingest.recordings.sources import expand
from tests.ingest.recordings import naive
from tests.ingest.recordings.samples import mapping
from tests.needs import RECORDINGS

pytestmark = pytest.mark.recordings

SETS: dict[str, tuple[str, int, Callable[[Path], naive.Readings]]] = {
    "muenster-bikes": ("muenster_bikes", 363, naive.bikes),
    "muenster-parking": ("muenster_parking_decks", 726, naive.parking),
    "german-lots": ("german_parking_lots", 61, naive.lots),
}


def by_source(found: Recording) -> naive.Readings:
    """Return a recording's readings as the naive reader gives them."""
    aliases = {site.id: site.alias for site in found.sites}
    said: naive.Readings = {}
    for index, channel in enumerate(found.channels):
        mine = found.channel == index
        if not mine.any():
            continue
        source = channel.source_id if channel.property == "count" else aliases[channel.site]
        lengths = (np.maximum(found.duration_ms[mine], 0) // 1_000).tolist()
        values = np.nan_to_num(found.result[mine], nan=naive.UNKNOWN).tolist()
        seconds = (found.time_us[mine] // 1_000_000).tolist()
        said[source, str(channel.property)] = list(zip(seconds, lengths, values, strict=True))
    return said


@pytest.mark.parametrize("name", SETS)
def test_every_file_says_what_a_naive_reader_finds(name: str) -> None:
    folder, count, read_naively = SETS[name]
    chosen = mapping(name)
    files = expand([RECORDINGS / folder], chosen)
    assert len(files) == count
    readings = 0
    for path in files:
        expected = {key: sorted(rows) for key, rows in read_naively(path).items()}
        found = read_file(chosen, path)
        said = {key: sorted(rows) for key, rows in by_source(found).items()}
        assert said == expected, path
        assert found.skipped == ()
        readings += len(found)
    assert readings > 2_500_000


def test_stations_keep_the_publishers_numbers() -> None:
    found = read_file(
        mapping("muenster-bikes"), RECORDINGS / "muenster_bikes/100031297/2024-06.csv.gz"
    )
    assert [site.id for site in found.sites] == ["100031297"]
    assert [c.source_id for c in found.channels] == ["100031297"] + [
        f"10{n}031297" for n in range(1, 7)
    ]
    assert found.sites[0].direction_a == "Mauritztor"
    assert found.channels[1].device == "import-muenster-bikes-100031297"


def test_car_parks_are_described_by_the_file_beside_them() -> None:
    found = read_file(
        mapping("german-lots"), RECORDINGS / "german_parking_lots/2022-06/2022-06-01.csv.gz"
    )
    spaces = {c.site: c.spaces for c in found.capacities}
    assert spaces["apag-parken-dulmen-parkhaus-overbergplatz"] == 160
    site = next(s for s in found.sites if s.id == "apag-parken-dulmen-parkhaus-overbergplatz")
    assert site.alias == "apag-parken-Dulmen-Parkhaus-Overbergplatz"
    assert "Overbergplatz" in site.name
    assert site.latitude == pytest.approx(51.83, abs=0.05)
