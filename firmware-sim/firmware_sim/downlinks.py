"""Where a fleet's network servers hear the city's downlinks.

| server | topic |
|---|---|
| The Things Stack | `v3/<application>@<tenant>/devices/<device>/down/push`, `…/down/replace` |
| ChirpStack | `application/<application>/device/<DevEUI>/command/down` |
"""

from firmware_sim.fleet import Fleet
from firmware_sim.voices import server_of


def topics(fleet: Fleet) -> dict[str, str]:
    """Return topic -> device, of the devices behind network servers."""
    return {
        topic: device.id
        for device in fleet.devices
        if (server := server_of(device, fleet.id)) is not None
        for topic in server.hears
    }


def filters(fleet: Fleet) -> list[str]:
    """Return what to subscribe to for all of them: few filters, however many devices there are."""
    links = {device.link.server for device in fleet.devices if device.link is not None}
    every = {
        "tts": ("v3/+/devices/+/down/push", "v3/+/devices/+/down/replace"),
        "chirpstack": ("application/+/device/+/command/down",),
    }
    return [one for kind in sorted(links) for one in every[kind]]
