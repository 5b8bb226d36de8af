"""Whatever bytes arrive, a codec reads them or refuses them with a sentence, and no more."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.catalogue import CODECS
from devices.codecs.frame import FRAME_MAX_BYTES
from devices.errors import Cause, RejectedError
from devices.uplink import Fields

#: Frames that are read, of every family: what is mutated lies near the truth.
FRAMES = [
    "01ff",
    "240300007503000000000000001d020301",
    "010d000200",
    "95",
    "d1201f345678",
    "00d3d800590b",
    "06aa",
    "d20a020211004200",
    "a2140a03e832044c3433",
    "be02016412c218b800000000010600000000020b00000000011e000000000000",
    "be010400010002000300041c200ce40139",
    "ff0101ff166614c39694870000ff090102ff1f8401000103d2be00000004d23101000005cc00000000",
    "03d24800000020ce7e2f5f65050300040020ce7e2f5f65100201000fe302100709",
    "04c9030800a106cd0509da00010002000000000ee4011000200020ce7e2f5f6501030800a1",
    "f88501030050fc000201",
    "021b50000f0c25002500270027002701f50107012c012d012d012d67bd618dbd10",
    "0207d9000390888081006400000c60",
    "0230c50003a40c00810c60",
    "0100ea02370700e1150a14190064190065",
    "020600 04a30b00f0d40e 000100 0000 0000 20 000d 000a 6a".replace(" ", ""),
    "f101 03330a 0a020004a30b00f0d40e".replace(" ", ""),
    "01050a7803e8ff30ffffff",
    "8203038407080100320064",
    "017564055b053f02da016a02fe170a00",
    "03670110067104d2fb2e0000018806765ff2960a0003e8",
]
#: No frame of 256 bytes says more than this in JSON; the vendors' worst is 3.1 kB.
TOLD_MAX_BYTES = 16_384


def near(frame: bytes) -> st.SearchStrategy[bytes]:
    """Return a frame with some bytes changed, and cut or prolonged."""
    changes = st.lists(st.tuples(st.integers(0, len(frame) - 1), st.integers(0, 255)), max_size=4)
    ends = st.tuples(st.integers(0, len(frame)), st.binary(max_size=8))

    def change(what: tuple[list[tuple[int, int]], tuple[int, bytes]]) -> bytes:
        changed = bytearray(frame)
        for at, byte in what[0]:
            changed[at] = byte
        cut, tail = what[1]
        return bytes(changed[:cut]) + tail if tail else bytes(changed)

    return st.tuples(changes, ends).map(change)


payloads = st.one_of(
    st.binary(max_size=FRAME_MAX_BYTES),
    st.sampled_from(FRAMES).flatmap(lambda text: near(bytes.fromhex(text))),
)
ports = st.one_of(
    st.sampled_from([1, 2, 3, 4, 5, 6, 10, 13, 14, 15, 16, 17, 26, 27, 28, 85, 190]),
    st.integers(0, 255),
)


def told(name: str, port: int, payload: bytes) -> Fields | None:
    """Return what a codec says; `None` when it refuses as it may."""
    try:
        return CODECS[name](port, payload)
    except RejectedError as why:
        refusal = why
    assert (refusal.cause, bool(refusal.detail)) == (Cause.CODEC_FAILED, True)
    return None


#: The tables of one frame form differ only in what `test_decentlab` draws from each of them.
FORMS = [name for name in CODECS if not name.startswith("decentlab-")] + ["decentlab-dl-pm"]


@pytest.mark.parametrize("name", FORMS)
@given(port=ports, payload=payloads)
def test_any_bytes_are_read_or_refused(name: str, port: int, payload: bytes) -> None:
    fields = told(name, port, payload)
    if fields is not None:
        text = json.dumps(fields, allow_nan=False)
        assert len(text) <= TOLD_MAX_BYTES
        assert payload


@pytest.mark.parametrize("name", CODECS)
def test_more_bytes_than_a_radio_frame_holds_are_refused_unread(name: str) -> None:
    entries = {"cayenne-lpp": bytes.fromhex("03670110"), "milesight-vs121": b"\x06\xcd\x05"}
    payload = entries.get(name, b"\x02") * 100_000
    assert all(told(name, port, payload) is None for port in (1, 2, 4, 5, 6, 7, 13, 85, 190))


@pytest.mark.parametrize("name", CODECS)
def test_no_bytes_are_no_reading(name: str) -> None:
    assert all(told(name, port, b"") is None for port in range(256))


def test_every_frame_of_the_list_is_read_by_some_codec() -> None:
    for text in FRAMES:
        payload = bytes.fromhex(text)
        assert any(
            told(name, port, payload) for name in CODECS for port in (1, 2, 3, 10, 13, 190, 14, 15)
        ), text
