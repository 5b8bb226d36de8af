"""Decoded frames of a message -> rows, and by what the frame is known. Pure."""

import hashlib
from collections.abc import Mapping

import msgspec

from devices import modelled
from devices.errors import Cause, RejectedError
from devices.model import DeviceModel
from devices.modelled import Said
from ingest import measured_at
from ingest.checks import OverlapCheck, Receipt, observation, passage
from ingest.measured_at import Moment
from ingest.read import Fault
from ingest.senders import Channel
from ingest.served_message import ServedMessage
from ingest.shifting import shift_us
from ingest.timed import Timed
from store.instants import to_us
from store.messages import Frame, Identity

_ENCODER = msgspec.json.Encoder(order="deterministic")


class Rows:
    """Makes rows of what a model has read, one message's.

    Parameters
    ----------
    channels
        Those of the device, by name.
    """

    def __init__(
        self, done: ServedMessage, channels: Mapping[str, Channel], receipt: Receipt
    ) -> None:
        self._done = done
        self._channels = channels
        self._receipt = receipt
        self._shift_us = shift_us(done.delivery.source)
        self._overlap = OverlapCheck()
        self._records: dict[tuple[str, int], int] = {}  # of a channel and time, good or not

    def add(self, said: Said, index: int, moment: Moment) -> None:
        """Add one reading.

        Raises
        ------
        RejectedError
            Why it is set aside.
        """
        done = self._done
        if said.problem:
            raise RejectedError(Cause.FIELD_UNREADABLE, said.problem)
        channel = self._channels.get(said.channel)
        if channel is None:
            done.retry = done.device
            raise RejectedError(
                Cause.UNKNOWN_CHANNEL,
                f"{said.channel!r} is none of the channels that {done.device!r} has",
            )
        floats = moment.floats and said.time_us is None
        time_us = said.starts_us(moment.at_us)
        if not floats:  # by the device's own clock
            time_us += self._shift_us
        reading = Timed.of(said, time_us)
        if channel.is_passage:
            record = said.channel, time_us
            position = self._records.get(record, 0)
            self._records[record] = position + 1
            done.vehicles.append(passage(reading, index, channel, self._receipt, position))
        else:
            row = observation(reading, index, channel, self._receipt)
            if channel.is_interval:
                self._overlap.check(row, index)
            done.rows.append(row)
        if floats:
            done.floating.add(index)


def place(
    done: ServedMessage, model: DeviceModel, channels: Mapping[str, Channel], receipt: Receipt
) -> None:
    """Make rows of everything that was decoded, and say by what the frame is known.

    Raises
    ------
    RejectedError
        The model does not hold for the frame's port, or it says too much.
    """
    rows = Rows(done, channels, receipt)
    index = 0
    for part in done.parts:
        for said in modelled.said(model, part.fields or {}, part.uplink.port):
            try:
                rows.add(said, index, part.moment)
            except RejectedError as why:
                done.faults.append(Fault(why.cause, why.detail, index))
            index += 1
    if done.parts:
        _identify(done)


def _identify(done: ServedMessage) -> None:
    """Say by what the message's frame is known; a pack without numbers is one frame."""
    part, delivery = done.parts[0], done.delivery
    uplink = part.uplink
    if uplink.counter is None:
        first = delivery.first_received or delivery.received
        number = measured_at.counter(uplink, to_us(first))
    else:
        number = uplink.counter
    if len(done.parts) > 1 or uplink.payload is None:
        content = _ENCODER.encode([p.uplink.decoded for p in done.parts])
    else:
        content = uplink.payload
    digest = hashlib.blake2b(content, digest_size=16).digest()
    if done.floating:
        done.identity = Identity(done.device, uplink.session, number, digest)
        done.measured_us, done.by_receipt = part.moment.at_us, part.moment.by_receipt
    elif uplink.counter is not None:
        done.frame = Frame(done.device, uplink.session, number, digest, part.moment.at_us)
