"""A batch as ingest hands it over: messages, what was read in them, and what was set aside."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from store.passages import Passages
from store.rows import Observations


def _none() -> NDArray[np.bool_]:
    return np.zeros(0, dtype=bool)


class Message(NamedTuple):
    """One message as it arrived.

    Parameters
    ----------
    device
        The sender by its topic, '' when it is not known.
    payload
        All of it, or its first bytes when it was over the limit.
    payload_length
        Length on the wire. [bytes]
    payload_sha256
        Of the whole payload; None: to be computed when it is set aside.
    """

    topic: str
    device: str
    received: datetime
    payload: bytes
    payload_length: int
    payload_sha256: bytes | None = None


class Frame(NamedTuple):
    """A device's own numbering of a message: gaps show what was lost before us.

    All but `measured_us` [us since 1970] is its identity.
    """

    device: str
    session: str
    counter: int
    payload_hash: bytes
    measured_us: int


class Identity(NamedTuple):
    """What tells a frame from others of its device, but for numbers that begin again."""

    device: str
    session: str
    counter: int
    payload_hash: bytes


class Unfixed(NamedTuple):
    """A frame on its way in, with the time that it has unless it was here before.

    Parameters
    ----------
    message
        Position of its message in the batch.
    measured_us
        Its time if this is its first commit. [us since 1970]
    by_receipt
        That time is only when it came here; a copy may come much later and is no new frame.
    """

    message: int
    identity: Identity
    measured_us: int
    by_receipt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A message, or one reading of it, that could not be taken.

    Parameters
    ----------
    message
        Position of its message in the batch.
    reading_index
        Position of the reading in the message; None: the whole message.
    detail
        A sentence for people: what is wrong, where, and the remedy.
    """

    message: int
    cause: str
    detail: str
    reading_index: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one transaction stores.

    Parameters
    ----------
    observation_message, passage_message
        For each row, the position of its message in `messages`.
    unfixed
        Frames without a time of their own; `store.frames` says what becomes of them.
    observation_floats, passage_floats
        Where `unfixed` is not empty, for each row whether it has the time of its frame.
    """

    source: str
    run: int
    messages: list[Message]
    observations: Observations
    observation_message: NDArray[np.int32]
    passages: Passages
    passage_message: NDArray[np.int32]
    frames: list[Frame]
    set_aside: list[SetAside]
    rejected_keep_per_group: int = 10_000
    payload_kept_bytes: int = 4_096
    unfixed: list[Unfixed] = field(default_factory=list)
    observation_floats: NDArray[np.bool_] = field(default_factory=_none)
    passage_floats: NDArray[np.bool_] = field(default_factory=_none)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of a batch, in rows."""

    stored: int
    duplicate: int
    conflict: int
    rejected_messages: int
    rejected_readings: int
