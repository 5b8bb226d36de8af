"""Rows of several sites, vehicles and stays, by small files in the form of their publishers."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from cli.recordings import choose
from ingest.recordings import sources
from ingest.recordings.mapping import parse
from ingest.recordings.preview import day_totals, first_rows
from ingest.recordings.problems import MappingError, RecordingError
from ingest.recordings.read import read_file
from ingest.recordings.sources import expand
from ingest.recordings.vehicle_rows import ordinals
from tests.ingest.recordings.samples import mapping
from tests.needs import RECORDINGS

BERLIN_HEAD = (
    "mq_name;tag;stunde;qualitaet;q_kfz_mq_hr;v_kfz_mq_hr;q_pkw_mq_hr;v_pkw_mq_hr;"
    "q_lkw_mq_hr;v_lkw_mq_hr\n"
)
TELRAAM_HEAD = "segment_id,date_local,uptime,hardware_version,car_total,v85,car_speed0\n"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def instant(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1_000_000)


def test_the_doubled_hour_of_each_loop_is_one_reading_of_two_hours(tmp_path: Path) -> None:
    lines = [
        f"{name};29.10.2023;{hour};{quality};{10 * hour};50;0;-1;0;-1\n"
        for name in ("TE001", "TE002")
        for hour, quality in ((1, "1.0"), (2, "2.0"), (3, "0.7"))
    ]
    found = read_file(
        mapping("berlin-loops"),
        written(tmp_path, "mq_hr_2023_10.csv", BERLIN_HEAD + "".join(lines)),
    )
    motor = found.channel == [c.source_id for c in found.channels].index("q_kfz_mq_hr")
    assert found.time_us[motor].tolist() == [
        instant(f"2023-10-{at}") for at in ("28 23:00", "29 00:00", "29 02:00")
    ]
    assert found.duration_ms[motor].tolist() == [3_600_000, 7_200_000, 3_600_000]
    assert found.quality[motor].tolist() == [1, 1, 3]
    assert [site.alias for site in found.sites] == ["TE001", "TE002"]
    assert {c.source_id for c in found.channels} == {
        "q_kfz_mq_hr", "v_kfz_mq_hr", "q_pkw_mq_hr", "q_lkw_mq_hr"
    }  # fmt: skip


def test_berlins_hour_under_the_skipped_label_is_the_one_that_has_no_row(tmp_path: Path) -> None:
    lines = [f"TE001;31.03.2024;{hour};1.0;{hour};50;1;50;0;-1\n" for hour in (1, 2, 3, 4)]
    told = written(tmp_path, "mq_hr_2024_03.csv", BERLIN_HEAD + "".join(lines[:2] + lines[3:]))
    found = read_file(mapping("berlin-loops"), told)
    motor = found.channel == [c.source_id for c in found.channels].index("q_kfz_mq_hr")
    assert found.time_us[motor].tolist() == [
        instant(f"2024-03-31 {at}") for at in ("00:00", "01:00", "02:00")
    ]
    assert found.duration_ms[motor].tolist() == [3_600_000] * 3
    both = written(tmp_path, "mq_hr_2024_03.csv", BERLIN_HEAD + "".join(lines))
    with pytest.raises(RecordingError, match=r"line 3, column 'tag': .*skipped"):
        read_file(mapping("berlin-loops"), both)
    left = read_file(mapping("berlin-loops"), both, skip_bad=True)
    assert len(left.skipped) == 1


def test_the_repeated_hour_of_a_camera_is_the_later_one(tmp_path: Path) -> None:
    text = TELRAAM_HEAD + "".join(
        f"{segment},2024-10-27 {hour}:00:00,{uptime},{hardware},4,30,100\n"
        for segment, hardware in ((1, "1.0"), (2, "2.0"))
        for hour, uptime in (("00", 1), ("02", 0.25), ("02", 1), ("03", 1))
    )
    found = read_file(mapping("telraam"), written(tmp_path, "telraam.csv", text))
    cars = [i for i, c in enumerate(found.channels) if c.source_id == "car_total"]
    for number in cars:
        mine = found.channel == number
        assert found.time_us[mine].tolist() == [
            instant(f"2024-10-{at}") for at in ("26 22:00", "27 00:00", "27 01:00", "27 02:00")
        ]
        assert found.quality[mine].tolist() == [1, 3, 1, 1]
    assert [found.channels[i].daylight_only for i in cars] == [True, False]
    share = next(c for c in found.channels if c.source_id == "car_speed0")
    assert (share.speed_class, share.mode, share.direction) == ("0-10", "car", "both")


def test_a_daily_mean_is_a_check_where_hours_are_told(tmp_path: Path) -> None:
    units = "yyyy-mm-dd,hh:mm" + ",µg/m³" * 3 + "\n"
    text = "Datum,Zeit,NO2,PM10,PM10_TEOM\n" + units + "2017-10-29,,,16,\n2017-10-29,01:00,9,,23\n"
    found = read_file(mapping("saxony-air"), written(tmp_path, "2017-10_Nord.csv", text))
    said = {c.source_id: c for c in found.channels}
    assert (said["PM10"].role, said["PM10_TEOM"].role) == ("check", "part")
    day = found.channel == [c.source_id for c in found.channels].index("PM10")
    assert found.time_us[day].tolist() == [instant("2017-10-28 23:00")]
    assert found.duration_ms[day].tolist() == [86_400_000]
    alone = text.replace(",PM10_TEOM", "").replace(",23", "").replace(",16,", ",16")
    alone = alone.replace(units, "yyyy-mm-dd,hh:mm,µg/m³,µg/m³\n")
    found = read_file(mapping("saxony-air"), written(tmp_path, "2017-01_Nord.csv", alone))
    assert {c.source_id: c.role for c in found.channels}["PM10"] == "part"


def test_a_daily_mean_is_no_check_on_a_column_that_says_nothing(tmp_path: Path) -> None:
    head = "Datum,Zeit,NO2,PM10_HVS,PM10_TEOM,TEMP,DRUCK\n"
    units = "yyyy-mm-dd,hh:mm,µg/m³,µg/m³,µg/m³,GRADC,hPa\n"
    rows = "2018-12-01,,,15.5,,,\n2018-12-01,01:00,9,,,3.5,1001\n2018-12-01,02:00,NaN,,,4,0\n"
    found = read_file(
        mapping("saxony-air"), written(tmp_path, "2018-12_Borna.csv", head + units + rows)
    )
    said = {c.source_id: c for c in found.channels}
    assert said["PM10_HVS"].role == "part"
    values = {c: found.result[found.channel == i].tolist() for i, c in enumerate(said)}
    assert (values["NO2"], values["TEMP"], values["DRUCK"]) == ([9], [3.5, 4], [1001])


def test_weather_of_an_hour_ends_with_it_and_stations_keep_their_number(tmp_path: Path) -> None:
    name = "produkt_tu_stunde_20230101_20231231_00044.txt"
    text = (
        "STATIONS_ID;MESS_DATUM;QN_9;TT_TU;RF_TU;eor\n"
        "         44;2023102900;    3;  12.5;  91.0;eor\n"
        "         44;2023102901;    3;-999.0;  90.0;eor\n"
    )
    found = read_file(mapping("dwd-hourly"), written(tmp_path, name, text))
    assert [site.id for site in found.sites] == ["00044"]
    assert found.scope == "00044/tu"
    assert found.result.tolist() == [12.5, 91.0, 90.0]
    assert found.time_us.tolist() == [
        instant(f"2023-10-{at}") for at in ("28 23:00", "28 23:00", "29 00:00")
    ]


STAY = '{{"connectionTime": "{}", "disconnectTime": {}, "spaceID": "{}"}}'
AT = "Sat, 01 May 2021 {}:00 GMT"


def stays(folder: Path, *told: tuple[str, str, str | None]) -> Path:
    objects = [
        STAY.format(AT.format(begin), "null" if end is None else f'"{AT.format(end)}"', bay)
        for bay, begin, end in told
    ]
    path = folder / "stays.json.gz"
    path.write_bytes(gzip.compress(f"[{', '.join(objects)}]".encode()))
    return path


def test_a_car_that_comes_at_once_leaves_no_vacancy_between(tmp_path: Path) -> None:
    path = stays(tmp_path, ("A", "11:00", "12:00"), ("A", "10:00", "11:00"), ("B", "10:30", None))
    found = read_file(mapping("ev-bays"), path)
    said = {
        found.channels[number].bay: [
            (at, state)
            for n, at, state in zip(
                found.channel.tolist(), found.time_us.tolist(), found.result.tolist(), strict=True
            )
            if n == number
        ]
        for number in range(len(found.channels))
    }
    ten, eleven, twelve = (instant(f"2021-05-01 {hour}:00") for hour in (10, 11, 12))
    assert said == {
        "A": [(ten, 1.0), (eleven, 1.0), (twelve, 0.0)],
        "B": [(instant("2021-05-01 10:30"), 1.0)],
    }


def test_stays_that_cannot_be_are_refused_by_name(tmp_path: Path) -> None:
    both = stays(tmp_path, ("A", "10:00", "11:00"), ("A", "10:30", "12:00"))
    with pytest.raises(RecordingError, match="occupied by the stay before"):
        read_file(mapping("ev-bays"), both)
    with pytest.raises(RecordingError, match="not after the beginning"):
        read_file(mapping("ev-bays"), stays(tmp_path, ("A", "10:00", "09:00")))


RADAR = "24.10.16 08:37:29;00;{};{};{} \n"


def test_a_vehicle_that_cannot_be_is_refused_with_its_line(tmp_path: Path) -> None:
    name = "weg-1t3024102016.txt"
    for line, reason in (
        (RADAR.format("999", "01", "0"), "not between 0 and 400"),
        (RADAR.format("x", "01", "0"), "not a number"),
        (RADAR.format("030", "01", "7"), "none of the directions 0, 1"),
        ("31.02.16 08:37:29;00;030;01;0\n", "no time of the form"),
        ("24.10.16 08:37:29;00;030\n", "the row has 3 fields, the header 5"),
    ):
        path = written(tmp_path, name, RADAR.format("030", "01", "0") + line)
        with pytest.raises(RecordingError, match=f"line 2.*{reason}"):
            read_file(mapping("moers-radar"), path)
        assert len(read_file(mapping("moers-radar"), path, skip_bad=True).vehicles) == 1


def test_vehicles_of_one_second_are_told_apart_by_their_order() -> None:
    channel = np.array([0, 1, 0, 0, 1, 0], dtype=np.int32)
    at = np.array([5, 5, 5, 6, 5, 5], dtype=np.int64)
    assert ordinals(channel, at).tolist() == [0, 0, 1, 0, 1, 2]
    assert ordinals(channel[:0], at[:0]).tolist() == []


def test_a_preview_counts_vehicles_by_local_day(tmp_path: Path) -> None:
    path = written(tmp_path, "weg-1t3024102016.txt", RADAR.format("030", "01", "0") * 3)
    found = read_file(mapping("moers-radar"), path)
    (line,) = day_totals(found)
    assert (line.readings, line.total, line.day.isoformat()) == (3, 3.0, "2016-10-24")
    assert [row.value for row in first_rows(found, 2)] == [30.0, 30.0]


def test_a_long_campaign_is_stored_in_several_transactions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "weg-1t3024102016.txt", RADAR.format("030", "01", "0") * 3)
    found = read_file(mapping("moers-radar"), path)
    monkeypatch.setattr(sources, "PORTION_ROWS_MAX", 2)
    parts = sources.slices(found, 10)
    assert [part.recording.vehicles.n.tolist() for part in parts] == [[0, 1], [2]]
    assert [part.last for part in parts] == [False, True]


def test_of_a_folder_only_what_the_mapping_names_is_read(tmp_path: Path) -> None:
    for name in ("README.txt", "ORIGINAL_readme.txt", "weg-1t3024102016.txt", "notes.csv"):
        written(tmp_path, name, "x")
    assert [p.name for p in expand([tmp_path], mapping("moers-radar"))] == ["weg-1t3024102016.txt"]
    assert [p.name for p in expand([tmp_path], mapping("muenster-bikes"))] == [
        "notes.csv", "weg-1t3024102016.txt"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "right", "named"),
    [
        ("[columns]\nsite = 'one'\n[rows]", "[rows]", "columns"),
        ('site = ""', 'site = "s"', "rows.site"),
        ('property = "bicycles"', 'property = "count"', "rows.values"),
        ('clock_change = "summed-hour"', 'clock_change = "utc"', "time.interval_s"),
        ("tokens = { x = {} }\n[file]", "[file]", "tokens"),
    ],
)
def test_a_mistake_in_a_mapping_of_rows_is_named(wrong: str, right: str, named: str) -> None:
    good = """
id = "town"
title = "Town"
recognise = ["^t$"]
[file]
delimiter = ";"
[time]
columns = ["t"]
format = "%Y-%m-%d %H:%M"
zone = "Europe/Berlin"
clock_change = "utc"
interval_s = 900
[rows]
site = "s"
kind = "station"
[[rows.values]]
column = "n"
property = "count"
"""
    assert parse(good, "town.toml").rows is not None
    assert right in good
    with pytest.raises(MappingError, match=rf"town\.toml: key {named}"):
        parse(good.replace(right, wrong), "town.toml")


@pytest.mark.recordings
def test_a_folder_is_recognised_although_its_first_file_describes_the_sites() -> None:
    found = choose(None, [RECORDINGS / "telraam_berlin"], Path("no-mappings"))
    assert found.id == "telraam"
