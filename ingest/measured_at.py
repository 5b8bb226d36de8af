"""When a frame was measured, by which of the clocks that saw it. Pure."""

from typing import Final, NamedTuple

from devices.uplink import Uplink

#: How far behind its receipt a gateway's clock is believed, where the server names no time of its
#: own: as long as a broker may have kept the message for us.
GATEWAY_BEHIND_MAX_US: Final = 30 * 86_400 * 1_000_000
#: Without number and clock a copy is what comes with the same bytes in the same minute.
_COPIES_WITHIN_US: Final = 60 * 1_000_000


class Moment(NamedTuple):
    """When a frame was measured. [us since 1970].

    Parameters
    ----------
    floats
        No clock of the device says so: the first copy that is stored fixes it.
    by_receipt
        No clock but ours says so.
    """

    at_us: int
    floats: bool
    by_receipt: bool


def moment(uplink: Uplink, received_us: int, latest_us: int) -> Moment:
    """Return the device's time, else the server's, else a plausible gateway's, else the receipt.

    Parameters
    ----------
    received_us, latest_us
        When the message came first, and the latest time it may speak of. [us since 1970]
    """
    if uplink.device_time_us is not None:
        return Moment(uplink.device_time_us, False, False)
    if uplink.server_time_us is not None:
        return Moment(uplink.server_time_us, True, False)
    gateway_us = uplink.gateway_time_us
    if gateway_us is not None and received_us - GATEWAY_BEHIND_MAX_US <= gateway_us <= latest_us:
        return Moment(gateway_us, floats=True, by_receipt=False)
    offset_us = round(uplink.offset_s * 1_000_000)
    return Moment(received_us + offset_us, floats=True, by_receipt=True)


def counter(uplink: Uplink, received_us: int) -> int:
    """Return the number of a frame, of one without numbers the minute of its receipt."""
    if uplink.counter is not None:
        return uplink.counter
    return received_us // _COPIES_WITHIN_US
