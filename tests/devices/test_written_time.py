"""Times as devices write them are read by a format and the zone it is in."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from devices import written_time
from devices.errors import ModelError
from devices.model_file import parse
from devices.modelled import said

FILE = """
id = "m"
name = "m"
codec = "javascript:m.js"
heartbeat_s = 7200

[[channel]]
name = "temperature"
property = "air_temperature"
field = "t"
time_field = "at"
"""


@pytest.mark.parametrize(
    ("text", "form", "when"),
    [
        ("31/12/2026 14:05:09", "dd/mm/yyyy HH:MM:SS", "2026-12-31T14:05:09"),
        ("1/2/2026 4:05:09", "dd/mm/yyyy HH:MM:SS", "2026-02-01T04:05:09"),
        ("20261231140509", "yyyymmddHHMMSS", "2026-12-31T14:05:09"),
        ("31.12.26 14:05", "dd.mm.yy HH:MM", "2026-12-31T14:05:00"),
        ("12-31-2026 02:05:09 PM", "mm-dd-yyyy hh:MM:SS AM", "2026-12-31T14:05:09"),
        ("12-31-2026 12:05 am", "mm-dd-yyyy hh:MM AM", "2026-12-31T00:05:00"),
        ("31 Dec 2026 14:05:09.25", "dd mmm yyyy HH:MM:SS.ff", "2026-12-31T14:05:09.250000"),
        ("2026-12-31T14:05:09Z", "yyyy-mm-ddTHH:MM:SSZ", "2026-12-31T14:05:09+00:00"),
    ],
)
def test_a_time_is_read_as_its_format_says(text: str, form: str, when: str) -> None:
    assert written_time.fault_of_format(form) is None
    assert written_time.read(text, form).isoformat() == when


def test_a_time_may_carry_its_zone() -> None:
    read = written_time.read("31/12/2026 14:05 +01:00", "dd/mm/yyyy HH:MM Z")

    assert read == datetime(2026, 12, 31, 14, 5, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize("text", ["2026-12-31 14:05:09", "31/13/2026 14:05:09", "31/12/2026", ""])
def test_what_is_written_otherwise_is_no_time(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        written_time.read(text, "dd/mm/yyyy HH:MM:SS")


def model_of(form: str, zone: str | None) -> str:
    """Return a model file with a format and a zone."""
    return f'{FILE}time_format = "{form}"\n' + (f'time_zone = "{zone}"\n' if zone else "")


@pytest.mark.parametrize(
    ("zone", "hour"), [("Europe/Berlin", 13), ("+02:00", 12), ("Z", 14), ("-03:30", 17)]
)
def test_a_model_reads_a_time_of_its_own_format_in_its_zone(zone: str, hour: int) -> None:
    model = parse(model_of("dd/mm/yyyy HH:MM:SS", zone), "m")

    (reading,) = said(model, {"t": 7.5, "at": "31/12/2026 14:05:00"}, 1)

    minute = 35 if zone == "-03:30" else 5
    when = datetime(2026, 12, 31, hour, minute, tzinfo=UTC)
    assert reading.time_us == int(when.timestamp()) * 1_000_000


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("25/10/2026 02:30:00", "twice or never in Europe/Berlin"),
        ("29/03/2026 02:30:00", "twice or never in Europe/Berlin"),
        ("2026-12-31 14:05", "is not written as dd/mm/yyyy HH:MM:SS"),
    ],
)
def test_a_time_that_cannot_be_meant_sets_the_reading_aside(at: str, sentence: str) -> None:
    model = parse(model_of("dd/mm/yyyy HH:MM:SS", "Europe/Berlin"), "m")

    (reading,) = said(model, {"t": 7.5, "at": at}, 1)

    assert sentence in reading.problem


@pytest.mark.parametrize(
    ("form", "zone", "sentence"),
    [
        ("%d/%m/%Y", "Z", "is no part of a time"),
        ("dd/mm/yyyy", "Z", "has no hour"),
        ("HH:MM:SS", "Z", "needs year"),
        ("dd/mm/yyyy hh:MM", "Z", "hh together with AM"),
        ("dd/mm/yyyy HH:mm", "Z", "says mm twice"),
        ("dd/mm/yyyy HH:MM", None, "in which zone the device writes its time"),
        ("dd/mm/yyyy HH:MM", "Berlin", "is no zone"),
    ],
)
def test_a_format_that_cannot_be_read_is_refused_with_its_key(
    form: str, zone: str | None, sentence: str
) -> None:
    with pytest.raises(ModelError, match=sentence):
        parse(model_of(form, zone), "m")


def test_a_format_and_a_unit_are_one_too_many() -> None:
    with pytest.raises(ModelError, match="time_format: give it with time_field and without"):
        parse(model_of("dd/mm/yyyy HH:MM", "Z") + 'time_unit = "s"\n', "m")
