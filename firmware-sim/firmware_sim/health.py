"""The stream `health` of native devices: birth, state and last will.

{"v": 1, "boot": "5f0c", "time": "2026-11-22T10:00:00Z", "state": "born"}      at each start
{"v": 1, "boot": "5f0c", "time": "2026-11-22T11:00:00Z", "state": "alive", "uptime_s": 3600}
{"v": 1, "state": "gone"}                 the last will: the broker says it when the line is cut

The will has neither `boot` nor `time`: it is deposited before either is known.
"""

from typing import Final

import msgspec

from devices.topics import Stream, Topic
from firmware_sim.instants import SECOND_US
from firmware_sim.payload import Measurement, iso

CHANNEL: Final = "health"  #: what stands for it among measurements, so that faults befall it
EVERY_US: Final = 3_600 * SECOND_US


def topic(municipality: str, device: str) -> str:
    """Return where a device says how it does."""
    return str(Topic(municipality, device, Stream.HEALTH))


def birth(boot: str, time_us: int) -> bytes:
    """Return what is said at a start."""
    return msgspec.json.encode({"v": 1, "boot": boot, "time": iso(time_us), "state": "born"})


def state(boot: str, said: Measurement, uptime_us: int) -> bytes:
    """Return what is said from time to time; the time is that of the device's clock."""
    return msgspec.json.encode(
        {
            "v": 1,
            "boot": boot,
            "time": iso(said.time_us)[:-1] + said.zone,
            "state": "alive",
            "uptime_s": uptime_us // SECOND_US,
        }
    )


def will() -> bytes:
    """Return what the broker says when the connection is cut."""
    return msgspec.json.encode({"v": 1, "state": "gone"})
