"""What the tests ask decoders: codecs of their own, one frame or many."""

from datetime import UTC, datetime

from devices.errors import Cause, RejectedError
from devices.uplink import Fields
from ingest.javascript.decoders import Decoders
from ingest.javascript.job import Codec, Decoded, Job

RECEIVED = datetime(2026, 3, 1, 12, 30, 0, 250_000, tzinfo=UTC)
GOOD = "function decodeUplink(input) { return { data: { first: input.bytes[0] } }; }"


def job(source: str, payload: bytes = b"\x01", *, port: int = 1, sender: str = "one") -> Job:
    """A frame for a codec of this source."""
    return Job(
        codec=Codec.of(name="vendor.js", source=source),
        port=port,
        payload=payload,
        received=RECEIVED,
        sender=sender,
    )


async def fields(
    decoders: Decoders, source: str, payload: bytes = b"\x01", port: int = 1
) -> Fields:
    """What a codec makes of a frame."""
    (outcome,) = await decoders.decode([job(source, payload, port=port)])
    assert isinstance(outcome, Decoded), outcome
    return outcome.fields


async def refusal(decoders: Decoders, source: str, *, sender: str = "one") -> str:
    """In which words a frame is set aside."""
    (outcome,) = await decoders.decode([job(source, sender=sender)])
    assert isinstance(outcome, RejectedError), outcome
    assert outcome.cause is Cause.CODEC_FAILED
    assert outcome.detail.startswith("codec vendor.js on 1 bytes of port 1: ")
    return outcome.detail


def decode_body(body: str) -> str:
    """A codec of The Things Network's form with this body."""
    return f"function decodeUplink(input) {{ {body} }}"
