"""Messages and readings: what was confirmed to a device is stored once, as it said it."""

from collections import Counter
from collections.abc import Collection, Iterator
from math import isclose

from cli.proof.check import Check, of_one
from cli.proof.stored import Stored
from firmware_sim.ran import Device, Ran

_NAMED = 3  # so many differences are named
UNREADABLE = "unreadable"
#: Where damage strikes decides which of these it is: the same to whoever damaged it.
_UNREADABLE = dict.fromkeys(("not_json", "malformed", "codec_failed"), UNREADABLE)


def checks(ran: Ran, stored: Stored, unheard: Collection[str] = ()) -> Iterator[Check]:
    """Compare the ledger and the readings of each device with what it sent.

    Parameters
    ----------
    unheard
        Devices of sources that nobody hears: told elsewhere, once.
    """
    for device in ran.devices.values():
        if device.id in unheard:
            continue
        yield _arrived(device, ran, stored)
        yield from _set_aside(device, ran, stored)
        yield of_one(
            "gaps in the numbering",
            device.id,
            ran.sent[device.id].gaps,
            stored.gaps[device.id],
            must_be_exact=not ran.sent[device.id].open,
        )
        yield _readings(device, ran, stored)
    yield from _strangers(ran, stored, unheard)
    yield of_one(
        "ledger against the tables",
        "all",
        0,
        len(stored.differences),
        detail="; ".join(
            f"{d.device} {d.what}: {d.ledger} in the ledger, {d.counted} in the tables"
            for d in stored.differences[:_NAMED]
        ),
    )


def _arrived(device: Device, ran: Ran, stored: Stored) -> Check:
    """Compare what arrived; more than was sent is a repetition by the broker, which may be."""
    line = stored.ledger.get(device.id)
    sent, found = ran.sent[device.id], 0 if line is None else line.messages_received
    return Check(
        what="messages received",
        of=device.id,
        compared=1,
        differing=int(found < sent.arrived),
        must_be_exact=True,
        wanted=sent.arrived,
        found=found,
        error=abs(found - sent.arrived),
        detail="confirmed to the device and not received" if found < sent.arrived else "",
    )


def _set_aside(device: Device, ran: Ran, stored: Stored) -> Iterator[Check]:
    refused = ran.sent[device.id].refused
    found: Counter[str] = Counter()
    for (of, cause), (messages, _) in stored.set_aside.items():
        if of == device.id and messages:
            found[_UNREADABLE.get(cause, cause)] += messages
    if device.is_linked:
        del found[UNREADABLE]  # may be told of the device, or of an unknown one
    for cause in sorted(refused.keys() | found.keys()):
        yield of_one("messages set aside", f"{device.id}: {cause}", refused[cause], found[cause])


def _strangers(ran: Ran, stored: Stored, unheard: Collection[str]) -> Iterator[Check]:
    """Compare what nobody can be told to have said; there may be more of it than of this run."""
    linked = {device.id for device in ran.devices.values() if device.is_linked}
    unknown, _ = stored.set_aside.get(("", "unknown_device"), (0, 0))
    damaged = sum(
        messages
        for (of, cause), (messages, _) in stored.set_aside.items()
        if cause in _UNREADABLE and (not of or of in linked)
    )
    unreadable = sum(sent.unreadable for id_, sent in ran.sent.items() if id_ not in unheard)
    native_heard = any(d not in linked | set(unheard) for d in ran.devices)
    for cause, wanted, found in (
        ("unknown_device", ran.strangers if native_heard else 0, unknown),
        (UNREADABLE, unreadable, damaged),
    ):
        yield Check(
            what="messages set aside",
            of=f"strangers: {cause}",
            compared=1,
            differing=int(found < wanted),
            must_be_exact=True,
            wanted=wanted,
            found=found,
            error=max(0, wanted - found),
        )


def _readings(device: Device, ran: Ran, stored: Stored) -> Check:
    """Compare identities and values; what is missing must be set aside in the ledger."""
    missing = extra = wrong = compared = 0
    named: list[str] = []
    for channel in device.channels:
        said = ran.said.get((device.id, channel), {})
        kept = stored.readings.get((device.id, channel), {})
        compared += len(said)
        lacking = [k for k in said if k not in kept and (device.id, channel, k) not in ran.unsure]
        surplus = [k for k in kept if k not in said]
        other = [k for k, value in kept.items() if k in said and not _among(value, said[k])]
        missing, extra, wrong = missing + len(lacking), extra + len(surplus), wrong + len(other)
        named += [f"{channel} at {k[0]} us is missing" for k in lacking[:_NAMED]]
        named += [f"{channel} at {k[0]} us was never said" for k in surplus[:_NAMED]]
        named += [f"{channel} at {k[0]} us has another value" for k in other[:_NAMED]]
    line = stored.ledger.get(device.id)
    allowed = 0 if line is None or not device.faults else line.rejected
    unexplained = max(0, missing - allowed)
    return Check(
        what="readings stored",
        of=device.id,
        compared=compared,
        differing=unexplained + extra + wrong,
        must_be_exact=True,
        wanted=compared - min(missing, allowed),
        found=compared - missing,
        error=unexplained + extra + wrong,
        detail="; ".join(named[:_NAMED]) if unexplained + extra + wrong else "",
    )


def _among(value: float | None, said: set[float | None]) -> bool:
    """Whether a value was said; a unit that was converted may cost the last digits."""
    if value is None or value in said:
        return value in said
    return any(one is not None and isclose(one, value, rel_tol=1e-9, abs_tol=1e-9) for one in said)
