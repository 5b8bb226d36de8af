"""A file is read as it was meant, or refused with the place of every mistake."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from devices.properties import Property
from ingest.recordings.mapping import parse
from ingest.recordings.problems import PROBLEMS_SHOWN_MAX, RecordingError
from ingest.recordings.read import read_file
from ingest.recordings.recording import Recording
from tests.ingest.recordings.samples import BIKES, PARKING, bikes, day, mapping, parking

HEADER = "Datum und Uhrzeit,PH Theater,PP Süd\n"


def values(found: Recording, site: str, observed: Property) -> list[float]:
    """Return the results of one property of one site, in order of time; nan is null."""
    index = next(
        i for i, c in enumerate(found.channels) if (c.site, c.property) == (site, observed)
    )
    mine = found.channel == index
    return found.result[mine][np.argsort(found.time_us[mine], kind="stable")].tolist()


def test_tokens_of_car_parks_become_states(tmp_path: Path) -> None:
    said = [("00:00", "12"), ("00:05", "ges"), ("00:10", "bes"), ("00:15", "kei")]
    rows = "".join(f"2023-05-01 {time},{cell},3\n" for time, cell in said)
    found = read_file(mapping(PARKING), parking(tmp_path, "a.csv", HEADER + rows))
    free = values(found, "ph-theater", Property.FREE_SPACES)
    assert free[:2] == [12, 0]
    assert np.isnan(free[2])
    assert len(free) == 3
    assert values(found, "ph-theater", Property.OPERATING_STATE) == [1, 0, 1]
    assert found.quality[np.isnan(found.result)].tolist() == [9]


def qualities(found: Recording, site: str, observed: Property) -> list[tuple[float, int]]:
    """Return result and quality of one property of one site, in order of time."""
    index = next(
        i for i, c in enumerate(found.channels) if (c.site, c.property) == (site, observed)
    )
    mine = np.flatnonzero(found.channel == index)
    mine = mine[np.argsort(found.time_us[mine], kind="stable")]
    return list(zip(found.result[mine].tolist(), found.quality[mine].tolist(), strict=True))


def test_a_zero_that_may_mean_closed_is_kept_and_doubted(tmp_path: Path) -> None:
    rows = "2023-05-01 00:00,0,3\n2023-05-01 00:05,7,0\n"
    found = read_file(mapping(PARKING), parking(tmp_path, "a.csv", HEADER + rows))
    assert qualities(found, "ph-theater", Property.FREE_SPACES) == [(0, 3), (7, 1)]
    assert qualities(found, "ph-theater", Property.OPERATING_STATE) == [(1, 3), (1, 1)]
    assert qualities(found, "pp-sued", Property.FREE_SPACES) == [(3, 1), (0, 3)]


@pytest.mark.parametrize("token", ["ges", "bes", "kei"])
def test_a_zero_in_a_file_that_writes_tokens_means_zero(tmp_path: Path, token: str) -> None:
    rows = f"2025-05-01 00:00,0,3\n2025-05-01 00:05,7,{token}\n"
    found = read_file(mapping(PARKING), parking(tmp_path, "a.csv", HEADER + rows))
    assert qualities(found, "ph-theater", Property.FREE_SPACES) == [(0, 1), (7, 1)]


def test_leaving_rows_out_does_not_change_the_doubt(tmp_path: Path) -> None:
    rows = "2025-05-01 00:00,0,3\n2035-05-01 00:05,7,ges\n"
    path = parking(tmp_path, "a.csv", HEADER + rows)
    found = read_file(mapping(PARKING), path, skip_bad=True, until_us=1_800_000_000_000_000)
    assert len(found.skipped) == 1
    assert qualities(found, "ph-theater", Property.FREE_SPACES) == [(0, 1)]


def test_a_count_of_zero_is_never_doubted(tmp_path: Path) -> None:
    found = read_file(mapping(BIKES), bikes(tmp_path, "a.csv", day("2024-05-01", "0", "0", "0")))
    assert set(found.quality.tolist()) == {1}


def test_capacities_stand_in_a_second_header_row(tmp_path: Path) -> None:
    text = (
        '"Datum und Uhrzeit","PH Neu","PP Süd"\n"Anzahl Parkplätze gesamt","(743)","(0)"\n'
        '"2025-05-01 00:00","ges",3\n'
    )
    found = read_file(mapping(PARKING), parking(tmp_path, "a.csv", text))
    assert [(c.site, c.spaces, c.always) for c in found.capacities] == [("ph-neu", 743, False)]
    assert found.rows == 1


def test_a_column_without_a_name_is_left_out_and_said(tmp_path: Path) -> None:
    text = "Datum und Uhrzeit,,PH Theater\n2022-12-02 00:00,7,654\n"
    found = read_file(mapping(PARKING), parking(tmp_path, "a.csv", text))
    assert values(found, "ph-theater", Property.FREE_SPACES) == [654]
    assert "without a name" in found.notes[0]


def test_a_row_with_the_new_car_park_in_front_is_not_shifted(tmp_path: Path) -> None:
    rows = "2022-12-01 16:55,272,32\n2022-12-01 17:00,0,313,8\n"
    found = read_file(mapping(PARKING), parking(tmp_path, "a.csv", HEADER + rows))
    assert values(found, "ph-theater", Property.FREE_SPACES) == [272, 313]
    assert values(found, "pp-sued", Property.FREE_SPACES) == [32, 8]


def test_a_ragged_row_is_refused_with_its_line(tmp_path: Path) -> None:
    path = parking(tmp_path, "a.csv", HEADER + "2022-12-01 16:55,272,32\n2022-12-01 17:00,0\n")
    with pytest.raises(RecordingError, match=r"a\.csv, line 3: the row has 2 fields, the header 3"):
        read_file(mapping(PARKING), path)
    assert len(read_file(mapping(PARKING), path, skip_bad=True).skipped) == 1


def test_a_bad_value_is_named_with_file_line_column_value_and_remedy(tmp_path: Path) -> None:
    path = parking(tmp_path, "a.csv", HEADER + "2022-12-01 16:55,272,geschlossen\n")
    with pytest.raises(RecordingError) as refused:
        read_file(mapping(PARKING), path)
    assert str(refused.value).startswith(
        "a.csv, line 2, column 'PP Süd': 'geschlossen' is not a number and none of the tokens "
        "ges, bes, kei; add it under [tokens]"
    )


@pytest.mark.parametrize("bad", ["nan", "inf", "1_000", "1e999", "12.5", "0x10", "-", "1 2"])
def test_what_is_no_count_is_refused(tmp_path: Path, bad: str) -> None:
    path = bikes(tmp_path, "2024-05.csv", [("2024-05-01 00:00", "1", bad, "1")])
    with pytest.raises(RecordingError, match="line 2, column 'Weg IN'"):
        read_file(mapping(BIKES), path)


@pytest.mark.parametrize("bad", ["2024-02-30 00:00", "2024-05-01", "01.05.2024 00:00", "", "24:00"])
def test_what_is_no_time_is_refused(tmp_path: Path, bad: str) -> None:
    path = bikes(
        tmp_path, "2024-05.csv", [("2024-05-01 00:00", "1", "1", "0"), (bad, "2", "1", "1")]
    )
    with pytest.raises(RecordingError, match="line 3, column 'Datetime'"):
        read_file(mapping(BIKES), path)
    assert len(read_file(mapping(BIKES), path, skip_bad=True)) == 3


def test_times_before_2000_are_refused(tmp_path: Path) -> None:
    path = bikes(tmp_path, "1970-01.csv", [("1970-01-01 00:00", "1", "1", "0")])
    with pytest.raises(RecordingError, match="before 2000"):
        read_file(mapping(BIKES), path)


def test_at_most_so_many_problems_are_shown(tmp_path: Path) -> None:
    path = bikes(tmp_path, "2024-05.csv", day("2024-05-01", "x", "1", "1"))
    with pytest.raises(RecordingError) as refused:
        read_file(mapping(BIKES), path)
    lines = str(refused.value).splitlines()
    assert len(lines) == PROBLEMS_SHOWN_MAX + 1
    assert lines[-1] == "… and 76 more in this file"


def test_skipping_keeps_the_rest_and_counts(tmp_path: Path) -> None:
    rows = [("2024-05-01 00:00", "3", "1", "x"), ("2024-05-01 00:15", "2", "1", "1")]
    found = read_file(mapping(BIKES), bikes(tmp_path, "2024-05.csv", rows), skip_bad=True)
    assert len(found) == 5
    assert [p.value for p in found.skipped] == ["x"]


def test_an_empty_cell_is_no_reading(tmp_path: Path) -> None:
    found = read_file(
        mapping(BIKES), bikes(tmp_path, "2024-05.csv", day("2024-05-01", "5", "5", ""))
    )
    assert [c.values for c in found.channels] == [96, 96, 0]
    assert len(found) == 2 * 96


def test_whole_numbers_written_as_decimals_are_the_same(tmp_path: Path) -> None:
    rows = [("2024-05-01 00:00", "3.0", "1", "2"), ("2024-05-01 00:15", "2", "1.0", "1")]
    found = read_file(mapping(BIKES), bikes(tmp_path, "2024-05.csv", rows))
    assert sorted(found.result.tolist()) == [1, 1, 1, 2, 2, 3]


def test_a_summed_clock_change_hour_is_one_reading_a_channel(tmp_path: Path) -> None:
    found = read_file(
        mapping(BIKES), bikes(tmp_path, "2024-10.csv", day("2024-10-27", "3", "2", "1"))
    )
    long = found.duration_ms == 7_200_000
    assert sorted(found.result[long].tolist()) == [4, 8, 12]
    assert set(found.time_us[long].astype("datetime64[us]").astype(str)) == {
        "2024-10-27T00:00:00.000000"
    }
    assert (~long).sum() == 3 * 92
    assert found.result.sum() == 96 * 6
    assert found.duration_ms.astype(int).sum() == 3 * 25 * 3_600_000


def test_a_summed_hour_that_lacks_a_row_is_left_out_and_said(tmp_path: Path) -> None:
    rows = [row for row in day("2024-10-27", "3", "2", "1") if row[0] != "2024-10-27 02:30"]
    found = read_file(mapping(BIKES), bikes(tmp_path, "2024-10.csv", rows))
    assert not (found.duration_ms == 7_200_000).any()
    assert "3 of 4 rows" in found.notes[0]


def test_times_that_stand_twice_with_the_same_values_are_said(tmp_path: Path) -> None:
    rows = day("2024-05-02", "3", "2", "1")
    again = rows[40:44]  # 10:00 to 10:45
    found = read_file(mapping(BIKES), bikes(tmp_path, "2024-05.csv", [*rows, *again]))
    once = read_file(mapping(BIKES), bikes(tmp_path, "2024-06.csv", rows))
    assert found.notes == (
        "4 times stand more than once with the same values (2024-05-02 10:00 to 2024-05-02 10:45); "
        "each counts once",
    )
    assert once.notes == ()


def test_times_that_stand_twice_with_other_values_are_no_repetition(tmp_path: Path) -> None:
    rows = [("2024-05-01 00:00", "3", "1", "2"), ("2024-05-01 00:00", "9", "4", "5")]
    found = read_file(mapping(BIKES), bikes(tmp_path, "2024-05.csv", rows))
    assert found.notes == ()


def test_the_doubled_hour_is_two_hours_in_a_correct_wall_clock(tmp_path: Path) -> None:
    hours = [("02", "1"), ("02", "2"), ("03", "3")]
    rows = "".join(
        f"2022-10-30 {h}:{m},{v},0\n" for h, v in hours for m in ("00", "15", "30", "45")
    )
    found = read_file(mapping(PARKING), parking(tmp_path, "a.csv", HEADER + rows))
    mine = found.channel == 0
    hour = (found.time_us[mine] // 3_600_000_000) % 24
    assert hour.tolist() == [0] * 4 + [1] * 4 + [2] * 4
    assert found.result[mine].tolist() == [1] * 4 + [2] * 4 + [3] * 4


def test_a_time_the_clock_skipped_is_refused_with_its_line(tmp_path: Path) -> None:
    path = parking(tmp_path, "a.csv", HEADER + "2022-03-27 02:30,1,2\n")
    with pytest.raises(RecordingError, match=r"line 2, column 'Datum und Uhrzeit'.*skipped"):
        read_file(mapping(PARKING), path)


def test_a_gz_file_is_read_like_the_plain_one(tmp_path: Path) -> None:
    plain = bikes(tmp_path, "2024-05.csv", day("2024-05-01", "5", "3", "2"))
    packed = plain.with_name("2024-05.csv.gz")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    one, other = read_file(mapping(BIKES), plain), read_file(mapping(BIKES), packed)
    assert one.sha256 == other.sha256
    assert one.result.tolist() == other.result.tolist()


def test_a_damaged_gz_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"Datetime,1 (x)\n" * 1_000)[:-20])
    with pytest.raises(RecordingError, match="cannot be read"):
        read_file(mapping(BIKES), path)


TOWN = """
id = "town"
title = "Town"
recognise = ["^Datum$"]
[file]
delimiter = ";"
encoding = "latin-1"
decimal = ","
thousands = "."
title_rows = 2
total_rows = ["Summe"]
[time]
columns = ["Datum", "Uhrzeit"]
format = "%d.%m.%Y %H:%M"
zone = "Europe/Berlin"
clock_change = "summed-hour"
label = "end"
interval_s = 3600
[columns]
site = "each-column"
kind = "station"
property = "air_temperature"
"""
GERMAN = (
    "Wetter der Stadt\n\nDatum;Uhrzeit;Rathaus;Süd\n"
    "01.05.2024;01:00;12,5;\n01.05.2024;02:00;1.000,5;7\nSumme;;1013;7\n"
)


def test_german_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "town.csv"
    path.write_bytes(GERMAN.replace("1.000,5", "11,5").encode("latin-1"))
    found = read_file(parse(TOWN, "town.toml"), path)
    assert values(found, "rathaus", Property.AIR_TEMPERATURE) == [12.5, 11.5]
    assert str(found.time_us.astype("datetime64[us]")[0]) == "2024-04-30T22:00:00.000000"


def test_a_thousands_mark_is_not_a_decimal_one(tmp_path: Path) -> None:
    path = tmp_path / "town.csv"
    path.write_bytes(GERMAN.encode("latin-1"))
    with pytest.raises(RecordingError, match=r"'1\.000,5' is outside the range of air_temperature"):
        read_file(parse(TOWN, "town.toml"), path)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_another_encoding_is_read_and_named(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    text = HEADER + "2022-05-01 00:00,1,2\n"
    path.write_bytes(text.encode("utf-8"))
    usual = read_file(mapping(PARKING), path)
    path.write_bytes(text.encode(encoding))
    found = read_file(mapping(PARKING), path)
    assert [c.site for c in found.channels] == [c.site for c in usual.channels]
    assert found.result.tolist() == usual.result.tolist()
    assert usual.notes == ()
    assert "was read as" in found.notes[0]


def test_bytes_of_no_encoding_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((HEADER + "2022-05-01 00:00,1,2\n").encode() + b"\x81\xff,,")
    with pytest.raises(RecordingError, match=r"line 3: .*neither UTF-8 nor cp1252"):
        read_file(mapping(PARKING), path)


@pytest.mark.parametrize(("old", "new"), [(" 00:00", " 00:00:00"), (" 00:00", "T00:00")])
def test_a_column_may_write_its_times_as_other_programs_do(
    tmp_path: Path, old: str, new: str
) -> None:
    path = tmp_path / "a.csv"
    text = HEADER + "2022-05-01 00:00,1,2\n2022-05-02 00:00,3,4\n"
    path.write_text(text, encoding="utf-8")
    usual = read_file(mapping(PARKING), path)
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert read_file(mapping(PARKING), path).time_us.tolist() == usual.time_us.tolist()
    path.write_text(text.replace("01 00:00", "01 00:00:30"), encoding="utf-8")
    with pytest.raises(RecordingError, match="is no time of the form"):
        read_file(mapping(PARKING), path)


def test_a_workbook_is_read_like_the_same_csv(tmp_path: Path) -> None:
    from openpyxl import Workbook  # type: ignore[import-untyped]

    plain = bikes(tmp_path, "2024-05.csv", day("2024-05-01", "5", "3", "2"))
    book = Workbook()
    for line in plain.read_text().splitlines():
        book.active.append([int(c) if c.isdigit() else c for c in line.split(",")])
    path = plain.with_suffix(".xlsx")
    book.save(path)
    one, other = read_file(mapping(BIKES), plain), read_file(mapping(BIKES), path)
    assert one.result.tolist() == other.result.tolist()
    assert one.time_us.tolist() == other.time_us.tolist()


def test_another_format_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = parking(tmp_path, "a.csv", HEADER + "2022-05-01 00:00,1,2\n")
    with pytest.raises(RecordingError, match="has no column 'Datetime'"):
        read_file(mapping(BIKES), path)
    path.write_text("")
    with pytest.raises(RecordingError, match="has no header"):
        read_file(mapping(BIKES), path)
