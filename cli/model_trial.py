"""A frame as a model reads it: its fields, and the readings as they would be stored."""

import base64
import binascii
import string
from collections.abc import Callable
from datetime import datetime
from typing import Final

from cli.failure import FailedError
from cli.model_files import Model
from cli.model_shown import Trial
from devices import modelled
from devices.codecs import catalogue
from devices.errors import RejectedError
from devices.model import BUILTIN
from devices.uplink import Fields
from ingest.checks import Limits
from ingest.javascript.decoders import Decoders
from ingest.javascript.job import Codec, Decoded, Job
from ingest.javascript.wire import NOT_LOADED
from ingest.measured_at import Moment
from ingest.placing import Rows
from ingest.read import Fault
from ingest.senders import Channel
from ingest.served_message import ServedMessage
from ingest.source import Delivery
from store.instants import from_us, to_us

_DEVICE: Final = "trial"


def payload_of(in_hex: str | None, in_base64: str | None) -> bytes:
    """Return the bytes that were typed.

    Raises
    ------
    FailedError
        None or both were, or it is not what it should be.
    """
    if (in_hex is None) == (in_base64 is None):
        raise FailedError("give the frame's bytes once: --hex 0116ff, or --base64 ARb/")
    cleaned = "".join(sign for sign in (in_hex or "").removeprefix("0x") if sign not in " :-,")
    try:
        if in_hex is not None:
            return bytes.fromhex(cleaned)
        return base64.b64decode(str(in_base64), validate=True)
    except (ValueError, binascii.Error) as why:
        if in_hex is None:
            raise FailedError(f"--base64 {in_base64} is no base64: copy it whole") from why
        odd = len(cleaned) % 2 and all(sign in string.hexdigits for sign in cleaned)
        wrong = "one digit is missing" if odd else "digits are 0-9 and a-f, two a byte"
        raise FailedError(f"--hex {in_hex} is no frame: {wrong}") from why


async def check_loads(script: Codec) -> None:
    """Have a decoder loaded, as ingest would.

    Raises
    ------
    FailedError
        It cannot be: not for a frame, but by itself.
    """
    try:
        await _run(script, 1, b"\x00", received=from_us(0))
    except RejectedError as why:
        if NOT_LOADED in why.detail:
            raise FailedError(
                f"{why.detail.partition(': ')[2]}. What is wanted is one plain script, as The "
                "Things Network takes it: without import and export, all parts in one file"
            ) from why


async def read(
    model: Model, script: Codec | None, port: int, payload: bytes, *, received: datetime
) -> Trial:
    """Decode a frame and read it with a model.

    Raises
    ------
    RejectedError
        The frame would be set aside whole.
    FailedError
        The model has no codec.
    """
    decoded = await _decoded(model, script, port, payload, received=received)
    at_us = to_us(received)
    moment = Moment(at_us, floats=False, by_receipt=False)
    done = ServedMessage(delivery=_delivery(payload, received))
    rows = Rows(done, _channels(model), Limits(municipality="").receipt(received))
    for index, said in enumerate(modelled.said(model.read, decoded.fields, port)):
        try:
            rows.add(said, index, moment)
        except RejectedError as why:
            done.faults.append(Fault(why.cause, why.detail, index))
    return Trial(
        model=model,
        fields=decoded.fields,
        warnings=decoded.warnings,
        rows=done.rows,
        vehicles=done.vehicles,
        faults=done.faults,
    )


async def _decoded(
    model: Model, script: Codec | None, port: int, payload: bytes, *, received: datetime
) -> Decoded:
    codec = model.read.codec
    if script is not None:
        return await _run(script, port, payload, received=received)
    if not codec.startswith(BUILTIN):
        decoded = any(spec.places for spec in model.read.channels.values())
        how = "their messages arrive decoded" if decoded else "`wegwarte schema payload` prints how"
        raise FailedError(f"model {model.read.id!r} has no codec, there is no frame to try: {how}")
    return Decoded(fields=_builtin(codec)(port, payload))


def _builtin(codec: str) -> Callable[[int, bytes], Fields]:
    try:
        return catalogue.find(codec.removeprefix(BUILTIN))
    except (KeyError, ValueError) as why:
        raise FailedError(str(why.args[0])) from why


async def _run(script: Codec, port: int, payload: bytes, *, received: datetime) -> Decoded:
    async with Decoders(processes=1) as decoders:
        job = Job(codec=script, port=port, payload=payload, received=received)
        (outcome,) = await decoders.decode([job])
    if isinstance(outcome, RejectedError):
        raise outcome
    return outcome


def _delivery(payload: bytes, received: datetime) -> Delivery:
    return Delivery(
        source=_DEVICE,
        topic="",
        payload=payload,
        payload_length=len(payload),
        received=received,
        ticket=0,
    )


def _channels(model: Model) -> dict[str, Channel]:
    return {
        name: Channel(device=_DEVICE, name=name, property=spec.observed, hold_max_s=spec.hold_max_s)
        for name, spec in model.read.channels.items()
    }
