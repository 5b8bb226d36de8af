"""Milesight people counters and sound meter: one frame form, one table a device.

The same channel means different things on different devices (0x05 0xCC: people through the door on
a VS121, the period of the whole device on a VS132, of line 1 on a VS133), so the model must say
which device it is.
"""

from collections.abc import Callable
from typing import Final

from devices.codecs.milesight import vs121, vs132, vs133, ws302
from devices.uplink import Fields

CODECS: Final[dict[str, Callable[[int, bytes], Fields]]] = {
    "milesight-vs121": vs121.decode,
    "milesight-vs132": vs132.decode,
    "milesight-vs133": vs133.decode,
    "milesight-vs135": vs133.decode,  # the same table, on a sensor with a wider view
    "milesight-ws302": ws302.decode,
}
