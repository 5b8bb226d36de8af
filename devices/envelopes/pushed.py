"""Topics that name kind and source: `uplinks/<kind>/<source>[/device/<id>][/event/<event>]`.

The API writes them for pushed messages, from the source that the key belongs to and from the query
of the URL; ingest writes `…/topic/<topic>` for MQTT topics that do not say whose form they have.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

from devices.envelopes import names
from devices.errors import Cause, RejectedError

ROOT: Final = "uplinks/"
_TOPIC: Final = re.compile(
    r"uplinks/(?P<kind>[a-z0-9][a-z0-9-]{0,63})/(?P<source>[a-z0-9][a-z0-9-]{0,63})"
    r"(?:/device/(?P<device>[^/]{1,512}))?(?:/event/(?P<event>[a-z]{1,32}))?"
    r"(?:/topic/(?P<topic>[^/]*))?"
)


class Pushed(NamedTuple):
    """A topic, taken apart; `device` and `event` where the URL named them."""

    kind: str
    source: str
    device: str | None = None
    event: str | None = None
    topic: str | None = None  #: on which it came by MQTT

    def __str__(self) -> str:
        """Return the topic as it stands in the inbox."""
        device = "" if self.device is None else f"/device/{quote(self.device, safe='')}"
        event = "" if self.event is None else f"/event/{self.event}"
        topic = "" if self.topic is None else f"/topic/{quote(self.topic, safe='')}"
        return f"{ROOT}{self.kind}/{self.source}{device}{event}{topic}"


@lru_cache(maxsize=4_096)
def parse(topic: str) -> Pushed | None:
    """Take a topic apart; None when it is no topic of a pushed message.

    Raises
    ------
    RejectedError
        It begins like one and is none.
    """
    if not topic.startswith(ROOT):
        return None
    match = _TOPIC.fullmatch(topic)
    if match is None:
        raise RejectedError(
            Cause.BAD_TOPIC,
            f"topic {topic[:200]!r} is not uplinks/<kind>/<source>[/device/<id>][/event/<event>]",
        )
    device = match["device"]
    if device is not None:
        device = names.name(unquote(device, errors="replace"), "the device")
    heard = None if match["topic"] is None else unquote(match["topic"], errors="replace")
    return Pushed(match["kind"], match["source"], device, match["event"], heard)


def device_of(topic: str) -> str | None:
    """Return the device that the URL named, for messages that name none themselves."""
    pushed = parse(topic)
    return None if pushed is None else pushed.device


def sender(topic: str, body: str | None, kind: str) -> str:
    """Return the device that the URL or the body names.

    Raises
    ------
    RejectedError
        They differ, or neither names one.
    """
    said = device_of(topic)
    found = names.same(None if said is None else names.serial(said), body, "device")
    if found is None:
        raise RejectedError(
            Cause.MALFORMED,
            f"the message of {kind} names no device: push it to /api/v1/uplinks/SOURCE?device=ID",
        )
    return found
