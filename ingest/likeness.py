"""Which models an unknown device may be of: those that read all of its messages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from devices import modelled, native
from devices.envelopes import catalogue
from devices.errors import RejectedError
from devices.model import BUILTIN, DeviceModel
from devices.properties import DEFINITIONS
from devices.uplink import Event, Fields, Uplink
from ingest.javascript.decoders import Decoders
from ingest.javascript.job import Codec, Decoded, Job
from ingest.known import builtin
from store.instants import from_us


@dataclass(slots=True)
class _Heard:
    """What a sender has said, as far as it can be read without knowing its model."""

    channels: set[str] = field(default_factory=set)  # of native messages
    frames: list[Uplink] = field(default_factory=list)


async def alike(
    messages: Sequence[tuple[str, bytes]],
    models: Iterable[DeviceModel],
    scripts: Mapping[str, Codec],
    decoders: Decoders | None = None,
) -> list[str]:
    """Return ids of models that read every message, the likeliest first.

    Parameters
    ----------
    messages
        Topic and payload.
    scripts
        Vendors' decoders by the `codec` of a model; used where there are `decoders`.
    """
    heard = _heard(messages)
    if heard.channels:
        return [m.id for m in models if not m.codec and heard.channels <= m.channels.keys()]
    if not heard.frames:
        return []
    scored = []
    for model in models:
        fields = await _decoded(heard.frames, model, scripts.get(model.codec), decoders)
        score = None if fields is None else _score(model, heard.frames, fields)
        if score is not None:
            scored.append((score, model.id))
    return [name for _, name in sorted(scored)]


def _heard(messages: Sequence[tuple[str, bytes]]) -> _Heard:
    heard = _Heard()
    for topic, payload in messages:
        try:
            kind = catalogue.kind_of(topic)
            if kind is None:
                heard.channels |= {r.channel for r in native.decode(payload).readings}
            else:
                uplinks = catalogue.read(kind, topic, payload)
                heard.frames += [u for u in uplinks if u.event is Event.UP and u.payload]
        except RejectedError:
            continue  # a damaged message says nothing about the model
    return heard


async def _decoded(
    frames: list[Uplink], model: DeviceModel, script: Codec | None, decoders: Decoders | None
) -> list[Fields] | None:
    """Return the fields of every frame, None where the model's codec fails on one."""
    if model.codec.startswith(BUILTIN):
        decode = builtin(model.codec)
        try:
            return None if decode is None else [decode(f.port, f.payload or b"") for f in frames]
        except RejectedError:
            return None
    if script is None or decoders is None:
        return None
    outcomes = await decoders.decode(
        [
            Job(codec=script, port=f.port, payload=f.payload or b"", received=_time(f))
            for f in frames
        ]
    )
    fields = [outcome.fields for outcome in outcomes if isinstance(outcome, Decoded)]
    return fields if len(fields) == len(frames) else None


def _score(
    model: DeviceModel, frames: list[Uplink], decoded: list[Fields]
) -> tuple[bool, int, int] | None:
    """Return how far a model is from what was heard, None where it cannot be the one.

    One that names its ports beats one that takes any; then the one that leaves the fewest fields
    unread and reads the most.
    """
    readings = unread = 0
    for frame, fields in zip(frames, decoded, strict=True):
        try:
            said = modelled.said(model, fields, frame.port)
        except RejectedError:
            return None
        for reading in said:
            definition = DEFINITIONS[model.channels[reading.channel].observed]
            possible = reading.value is None or definition.low <= reading.value <= definition.high
            if reading.problem or not possible:
                return None
        readings += len(said)
        unread += len(modelled.unmapped(model, fields))
    return None if readings == 0 else (not model.ports, unread, -readings)


def _time(frame: Uplink) -> datetime:
    return from_us(frame.server_time_us or frame.gateway_time_us or 0)
