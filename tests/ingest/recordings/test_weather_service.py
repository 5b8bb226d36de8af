"""Files of the Deutscher Wetterdienst, as its server has them."""

import zipfile
from pathlib import Path

import pytest

from ingest.recordings.problems import RecordingError
from ingest.recordings.read import read_file
from tests.ingest.recordings.samples import mapping
from tests.ingest.recordings.test_rows import instant, written


def test_rain_and_wind_are_read_as_the_weather_service_pads_them(tmp_path: Path) -> None:
    rain = (
        "STATIONS_ID;MESS_DATUM;QN_8;  R1;RS_IND;WRTR;eor\r\n"
        "       1219;2023060112;    3;   0.4;     1;   6;eor\r\n"
        "       1219;2023060113;    3;-999;-999;-999;eor\r\n"
    )
    wind = (
        "STATIONS_ID;MESS_DATUM;QN_3;   F;   D;eor\r\n"
        "       1219;2023060112;    5;   2.1; 990;eor\r\n"
        "       1219;2023060113;    5;   3.0; 250;eor\r\n"
    )
    name = "produkt_{}_stunde_20230101_20231231_01219.txt"
    fell = read_file(mapping("dwd-hourly"), written(tmp_path, name.format("rr"), rain))
    blew = read_file(mapping("dwd-hourly"), written(tmp_path, name.format("ff"), wind))

    assert (fell.result.tolist(), fell.duration_ms.tolist()) == ([0.4], [3_600_000])
    assert fell.time_us.tolist() == [instant("2023-06-01 11:00")]  # of the hour until 12 UTC
    assert [channel.source_id for channel in blew.channels] == ["F", "D"]
    assert sorted(blew.result.tolist()) == [2.1, 3.0, 250.0]


def test_a_packed_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    packed = tmp_path / "stundenwerte_TU_00044_akt.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("produkt_tu_stunde_20230101_20231231_00044.txt", "STATIONS_ID")
    with pytest.raises(RecordingError, match=r"zip archive.*unpack it"):
        read_file(mapping("dwd-hourly"), packed)
