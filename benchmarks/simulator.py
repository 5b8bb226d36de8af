"""A day of 3,000 devices, made up by one core: the shipped fleet `muenster`, nothing published.

Every frame is encoded and wrapped as its network server wraps it. Measured in the processor's time
of this process, so that a busy machine changes little.
"""

import time
from collections.abc import Iterator
from typing import Final

from benchmarks.bench import Bench
from benchmarks.figure import Figure
from firmware_sim.fleet_file import load
from firmware_sim.program import instant_us
from firmware_sim.schedule import Schedule

_FLEET: Final = "muenster"
_SINCE: Final = "2026-11-19T00:00Z"
_HOUR_US: Final = 3_600_000_000
_DAY_H: Final = 24
_CPU_MAX_S: Final = 60.0
_TURN_US: Final = 600_000_000


def run(bench: Bench) -> Iterator[Figure]:
    """Yield how long a day takes."""
    hours = bench.amount(_DAY_H, 1)
    began_s = time.process_time()
    fleet = load(_FLEET)
    since_us = instant_us(_SINCE)
    schedule = Schedule(
        fleet, municipality=fleet.municipality, seed=fleet.seed, started_us=since_us
    )
    messages = readings = 0
    end_us = since_us + hours * _HOUR_US
    for time_us in range(since_us + _TURN_US, end_us + 1, _TURN_US):
        for message in schedule.until(time_us):
            messages += 1
            readings += len(message.measurements)
    used_s = time.process_time() - began_s
    yield Figure(
        name="simulator.muenster_day",
        values=[used_s],
        unit="s of one core",
        at_most=_CPU_MAX_S,
        note=f"{len(fleet.devices):,} devices, {hours} h, {messages:,} messages, "
        f"{readings:,} readings",
    )
