"""Payload bytes -> fields: by a built-in codec, a vendor's JavaScript, or as the server has it.

Our own reading is preferred, for a server drops its own under load and its formatter changes
without notice; where both are there they are compared.
"""

from devices.errors import Cause, RejectedError
from devices.model import JAVASCRIPT, DeviceModel
from devices.uplink import Fields
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
        done.waits = True
        return
    decode = builtin(model.codec)
    if decode is None:
        done.retry = done.device  # its file may have come since we asked last
        why = RejectedError(
            Cause.CODEC_FAILED,
            f"model {model.id!r} names the codec {model.codec!r}, which is not here: add its file "
            "with `wegwarte model add --codec FILE`",
        )
        _take_theirs(part, why, done)
        return
    try:
        fields = decode(uplink.port, uplink.payload)
    except RejectedError as why:
        _take_theirs(part, why, done)
    else:
        _take_ours(part, fields, done)


def take(part: Part, outcome: Decoded | RejectedError, done: ServedMessage) -> None:
    """Take our own reading of a frame, the server's where ours failed; say where they differ.

    Raises
    ------
    RejectedError
        Ours failed, and there is no other.
    """
    if isinstance(outcome, RejectedError):
        _take_theirs(part, outcome, done)
    else:
        _take_ours(part, outcome.fields, done)


def _take_ours(part: Part, fields: Fields, done: ServedMessage) -> None:
    part.fields = fields
    theirs = part.uplink.decoded
    if theirs is not None:
        done.compared = 1
        done.difference = difference(fields, theirs)
        done.differed = int(done.difference is not None)


def _take_theirs(part: Part, why: RejectedError, done: ServedMessage) -> None:
    if part.uplink.decoded is None:
        raise why
    part.fields = part.uplink.decoded
    done.compared = done.differed = 1
    done.difference = f"the server's reading is stored: {why.detail}"[:_SHOWN_MAX]
