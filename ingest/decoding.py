"""Payload bytes -> fields: by a built-in codec, a vendor's JavaScript, or as the server has it.

Our own reading is preferred, for a server drops its own under load and its formatter changes
without notice; where both are there they are compared.
"""

from devices.errors import Cause, RejectedError
from devices.model import JAVASCRIPT, DeviceModel
from ingest.differing import difference
from ingest.javascript.job import Decoded, Job
from ingest.known import Known, builtin, is_native
from ingest.served_message import Part, ServedMessage
from store.instants import from_us

_SHOWN_MAX = 200


def begin(part: Part, model: DeviceModel, known: Known, done: ServedMessage) -> None:
    """Decode a frame, or leave a job for the decoders of JavaScript.

    Raises
    ------
    RejectedError
        It cannot be decoded, and the server has not done so either.
    """
    uplink = part.uplink
    if not uplink.payload or not model.codec:  # of no bytes a codec makes what it likes
        part.fields = uplink.decoded
        if part.fields is None or is_native(model):
            raise RejectedError(
                Cause.CODEC_FAILED,
                f"model {model.id!r} of {done.device!r} has no codec: give the device another "
                "model, or the model a codec",
            )
        return
    script = known.script(model) if model.codec.startswith(JAVASCRIPT) else None
    if script is not None:
        part.job = Job(
            codec=script,
            port=uplink.port,
            payload=uplink.payload,
            received=from_us(part.moment.at_us),
            sender=done.device,
        )
        return
    outcome = _decoded(uplink.port, uplink.payload, model)
    if outcome is None:
        done.retry = done.device  # its file may have come since we asked last
        outcome = RejectedError(
            Cause.CODEC_FAILED,
            f"model {model.id!r} names the codec {model.codec!r}, which is not here: add its file "
            "with `wegwarte model add --codec FILE`",
        )
    take(part, outcome, done)


def take(part: Part, outcome: Decoded | RejectedError, done: ServedMessage) -> None:
    """Take our own reading of a frame, the server's where ours failed; say where they differ.

    Raises
    ------
    RejectedError
        Ours failed, and there is no other.
    """
    theirs = part.uplink.decoded
    if isinstance(outcome, RejectedError):
        if theirs is None:
            raise outcome
        part.fields = theirs
        done.compared = done.differed = 1
        done.difference = f"the server's reading is stored: {outcome.detail}"[:_SHOWN_MAX]
        return
    part.fields = outcome.fields
    if theirs is not None:
        done.compared = 1
        done.difference = difference(outcome.fields, theirs)
        done.differed = int(done.difference is not None)


def _decoded(port: int, payload: bytes, model: DeviceModel) -> Decoded | RejectedError | None:
    """Return what a built-in codec makes of a frame, None when there is none of that name."""
    decode = builtin(model.codec)
    if decode is None:
        return None
    try:
        return Decoded(fields=decode(port, payload))
    except RejectedError as why:
        return why
