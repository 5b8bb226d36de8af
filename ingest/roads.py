"""What each kind of road hears by MQTT, and how: topics, quality of service, safe names. Pure."""

from typing import Final

from devices import topics
from devices.envelopes.catalogue import KINDS
from devices.envelopes.pushed import Pushed
from ingest.address import Address

NATIVE: Final = "native"
MQTT_KINDS: Final = (NATIVE, *KINDS)
#: Kinds that know by themselves which topics to hear, and what these begin with.
_BEGINNINGS: Final = {NATIVE: "mobility/", "tts": "v3/", "chirpstack": "application/"}


class RoadError(ValueError):
    """A source that cannot be read from as it is described."""


def usual_qos(kind: str) -> int:
    """Return the quality of service that a kind's own broker has.

    The Things Stack knows 0 only: what is sent while nobody listens is lost there, and fetched
    from its Storage Integration.
    """
    return 0 if kind == "tts" else 1


def filters(
    kind: str, given: tuple[str, ...], *, municipality: str, address: Address, qos: int
) -> list[tuple[str, int]]:
    """Return the topic filters to subscribe to, each with its quality of service.

    Raises
    ------
    RoadError
        Nobody knows the topics of this kind.
    """
    if given:
        return [(topic, qos) for topic in given]
    if kind == NATIVE:
        return [(topic, qos) for topic in topics.uplinks(municipality)]
    if kind == "tts":
        application = address.username or "+"
        return [(f"v3/{application}/devices/+/{event}", qos) for event in ("up", "join")]
    if kind == "chirpstack":
        return [("application/+/device/+/event/+", qos)]
    raise RoadError(f"say which topics the source hears: a source of kind {kind!r} has none usual")


def topic_as_kept(kind: str, source: str, topic: str) -> str:
    """Return the topic that says how the message is read, now and whenever it is replayed.

    What a road brings on a topic that is not of its kind is no message of another kind: a network
    server has no authority over the topics of native devices.
    """
    beginning = _BEGINNINGS.get(kind)
    if beginning is not None and topic.startswith(beginning):
        return topic
    if kind == NATIVE and not topic.startswith((*_BEGINNINGS.values(), "uplinks/")):
        return topic
    return str(Pushed(kind, source, topic=topic))
