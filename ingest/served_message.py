"""A message of a network server on its way to rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from devices.model import DeviceModel
from devices.uplink import Event, Fields, Uplink
from ingest.hearing import heard
from ingest.javascript.job import Job
from ingest.measured_at import Moment
from ingest.read import ReadMessage
from store.health import Heard
from store.messages import Identity


@dataclass(slots=True, kw_only=True)
class Part:
    """One frame of a message, between its envelope and its readings."""

    uplink: Uplink
    moment: Moment
    job: Job | None = None
    fields: Fields | None = None


@dataclass(slots=True, kw_only=True)
class ServedMessage(ReadMessage):
    """What was read in a message of a network server.

    Parameters
    ----------
    waits
        Whether something of it has to be decoded elsewhere.
    uplink, at_us
        Its newest frame or event, and when it was heard. [us since 1970]
    compared, differed, difference
        Frames that the server had decoded too, where it read something else, and what.
    floating
        Positions of readings whose time the first commit of their frame fixes.
    identity, measured_us, by_receipt
        Of that frame, as in `store.messages.Unfixed`; None: nothing floats.
    """

    model: DeviceModel | None = None
    parts: list[Part] = field(default_factory=list)
    waits: bool = False
    uplink: Uplink | None = None
    at_us: int = 0
    compared: int = 0
    differed: int = 0
    difference: str | None = None
    floating: set[int] = field(default_factory=set)
    identity: Identity | None = None
    measured_us: int = 0
    by_receipt: bool = False

    @property
    def heard(self) -> Heard | None:
        """What it says of its device, beside readings."""
        if self.uplink is None:
            return None
        news = heard(self.device, self.uplink, self.at_us)
        news.compared, news.differed = self.compared, self.differed
        news.difference = self.difference
        return news

    @property
    def is_frame(self) -> bool:
        """Whether the device itself was heard, and not only told of."""
        return self.uplink is not None and self.uplink.event is Event.UP

    def jobs(self) -> Iterator[Job]:
        """Yield what has to be decoded elsewhere."""
        yield from (part.job for part in self.parts if part.job is not None)
