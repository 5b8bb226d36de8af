"""Where messages come from: receive a bounded batch, store it, acknowledge it.

The contract, held by one suite of tests for every source (tests/ingest/test_source_contract.py):

* `receive` returns at least one message, at most what the bounds allow, oldest first, and hands
  out no message twice while it is held;
* where `reads_ahead` is true, `receive` may be called while an earlier batch is being stored;
  elsewhere only after it is stored or given up;
* `settle` runs inside the transaction that stores the batch;
* `acknowledge` is called after COMMIT and never before; what was not acknowledged when the
  process ends comes again;
* `close` gives up what is held without acknowledging it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from store.pool import Connection


@dataclass(slots=True, kw_only=True, eq=False)
class Delivery:
    """One message, from its receipt to its acknowledgement.

    Parameters
    ----------
    source
        The road it came by, as the ledger calls it.
    payload
        All of it, or its first bytes when it is over the limit.
    payload_length
        Length on the wire. [bytes]
    payload_sha256
        Of the whole payload; None: not computed, the payload is whole.
    ticket
        What the source needs to acknowledge it.
    first_received
        Of a replay: when it came first; None: now.
    """

    source: str
    topic: str
    payload: bytes
    payload_length: int
    received: datetime
    ticket: int
    payload_sha256: bytes | None = None
    first_received: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much a batch may hold, and how long its first message may wait for company."""

    messages_max: int
    bytes_max: int
    age_max_s: float


class Source(Protocol):
    """A road by which messages come."""

    @property
    def name(self) -> str:
        """What logs and metrics call it."""

    @property
    def reads_ahead(self) -> bool:
        """Whether `receive` remembers by itself what it has handed out."""

    async def receive(self, bounds: Bounds) -> list[Delivery]:
        """Wait for messages and return a batch of them; cancelling it loses nothing."""

    async def settle(self, conn: Connection, batch: Sequence[Delivery]) -> None:
        """Do what has to happen inside the transaction that stores these."""

    def acknowledge(self, batch: Sequence[Delivery]) -> None:
        """Let go of messages that are stored."""

    async def close(self) -> None:
        """Stop receiving."""
