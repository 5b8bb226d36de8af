"""Which voice a device has."""

from firmware_sim.fleet import DeviceFacts
from firmware_sim.voice import Native, Voice


def voice_of(device: DeviceFacts, municipality: str, application: str, seed: int) -> Voice:  # noqa: ARG001
    """Return how a device speaks: natively, or through its network server."""
    return Native(municipality, device.id)
