"""What the decoders are asked and what they answer."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from devices.uplink import Fields

SOURCE_MAX_BYTES: Final = 1024 * 1024  # the largest published decoder has 174 KB


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """A vendor's file.

    Parameters
    ----------
    sha256
        Of the source in UTF-8, as lower-case hex: the codec's identity.
    """

    sha256: str
    name: str
    source: str

    @classmethod
    def of(cls, *, name: str, source: str) -> Self:
        """Return a source as a codec.

        Raises
        ------
        ValueError
            It is larger than a codec may be.
        """
        encoded = source.encode("utf-8", "surrogatepass")
        if len(encoded) > SOURCE_MAX_BYTES:
            raise ValueError(
                f"{name} has {len(encoded)} bytes, a codec at most {SOURCE_MAX_BYTES}: leave out "
                "what it does not need to decode uplinks"
            )
        return cls(sha256=hashlib.sha256(encoded).hexdigest(), name=name, source=source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One frame to decode.

    Parameters
    ----------
    received
        The frame's measured time, where JavaScript's clock stands while it is decoded.
    sender
        Who sent it. A device that makes a codec waste time is set aside, not its siblings.
    """

    codec: Codec
    port: int
    payload: bytes
    received: datetime
    sender: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What a codec made of a frame, in the vendor's field names, and what it warned of."""

    fields: Fields
    warnings: tuple[str, ...] = ()
