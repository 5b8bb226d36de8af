"""Which voice a device has: its own, or a network server's."""

from collections.abc import Callable
from typing import Final

from firmware_sim.chance import word
from firmware_sim.dialects import Bosch, Dialect, DlPm, Nwave, Tcr
from firmware_sim.faults.outage import Outage
from firmware_sim.fleet import DeviceFacts
from firmware_sim.lorawan import LoRaWan
from firmware_sim.people_counter import Vs133
from firmware_sim.radio import Radio
from firmware_sim.servers import Server
from firmware_sim.servers.chirpstack import ChirpStack
from firmware_sim.servers.the_things_stack import TheThingsStack
from firmware_sim.voice import Native, Voice

_TENANT: Final = "town"


def voice_of(
    device: DeviceFacts, municipality: str, application: str, started_us: int = 0
) -> Voice:
    """Return how a device speaks: natively, or through its network server."""
    server = server_of(device, application)
    if server is None or device.link is None:
        return Native(municipality, device.id)
    return LoRaWan(
        _dialect(device.model, device.link.dev_eui),
        server,
        Radio(application, device.id),
        _unheard(device, started_us),
    )


def server_of(device: DeviceFacts, application: str) -> Server | None:
    """Return the network server of a device; None: it has none."""
    if device.link is None:
        return None
    eui = device.link.dev_eui
    if device.link.server == "tts":
        return TheThingsStack(
            application=application, tenant=_TENANT, device=device.id, dev_eui=eui
        )
    return ChirpStack(application=application, device=device.id, dev_eui=eui, profile=device.model)


def _unheard(device: DeviceFacts, started_us: int) -> Callable[[int], bool]:
    """Return whether no gateway hears a device at an instant."""
    outages = [fault for fault in device.faults if isinstance(fault, Outage)]
    if not outages:
        return lambda _: False
    return lambda time_us: any(outage.strikes(time_us, started_us) for outage in outages)


def _dialect(model: str, eui: str) -> Dialect:
    """Return how a model speaks."""
    match model:
        case "bosch-tps110":
            return Bosch()
        case "nwave-nps310":
            return Nwave()
        case "pmx-tcr":
            return Tcr()
        case "milesight-vs133":
            return Vs133(serial=eui)
        case "decentlab-dl-pm":
            return DlPm(number=int(word(eui, "number"), 16) % 65_536)
    raise ValueError(f"model {model!r} is not known behind a network server")
