"""Sources of which nothing came: told once, with the command that adds them."""

from collections.abc import Iterator
from typing import Final

from cli.proof.check import Check, of_one
from cli.proof.stored import Stored
from firmware_sim.ran import Device, Ran

_NATIVE: Final = "native"
#: Beside a broker of one's own the user's name is not the application's.
_TOPICS: Final = {"tts": ("v3/+/devices/+/up", "v3/+/devices/+/join")}
_NAMES: Final = {"tts": "The Things Stack", "chirpstack": "ChirpStack"}


def absent(ran: Ran, stored: Stored) -> dict[str, list[Device]]:
    """Return the kinds of sources of which every message is missing, with their devices."""
    kinds: dict[str, list[Device]] = {}
    for device in ran.devices.values():
        kinds.setdefault(device.server or _NATIVE, []).append(device)
    return {
        kind: devices
        for kind, devices in kinds.items()
        if _sent(ran, devices) and not any(_received(stored, device) for device in devices)
    }


def checks(ran: Ran, lacking: dict[str, list[Device]]) -> Iterator[Check]:
    """Yield one comparison for each source of which nothing came."""
    for kind, devices in lacking.items():
        sent = _sent(ran, devices)
        yield of_one(
            "sources heard",
            _NAMES.get(kind, kind),
            sent,
            0,
            detail=f"nothing came of {len(devices)} devices, so they and their sites are not "
            f"compared: {_remedy(kind, ran)}; then run again, for what nobody heard is gone",
        )


def _remedy(kind: str, ran: Ran) -> str:
    if kind == _NATIVE:
        return (
            f"`wegwarte status` says whether ingest hears the broker that the run was published "
            f"to, as municipality {ran.head['municipality']!r}"
        )
    topics = "".join(f" --topic '{topic}'" for topic in _TOPICS.get(kind, ()))
    return f"`wegwarte source add {kind} --kind {kind} --url mqtt://USER@BROKER{topics}`"


def _sent(ran: Ran, devices: list[Device]) -> int:
    return sum(ran.sent[device.id].arrived for device in devices)


def _received(stored: Stored, device: Device) -> int:
    line = stored.ledger.get(device.id)
    return 0 if line is None else line.messages_received
