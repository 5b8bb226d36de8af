"""Reading one message: any bytes are read or rejected, and only what is bad is set aside."""

import time
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.quality import Flag
from ingest.checks import Limits
from ingest.read import ReadMessage, read
from ingest.senders import Senders
from ingest.source import Delivery
from store.instants import from_us, to_us
from store.senders import NumberedChannel
from store.senders import Senders as Stored

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIMITS = Limits(municipality="telgte")
UP = "mobility/v1/telgte/{}/up"


@pytest.fixture(scope="module")
def senders() -> Senders:
    """Know a counter, a radar, and the pseudo-device of a recording."""
    known = Senders()
    known.replace(
        Stored(
            models={
                "counter": "wegwarte-bicycle-counter-1",
                "radar": "wegwarte-radar-1",
                "bay": "wegwarte-bay-1",
                "import-m-1": "import",
            },
            channels=[
                NumberedChannel(
                    device="import-m-1", name="100", id=5, property="count", hold_max_s=0
                ),
                NumberedChannel(
                    device="import-m-1", name="odd", id=6, property="no such", hold_max_s=0
                ),
            ],
        )
    )
    return known


def said(topic: str, payload: bytes) -> Delivery:
    return Delivery(
        source="native",
        topic=topic,
        payload=payload,
        payload_length=len(payload),
        received=NOW,
        ticket=1,
    )


def heard(senders: Senders, device: str, *readings: dict[str, object]) -> ReadMessage:
    payload = msgspec.json.encode({"v": 1, "boot": "b", "seq": 4, "readings": readings})
    return read(said(UP.format(device), payload), senders, LIMITS)


@given(topic=st.text(max_size=80), payload=st.binary(max_size=300))
def test_any_topic_and_any_bytes_are_read_or_rejected(
    senders: Senders, topic: str, payload: bytes
) -> None:
    done = read(said(topic, payload), senders, LIMITS)

    assert done.faults
    assert done.device == ""


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["v", "boot", "seq", "readings", "channel", "time", "value", "duration_s", "n"]
                ),
                inner | st.datetimes().map(datetime.isoformat) | st.just("bicycles-a"),
                max_size=5,
            )
        ),
    )
)
def test_any_json_is_read_or_rejected(senders: Senders, anything: object) -> None:
    done = read(said(UP.format("counter"), msgspec.json.encode(anything)), senders, LIMITS)

    assert done.device == "counter"
    assert done.faults or done.frame is not None


QUARTER = {"channel": "bicycles-a", "time": "2026-11-22T10:00:00Z", "duration_s": 900}
FINITE = st.floats(allow_nan=False, allow_infinity=False)
times = st.integers(-631_152_000, 4_102_444_800).map(lambda s: from_us(s * 1_000_000).isoformat())


@given(
    time=times,
    duration_s=st.none() | FINITE | st.floats(0, 1e4),
    value=st.none()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.integers(-10, 2_000_000),
)
def test_a_reading_is_either_stored_as_said_or_set_aside(
    senders: Senders, time: str, duration_s: float | None, value: float | None
) -> None:
    reading = QUARTER | {"time": time, "duration_s": duration_s, "value": value}
    done = heard(senders, "counter", reading)

    assert len(done.rows) + len(done.faults) == 1
    for row in done.rows:
        assert row.time_us == to_us(datetime.fromisoformat(time))
        assert row.duration_ms == round((duration_s or 0) * 1_000)
        assert row.result == value or (value is None and row.quality == Flag.MISSING)


def test_null_says_that_the_device_does_not_know(senders: Senders) -> None:
    [row] = heard(senders, "counter", QUARTER | {"value": None}).rows

    assert row.result != row.result
    assert row.quality == Flag.MISSING


def test_what_the_device_doubts_is_kept_with_quality_3(senders: Senders) -> None:
    [row] = heard(senders, "counter", QUARTER | {"value": 3, "doubtful": True}).rows
    [sure] = heard(senders, "counter", QUARTER | {"value": 3, "doubtful": False}).rows

    assert (row.result, row.quality) == (3, Flag.SUSPECT)
    assert sure.quality == Flag.GOOD


def test_channels_of_recordings_are_known_from_the_registry(senders: Senders) -> None:
    done = heard(
        senders,
        "import-m-1",
        QUARTER | {"channel": "100", "value": 3},
        QUARTER | {"channel": "odd", "value": 3},
    )

    assert [row.channel.id for row in done.rows] == [5]
    assert [fault.cause for fault in done.faults] == ["unknown_channel"]


def test_vehicles_without_a_number_are_numbered_within_their_message(senders: Senders) -> None:
    vehicle = {"channel": "vehicles-a", "time": "2026-11-22T10:00:00Z", "speed_km_h": 30}
    done = heard(senders, "radar", vehicle, vehicle, vehicle | {"channel": "vehicles-b"})

    assert [v.n for v in done.vehicles] == [0, 1, 0]


def test_a_vehicle_faster_than_any_is_set_aside_and_the_next_is_not(senders: Senders) -> None:
    vehicle = {"channel": "vehicles-a", "time": "2026-11-22T10:00:00Z", "n": 3}
    done = heard(senders, "radar", vehicle | {"speed_km_h": 900}, vehicle)

    assert [fault.reading_index for fault in done.faults] == [0]
    assert [v.reading_index for v in done.vehicles] == [1]


def test_of_overlapping_intervals_the_first_stays_and_equal_starts_are_left_to_the_store(
    senders: Senders,
) -> None:
    done = heard(
        senders,
        "counter",
        QUARTER | {"value": 1},
        QUARTER | {"value": 2, "time": "2026-11-22T10:05:00Z"},
        QUARTER | {"value": 3},
        QUARTER | {"value": 4, "time": "2026-11-22T09:50:00Z"},
        QUARTER | {"value": 5, "time": "2026-11-22T10:15:00Z"},
        QUARTER | {"value": 6, "channel": "bicycles-b", "time": "2026-11-22T10:05:00Z"},
    )

    assert [row.result for row in done.rows] == [1, 3, 5, 6]
    assert [fault.reading_index for fault in done.faults] == [1, 3]


def test_a_state_has_no_interval(senders: Senders) -> None:
    state = {"channel": "bay", "time": "2026-11-22T10:00:00Z", "value": 1}

    assert [row.result for row in heard(senders, "bay", state).rows] == [1.0]
    assert heard(senders, "bay", state | {"duration_s": 60}).faults[0].cause == "bad_interval"


def test_health_is_accepted_and_says_nothing_measured(senders: Senders) -> None:
    topic = "mobility/v1/telgte/counter/health"
    done = read(said(topic, b"anything"), senders, LIMITS)

    assert (done.rows, done.faults, done.device) == ([], [], "counter")


@pytest.mark.parametrize(
    "topic", ["mobility/v1/ahlen/counter/up", "mobility/v1/telgte/counter/down"]
)
def test_another_town_and_another_stream_are_refused(senders: Senders, topic: str) -> None:
    [fault] = read(said(topic.format("counter"), b"{}"), senders, LIMITS).faults

    assert fault.cause == "bad_topic"


def test_the_devices_numbering_is_kept_with_the_first_time_it_measured(senders: Senders) -> None:
    frame = heard(senders, "counter", QUARTER | {"value": 1}).frame

    assert frame is not None
    assert (frame.device, frame.session, frame.counter) == ("counter", "b", 4)
    assert from_us(frame.measured_us) == datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_a_vehicle_keeps_its_number_whatever_becomes_of_the_one_before_it(
    senders: Senders,
) -> None:
    vehicle = {"channel": "vehicles-a", "time": "2026-11-22T11:00:00Z", "speed_km_h": 50}
    message = heard(senders, "radar", vehicle | {"speed_km_h": 500}, vehicle)
    assert [v.n for v in message.vehicles] == [1]


def test_vehicles_are_numbered_in_one_pass(senders: Senders) -> None:
    vehicle = {"channel": "vehicles-a", "time": "2026-11-22T11:00:00Z"}
    began_s = time.process_time()
    message = heard(senders, "radar", *[vehicle] * 4_000)
    assert [v.n for v in message.vehicles] == list(range(4_000))
    assert time.process_time() - began_s < 0.5  # compared with one another: over 1 s
