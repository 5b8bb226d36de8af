"""Which envelope reads which message: by the kind of its source, or by its topic."""

from collections.abc import Callable
from typing import Final

from devices.envelopes import (
    axis,
    chirpstack,
    chirpstack_v3,
    digital_matter,
    disruptive,
    haltian,
    loriot,
    pushed,
    senml,
    sensry,
    thingpark,
    tts,
    vergesense,
    xovis,
    yanzi,
)
from devices.errors import Cause, RejectedError
from devices.uplink import Uplink

#: Kinds whose message is one uplink.
SINGLE: Final[dict[str, Callable[[str, bytes], Uplink]]] = {
    "tts": tts.read,
    "chirpstack": chirpstack.read,
    "gateway": chirpstack_v3.read,
    "loriot": loriot.read,
    "thingpark": thingpark.read,
    "axis": axis.read,
    "digital-matter": digital_matter.read,
    "disruptive": disruptive.read,
    "haltian": haltian.read,
    "sensry": sensry.read,
    "vergesense": vergesense.read,
    "xovis": xovis.read,
    "yanzi": yanzi.read,
}
KINDS: Final = (*SINGLE, "senml")


def kind_of(topic: str) -> str | None:
    """Return the kind of a message by its topic; None: a native one.

    Raises
    ------
    RejectedError
        It begins like a pushed message and is none.

    Examples
    --------
    >>> kind_of("v3/app@tenant/devices/bay-17/up"), kind_of("mobility/v1/telgte/bay-17/up")
    ('tts', None)
    """
    if topic.startswith("v3/"):
        return "tts"
    if topic.startswith("application/"):
        return "chirpstack"
    push = pushed.parse(topic)
    return None if push is None else push.kind


def read(kind: str, topic: str, payload: bytes) -> list[Uplink]:
    """Read one message of a network server; a pack of SenML may speak of several devices.

    Raises
    ------
    RejectedError
        It cannot be read, or nothing reads messages of this kind.
    """
    if kind == "senml":
        return senml.read(topic, payload)
    reader = SINGLE.get(kind)
    if reader is None:
        raise RejectedError(
            Cause.BAD_TOPIC,
            f"no messages of kind {kind!r} are known; there are {', '.join(sorted(KINDS))}",
        )
    return [reader(topic, payload)]
