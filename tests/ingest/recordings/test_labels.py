"""Labels give directions, modes and roles, whatever the publisher calls them this month."""

from pathlib import Path

import pytest

from devices.properties import Direction, Mode
from ingest.recordings.problems import RecordingError
from ingest.recordings.read import read_file
from ingest.recordings.recording import RecordedChannel
from tests.ingest.recordings.samples import BIKES, bikes, mapping

ROW = "2024-05-01 00:00"


def channels(folder: Path, *labels: str, station: str = "100") -> dict[str, RecordedChannel]:
    path = bikes(
        folder, "2024-05.csv", [(ROW, *("1" for _ in range(len(labels) + 1)))],
        station=station, labels=labels,
    )  # fmt: skip
    return {c.source_id: c for c in read_file(mapping(BIKES), path).channels}


@pytest.mark.parametrize(
    ("label", "direction"),
    [
        ("101 (Weg IN)", Direction.A),
        ("101 (Channel 1 IN)", Direction.A),
        ("101 (Weg [Bike OUT])", Direction.B),
        ("101 (Weg Fahrräder Stadteinwärts)", Direction.A),
        ("101 (FR stdteinwärts)", Direction.A),
        ("101 (Weg auswärts)", Direction.B),
        ("101 (Weg Formel- Fahrräder Stadtauswärts)", Direction.B),
        ("101 (Weg PKW)", Direction.BOTH),
    ],
)
def test_words_of_a_label_give_the_direction(
    tmp_path: Path, label: str, direction: Direction
) -> None:
    assert channels(tmp_path, label)["101"].direction is direction


@pytest.mark.parametrize(
    ("label", "mode"),
    [
        ("101 (Weg PKW Stadteinwärts)", Mode.CAR),
        ("101 (Weg [Car IN])", Mode.CAR),
        ("101 (Weg [Bike IN])", Mode.BICYCLE),
        ("101 (Weg Radfahrer FR Mauritztor)", Mode.BICYCLE),
    ],
)
def test_words_of_a_label_give_the_mode(tmp_path: Path, label: str, mode: Mode) -> None:
    assert channels(tmp_path, label)["101"].mode is mode


def test_the_station_column_is_a_check_over_both_directions(tmp_path: Path) -> None:
    found = channels(tmp_path, "101 (Weg IN)", "102 (Weg OUT)")
    assert (found["100"].role, found["100"].direction) == ("check", Direction.BOTH)
    assert {found["101"].role, found["102"].role} == {"part"}


def test_a_station_column_alone_is_the_count_itself(tmp_path: Path) -> None:
    found = channels(tmp_path)
    assert (found["100"].role, found["100"].direction) == ("part", Direction.BOTH)


def test_a_total_over_bicycles_and_cars_has_no_mode(tmp_path: Path) -> None:
    assert channels(tmp_path, "101 (Weg IN)", "102 (Weg [Car IN])")["100"].mode is None
    assert channels(tmp_path, "101 (Weg IN)", "102 (Weg OUT)")["100"].mode is Mode.BICYCLE


def test_names_of_directions_in_the_mapping_hold(tmp_path: Path) -> None:
    labels = (
        "102031297 (Promenade Radfahrer FR Salzstraße)",
        "101031297 (Promenade FR Mauritztor)",
    )
    found = channels(tmp_path, *labels, station="100031297")
    assert found["101031297"].direction is Direction.A
    assert found["102031297"].direction is Direction.B


def test_renaming_in_and_out_does_not_turn_a_channel(tmp_path: Path) -> None:
    before = channels(tmp_path / "1", "353409612 (Promenade (westl. Hals) IN)", station="300037405")
    after = channels(
        tmp_path / "2", "353409612 (Promenade (westl. Hals) FR Ludgerikreisel)", station="300037405"
    )
    assert before["353409612"].direction is after["353409612"].direction


def test_unknown_names_of_directions_are_given_letters_in_sorted_order(tmp_path: Path) -> None:
    one = channels(tmp_path / "1", "101 (Weg FR Zoo)", "102 (Weg FR Aasee)")
    other = channels(tmp_path / "2", "102 (Weg FR Aasee)", "101 (Weg FR Zoo)")
    for found in (one, other):
        assert found["102"].direction is Direction.A
        assert found["101"].direction is Direction.B


def test_three_unknown_directions_are_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="direction_a"):
        channels(tmp_path, "101 (Weg FR Zoo)", "102 (Weg FR Aasee)", "103 (Weg FR Dom)")
