"""A fleet at work: what is due goes to the broker, until somebody says stop.

Times are never in the future. With a history, the devices were switched on so long ago: at normal
speed they bring it along at once, in few large messages; faster, they live through it in quick
motion until they have caught up with the present, and go on at normal speed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isinf
from pathlib import Path
from typing import Final

from devices.topics import ROOT, is_identifier
from firmware_sim import broker, commands, downlinks, health
from firmware_sim.clock import monotonic_s, now_us
from firmware_sim.fleet import Fleet
from firmware_sim.links import Links
from firmware_sim.outgoing import Nature, Outcome, Outgoing
from firmware_sim.record import Record
from firmware_sim.schedule import FAST_US, LIVE_US, Schedule
from firmware_sim.truth import Truth

TURN_S: Final = 0.2
FLUSH_MAX_S: Final = 1.2
FLUSH_COMPLETE_S: Final = 60.0  # at the end of a window, when nobody waits for a signal
_BACKLOG: Final = 4_000  # messages handed over and not settled: as fast as possible means this
ON_ITS_WAY_US: Final = 30_000_000
_STEP_US: Final = 60_000_000
_SECOND_US = 1_000_000


class OptionError(ValueError):
    """The options do not go together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a fleet is to be run.

    Parameters
    ----------
    speed
        How much faster than real time the history is lived through. At least 1; `inf`: as fast
        as the broker confirms.
    history_s
        How long ago the devices were switched on. [s]
    since_us, until_us
        In the place of the history: exactly when the devices are switched on, and when they stop.
        [us since 1970]
    duration_s
        Stop after so long, in real time; None: when told to. [s]
    truth, run
        Where to write down what was said; a folder for everything `wegwarte verify` compares.
    """

    municipality: str
    seed: int
    speed: float = 1.0
    history_s: float = 0.0
    since_us: int | None = None
    until_us: int | None = None
    duration_s: float | None = None
    truth: Path | None = None
    run: Path | None = None
    window: int = 20

    def __post_init__(self) -> None:
        if not is_identifier(self.municipality):
            raise OptionError(
                f"municipality {self.municipality!r} cannot stand in a topic: "
                "lower-case letters, digits and hyphens, at most 64"
            )
        if self.speed < 1 or self.history_s < 0:
            raise OptionError("the speed is at least 1, and the history lies in the past")
        past = self.history_s or self.duration_s or self.since_us is not None
        if self.speed > 1 and not past:
            raise OptionError(
                "faster than real time needs a past to live through: give a history or a duration"
            )
        if isinf(self.speed) and not (self.history_s or self.since_us is not None):
            raise OptionError("as fast as possible needs a past: give a history, or since")
        if self.until_us is not None and self.until_us <= (self.since_us or 0):
            raise OptionError("the end lies before the beginning")

    def began_us(self, real_us: int) -> int:
        """Return when the simulated time begins, for a run that starts at `real_us`."""
        if self.since_us is not None:
            return self.since_us
        past_s = self.history_s or (self.speed - 1) * (self.duration_s or 0)
        return real_us - int(past_s * _SECOND_US)


class Simulation:
    """One run of a fleet."""

    def __init__(self, fleet: Fleet, address: broker.Address, options: Options) -> None:
        self.options = options
        self._real_us = now_us()
        self._started_us = options.began_us(self._real_us)
        if self._started_us > self._real_us:
            raise OptionError("devices cannot be switched on in the future")
        self._reached_us = self._started_us
        self._record = None
        if options.run is not None:
            self._record = Record(
                options.run,
                fleet,
                municipality=options.municipality,
                seed=options.seed,
                started_us=self._started_us,
            )
        said = options.truth if options.run is None else options.run / "said.jsonl"
        self.truth = Truth(said)
        self._schedule = Schedule(
            fleet,
            municipality=options.municipality,
            seed=options.seed,
            started_us=self._started_us,
            burst_until_us=self._end_us(self._real_us) if options.speed == 1 else None,
            ahead_us=FAST_US if isinf(options.speed) else LIVE_US,
            witness=None if self._record is None else self._record.witness,
        )
        native = [device for device in fleet.devices if device.link is None]
        self.links = Links(
            address,
            [device.id for device in fleet.devices],
            name=f"{options.municipality}/{self._real_us}",
            settled=self._settled,
            connections=fleet.connections,
            window=options.window,
            downlinks={
                commands.topic(options.municipality, device.id): device.id for device in native
            },
            served=downlinks.topics(fleet),
            filters=downlinks.filters(fleet),
            wills={
                device.id: (health.topic(options.municipality, device.id), health.will())
                for device in native
            },
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
        complete = False
        while not stopped() and (ends_s is None or monotonic_s() < ends_s):
            self._put(self._schedule.until(self._advance()))
            self.links.turn(0.0 if isinf(self.options.speed) else TURN_S)
            self._obey()
            self.truth.flush()
            if trouble != (trouble := self.trouble()):
                tell(trouble or "the broker is there again")
            if self._reached_us == self.options.until_us:
                self._put(self._schedule.held_back(self._reached_us))
                complete = True
                break
        # What is on its way through a network server arrives; what a fault holds back stays open.
        self._put(self._schedule.held_back(self._reached_us, self._reached_us + ON_ITS_WAY_US))
        self._finish(FLUSH_COMPLETE_S if complete else FLUSH_MAX_S)

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

    def _obey(self) -> None:
        """Let devices follow the commands that came, and answer them."""
        for heard in self.links.heard:
            if heard.topic.startswith(ROOT):
                answer = self._schedule.command(heard, self._reached_us)
                answers = [] if answer is None else [answer]
            else:
                answers = self._schedule.order(heard, self._reached_us)
            for message in answers:
                self.links.put(message)
        self.links.heard.clear()

    def _put(self, messages: Sequence[Outgoing]) -> None:
        for message in messages:
            if message.nature is Nature.LOST:
                self._settled(message, Outcome.LOST)
            else:
                self.links.put(message)

    def _settled(self, message: Outgoing, outcome: Outcome) -> None:
        self.truth.settled(message, outcome)
        if self._record is not None:
            self._record.settled(message, outcome)

    def _advance(self) -> int:
        """Return the simulated time."""
        real_us = now_us()
        if self.options.speed == 1:
            wanted_us = real_us
        elif isinf(self.options.speed):
            room = self.links.unsettled < _BACKLOG
            wanted_us = self._reached_us + (_STEP_US if room else 0)
        else:
            wanted_us = self._started_us + int((real_us - self._real_us) * self.options.speed)
        self._reached_us = self._end_us(min(real_us, wanted_us))
        return self._reached_us

    def _end_us(self, time_us: int) -> int:
        until_us = self.options.until_us
        return time_us if until_us is None else min(time_us, until_us)

    def _finish(self, most_s: float) -> None:
        """Wait a little for the last PUBACKs; what is still open is written down as open."""
        until_s = monotonic_s() + most_s
        while not self.links.idle and monotonic_s() < until_s:
            if not (self.links.connected or self.links.connecting):
                break
            self.links.turn(0.05)
        for message in (*self.links.left_over(), *self._schedule.held_back(self._reached_us)):
            lost = message.nature is Nature.LOST
            self._settled(message, Outcome.LOST if lost else Outcome.OPEN)
        self.links.close()
        self.truth.close()
        if self._record is not None:
            self._record.close(self._reached_us)
