"""The encoder was written from the documentation; here the decoder reads what it wrote."""

from hypothesis import given
from hypothesis import strategies as st

from devices import native
from devices.reading import DURATION_MAX_MS
from firmware_sim.payload import Measurement, encode, iso

_TIMES = st.integers(946_684_800_000_000, 4_102_444_800_000_000)  # 2000 to 2100
_VALUES = st.none() | st.floats(allow_nan=False, allow_infinity=False, width=64)
_CHANNELS = st.sampled_from(["bay", "bicycles-a", "pm2-5", "Zähler ü"])
_STATES = st.builds(
    lambda channel, time_us, value, duration_ms: Measurement(
        channel=channel, time_us=time_us, due_us=time_us, value=value, duration_ms=duration_ms
    ),
    _CHANNELS,
    _TIMES,
    _VALUES,
    st.none() | st.integers(1, DURATION_MAX_MS),
)
_PASSAGES = st.builds(
    lambda time_us, n, speed, length: Measurement(
        channel="vehicles-a",
        time_us=time_us,
        due_us=time_us,
        n=n,
        speed_km_h=speed,
        length_m=length,
    ),
    _TIMES,
    st.integers(0, 2**31 - 1),
    st.none() | st.floats(0, 400),
    st.none() | st.floats(0, 100),
)


@given(st.integers(0, 2**62 - 1), st.lists(_STATES | _PASSAGES, max_size=20))
def test_the_decoder_reads_what_the_firmware_wrote(seq: int, said: list[Measurement]) -> None:
    read = native.decode(encode("5f0c", seq, said))

    assert (read.v, read.boot, read.seq, read.device) == (1, "5f0c", seq, None)
    assert [_back(reading) for reading in read.readings] == [_plain(m) for m in said]


def _back(reading: native.NativeReading) -> tuple[object, ...]:
    return (
        reading.channel,
        reading.time_us,
        None if reading.n is not None else reading.value,
        None if reading.duration_s is None else round(reading.duration_s * 1_000),
        reading.n,
        reading.speed_km_h,
        reading.length_m,
    )


def _plain(said: Measurement) -> tuple[object, ...]:
    return (
        said.channel,
        said.time_us,
        said.value,
        said.duration_ms,
        said.n,
        said.speed_km_h,
        said.length_m,
    )


def test_an_unknown_value_is_said_and_not_left_out() -> None:
    payload = encode("b", 0, [Measurement(channel="bay", time_us=0, due_us=0)])

    assert native.decode(payload).readings[0].value is None


def test_instants_are_written_in_utc_to_the_microsecond() -> None:
    assert iso(1_763_546_400_000_001) == "2025-11-19T10:00:00.000001Z"
