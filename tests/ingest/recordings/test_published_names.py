"""Files under the names, and in the wrappings, that their publishers give them."""

from pathlib import Path

import pytest

from ingest.recordings.problems import RecordingError
from ingest.recordings.read import read_file
from tests.ingest.recordings.samples import mapping

BASEL = "\r\n\r\nStandort: 1 Weg\r\n\r\n[km/h]\t\t\t\t [m]\r\nDateformat: dd.mm.yy\r\n"
BASEL_ROW = "042\t08:21:01\t17.03.17\t1\t4.4\r\n"


@pytest.mark.parametrize(
    ("name", "alias"),
    [("Weg_dir1.txt", "Weg"), ("1-Weg_#1.txt", "1-Weg"), ("1-Weg_#2_1.txt", "1-Weg")],
)
def test_boxes_of_basel_keep_their_names_as_published(
    tmp_path: Path, name: str, alias: str
) -> None:
    found = read_file(mapping("basel-radar"), _written(tmp_path, name, BASEL + BASEL_ROW))
    assert [site.alias for site in found.sites] == [alias]
    assert len(found.vehicles) == 1


def test_a_name_that_does_not_tell_the_site_is_refused_for_that(tmp_path: Path) -> None:
    with pytest.raises(
        RecordingError, match=r"does not tell 'site'.*name the file so that it fits"
    ):
        read_file(mapping("basel-radar"), _written(tmp_path, "FR Ring.txt", BASEL + BASEL_ROW))


def test_stays_may_stand_in_the_answer_of_a_service(tmp_path: Path) -> None:
    stay = (
        '{"connectionTime": "Sat, 01 May 2021 20:42:47 GMT", "spaceID": "CA-1",'
        ' "disconnectTime": "Sat, 01 May 2021 21:32:12 GMT"}'
    )
    text = f'{{"_meta": {{"site": 2}}, "_items": [{stay}]}}'
    assert len(read_file(mapping("ev-bays"), _written(tmp_path, "stays.json", text))) == 2
    with pytest.raises(RecordingError, match="no list of JSON objects"):
        read_file(mapping("ev-bays"), _written(tmp_path, "stays.json", '{"a": [], "b": []}'))


def test_parquet_is_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "telraam_2024-12.parquet"
    path.write_bytes(b"PAR1\x15\x04")
    with pytest.raises(RecordingError, match="is a Parquet file; save it as CSV"):
        read_file(mapping("telraam"), path)


def _written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path
