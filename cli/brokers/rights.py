"""Which topics are a device's own."""

from devices.topics import Stream, Topic


def says(municipality: str, device: str) -> list[str]:
    """Return the topics a device may publish on."""
    streams = (Stream.UP, Stream.HEALTH, Stream.ACK)
    return [str(Topic(municipality, device, stream)) for stream in streams]


def hears(municipality: str, device: str) -> list[str]:
    """Return the topics a device may subscribe to."""
    return [str(Topic(municipality, device, Stream.DOWN))]
