"""The grammar of native topics: `mobility/v1/<municipality>/<device>/<stream>`.

Parsed and built here and nowhere else. Identity comes from the topic, because that is what the
broker has authorised; a payload may repeat it but never change it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from devices.errors import Cause, RejectedError

ROOT = "mobility/v1"
_ID = r"[a-z0-9][a-z0-9-]{0,63}"
_TOPIC = re.compile(
    rf"{ROOT}/(?P<municipality>{_ID})/(?P<device>{_ID})/(?P<stream>up|health|down|ack)"
)
_IDENTIFIER = re.compile(_ID)


class Stream(StrEnum):
    """What flows on a topic."""

    UP = "up"  #: readings, device to city
    HEALTH = "health"  #: birth, state of the device, last will
    DOWN = "down"  #: commands and configuration, city to device
    ACK = "ack"  #: the device's answer to a command


@dataclass(frozen=True, slots=True)
class Topic:
    """A native topic, taken apart."""

    municipality: str
    device: str
    stream: Stream

    def __str__(self) -> str:
        """Return the topic as it stands on the wire."""
        return f"{ROOT}/{self.municipality}/{self.device}/{self.stream}"


def parse(text: str) -> Topic:
    """Take a topic apart.

    Raises
    ------
    RejectedError
        With `Cause.BAD_TOPIC` when it does not follow the grammar.
    """
    match = _TOPIC.fullmatch(text)
    if match is None:
        raise RejectedError(
            Cause.BAD_TOPIC,
            f"topic {text[:200]!r} is not {ROOT}/<municipality>/<device>/<up|health|down|ack> "
            "with ids of lower-case letters, digits and hyphens (at most 64)",
        )
    return Topic(match["municipality"], match["device"], Stream(match["stream"]))


def uplinks(municipality: str) -> tuple[str, str]:
    """Return the topic filters that carry everything devices of one municipality say."""
    return f"{ROOT}/{municipality}/+/{Stream.UP}", f"{ROOT}/{municipality}/+/{Stream.HEALTH}"


def is_identifier(text: str) -> bool:
    """Whether `text` can stand as municipality or device in a topic."""
    return _IDENTIFIER.fullmatch(text) is not None
