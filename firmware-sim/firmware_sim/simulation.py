"""A fleet at work: what is due goes to the broker, until somebody says stop.

Times are never in the future. With a history, the devices were switched on so long ago: at normal
speed they bring it along at once, in few large messages; faster, they live through it in quick
motion until they have caught up with the present, and go on at normal speed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from devices.topics import is_identifier
from firmware_sim import broker
from firmware_sim.clock import monotonic_s, now_us
from firmware_sim.fleet import Fleet
from firmware_sim.links import Links
from firmware_sim.outgoing import Outcome
from firmware_sim.schedule import Schedule
from firmware_sim.truth import Truth

TURN_S: Final = 0.2
FLUSH_MAX_S: Final = 1.2
_SECOND_US = 1_000_000


class OptionError(ValueError):
    """The options do not go together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a fleet is to be run.

    Parameters
    ----------
    speed
        How much faster than real time the history is lived through. At least 1.
    history_s
        How long ago the devices were switched on. [s]
    duration_s
        Stop after so long, in real time; None: when told to. [s]
    """

    municipality: str
    seed: int
    speed: float = 1.0
    history_s: float = 0.0
    duration_s: float | None = None
    truth: Path | None = None
    window: int = 20

    def __post_init__(self) -> None:
        if not is_identifier(self.municipality):
            raise OptionError(
                f"municipality {self.municipality!r} cannot stand in a topic: "
                "lower-case letters, digits and hyphens, at most 64"
            )
        if self.speed < 1 or self.history_s < 0:
            raise OptionError("the speed is at least 1, and the history lies in the past")
        if self.speed > 1 and not (self.history_s or self.duration_s):
            raise OptionError(
                "faster than real time needs a past to live through: give a history or a duration"
            )

    @property
    def past_s(self) -> float:
        """How long before now the simulated time begins."""
        return self.history_s or (self.speed - 1) * (self.duration_s or 0)


class Simulation:
    """One run of a fleet."""

    def __init__(self, fleet: Fleet, address: broker.Address, options: Options) -> None:
        self.options = options
        self.truth = Truth(options.truth)
        self._real_us = now_us()
        self._started_us = self._real_us - int(options.past_s * _SECOND_US)
        self._schedule = Schedule(
            fleet,
            municipality=options.municipality,
            seed=options.seed,
            started_us=self._started_us,
            burst_until_us=self._real_us if options.speed == 1 else None,
        )
        self.links = Links(
            address,
            [device.id for device in fleet.devices],
            name=f"{options.municipality}/{self._real_us}",
            settled=self.truth.settled,
            connections=fleet.connections,
            window=options.window,
        )

    def run(self, stopped: Callable[[], bool], tell: Callable[[str], None]) -> None:
        """Publish until stopped or the duration is over, then flush and leave.

        Parameters
        ----------
        stopped
            Asked at each turn, several times a second.
        tell
            Hears what a person should know: the broker is away, and is there again.
        """
        trouble: str | None = None
        ends_s = None
        if self.options.duration_s is not None:
            ends_s = monotonic_s() + self.options.duration_s
        while not stopped() and (ends_s is None or monotonic_s() < ends_s):
            for message in self._schedule.until(self._simulated_us()):
                self.links.put(message)
            self.links.turn(TURN_S)
            self.truth.flush()
            if trouble != (trouble := self.trouble()):
                tell(trouble or "the broker is there again")
        self._finish()

    def trouble(self) -> str | None:
        """Return why nothing can be published, when that is so."""
        refusals = (uplink.refusal for uplink in self.links.uplinks.values())
        return None if self.links.connected else next((r for r in refusals if r), None)

    def report(self) -> dict[str, int]:
        """Return what was published and what became of it."""
        uplinks = self.links.uplinks.values()
        return self.truth.report() | {
            "connections": len(uplinks),
            "reconnects": sum(max(0, uplink.reconnects) for uplink in uplinks),
            "republished": sum(uplink.republished for uplink in uplinks),
        }

    def _simulated_us(self) -> int:
        real_us = now_us()
        fast_us = self._started_us + int((real_us - self._real_us) * self.options.speed)
        return min(real_us, fast_us) if self.options.speed > 1 else real_us

    def _finish(self) -> None:
        """Wait a little for the last PUBACKs; what is still open is written down as open."""
        until_s = monotonic_s() + FLUSH_MAX_S
        while not self.links.idle and self.links.connected and monotonic_s() < until_s:
            self.links.turn(0.05)
        for message in self.links.left_over():
            self.truth.settled(message, Outcome.OPEN)
        self.links.close()
        self.truth.close()
