"""One message of a network server -> readings. Pure: no clock, no I/O.

In two steps, for vendors' JavaScript runs in processes of its own: `begin` reads the envelope,
finds the device and decodes what a built-in codec reads; the jobs that it leaves are decoded
elsewhere, and `finish` takes what came of them.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from devices.envelopes import catalogue
from devices.errors import Cause, RejectedError
from devices.model import DeviceModel
from devices.uplink import Event, Uplink
from ingest import decoding, measured_at
from ingest.checks import Limits, Receipt
from ingest.javascript.job import Decoded
from ingest.known import Known, is_native
from ingest.placing import place
from ingest.read import Fault, check_length
from ingest.senders import Senders
from ingest.served_message import Part, ServedMessage
from ingest.source import Delivery
from store.instants import EPOCH

#: The kind of a message by its topic; None: a native one.
kind_of = lru_cache(maxsize=65_536)(catalogue.kind_of)


class Reader:
    """Reads messages of network servers with what is known of devices, models and decoders."""

    def __init__(self, senders: Senders, known: Known, limits: Limits) -> None:
        self._senders = senders
        self._known = known
        self._limits = limits
        self._received = EPOCH
        self._of_receipt = limits.receipt(EPOCH)

    def begin(self, kind: str, delivery: Delivery) -> ServedMessage:
        """Read a message as far as it goes without JavaScript; never raises."""
        done = ServedMessage(delivery=delivery)
        try:
            check_length(delivery, self._limits)
            uplinks = catalogue.read(kind, delivery.topic, delivery.payload)
            if not self._take_device(uplinks, done):
                return done
            for uplink in uplinks:
                self._take_frame(uplink, done)
            if not done.waits:
                self._place(done)
        except RejectedError as why:
            _refuse(done, why)
        return done

    def finish(self, done: ServedMessage, outcomes: Sequence[Decoded | RejectedError]) -> None:
        """Take what came of the jobs, in their order; never raises."""
        try:
            done.waits = False
            waiting = [part for part in done.parts if part.job is not None]
            for part, outcome in zip(waiting, outcomes, strict=True):
                part.job = None
                decoding.take(part, outcome, done)
            self._place(done)
        except RejectedError as why:
            _refuse(done, why)

    # -- whose it is -----------------------------------------------------------------------

    def _take_device(self, uplinks: list[Uplink], done: ServedMessage) -> bool:
        """Find the device and its model; return whether there is anything to read."""
        uplink = uplinks[0]
        if len(uplinks) > 1 and any(other.sender != uplink.sender for other in uplinks):
            raise RejectedError(
                Cause.MALFORMED, "a pack of several devices: send one pack for each device"
            )
        device = self._known.device(uplink.sender) or self._by_its_id(uplink.sender)
        if device is None:
            if uplink.event is Event.OTHER:
                return False
            done.device, done.retry = uplink.sender, uplink.sender
            raise self._unknown(uplink)
        done.device = device
        for name in uplink.names:
            self._known.heard[name] = device
        done.model = self._model(device)
        if done.model is None:
            done.retry = device
            raise RejectedError(
                Cause.UNKNOWN_MODEL,
                f"the model {self._senders.model(device)!r} of {device!r} is not known: "
                "`wegwarte model add`, then `wegwarte rejected replay --cause unknown_model`",
            )
        return uplink.event is not Event.OTHER

    def _by_its_id(self, name: str) -> str | None:
        """Return the device that is registered under this very name, if it is behind a server."""
        model = self._model(name)
        return None if model is None or is_native(model) else name

    def _model(self, device: str) -> DeviceModel | None:
        named = self._senders.model(device)
        return None if named is None else self._known.model(named)

    def _unknown(self, uplink: Uplink) -> RejectedError:
        """Say whose it may be: a known name with another EUI is a device that was exchanged."""
        for name in uplink.names:
            device = (
                self._known.device(name) or self._by_its_id(name) or self._known.heard.get(name)
            )
            if device is not None and self._senders.retired_us(device) is None:
                return RejectedError(
                    Cause.PROBABLE_SWAP,
                    f"{name!r} is {device!r} and now speaks with the DevEUI {uplink.sender}: if it "
                    f"was exchanged, `wegwarte device swap {device} {uplink.sender} --at TIME`, "
                    "then `wegwarte rejected replay --cause probable_swap`",
                )
        called = f" ({', '.join(uplink.names)})" if uplink.names else ""
        return RejectedError(
            Cause.UNKNOWN_DEVICE,
            f"device {uplink.sender!r}{called} is not registered: register it, then "
            f"`wegwarte rejected replay --cause unknown_device --device {uplink.sender}`",
        )

    # -- what it says ----------------------------------------------------------------------

    def _take_frame(self, uplink: Uplink, done: ServedMessage) -> None:
        receipt = self._receipt(done.delivery.first_received or done.delivery.received)
        moment = measured_at.moment(uplink, receipt.received_us, receipt.latest_us)
        if uplink.simulated:
            raise RejectedError(
                Cause.SIMULATED, "made by hand in the server's console: never a measurement"
            )
        done.uplink, done.at_us = uplink, min(moment.at_us, receipt.received_us)
        if uplink.event is not Event.UP or (not uplink.payload and uplink.decoded is None):
            return
        if done.model is None:
            raise ValueError(
                f"the model of {done.device!r} is looked up before its frames are read"
            )
        part = Part(uplink=uplink, moment=moment)
        done.parts.append(part)
        decoding.begin(part, done.model, self._known, done)

    def _place(self, done: ServedMessage) -> None:
        if done.model is not None:
            receipt = self._receipt(done.delivery.received)
            place(done, done.model, self._senders.channels(done.device) or {}, receipt)

    def _receipt(self, received: datetime) -> Receipt:
        """Return what a message received then may speak of; a batch has few such instants."""
        if received is not self._received:
            self._received, self._of_receipt = received, self._limits.receipt(received)
        return self._of_receipt


def _refuse(done: ServedMessage, why: RejectedError) -> None:
    """Set the message aside whole: nothing of it is stored."""
    done.rows, done.vehicles, done.parts, done.waits = [], [], [], False
    done.floating, done.identity, done.frame = set(), None, None
    done.faults = [Fault(why.cause, why.detail)]
