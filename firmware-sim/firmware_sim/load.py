r"""A load generator: many devices, pre-built messages, a window of un-acked ones, and the truth.

It survives restarts of the broker: what was not confirmed is sent again, the same bytes.

    python -m firmware_sim.load --mqtt-url mqtt://127.0.0.1:1883 --municipality telgte \
        --devices 200 --messages 20000 --readings 1 --truth truth.jsonl
"""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from devices.topics import Stream, Topic
from firmware_sim import broker
from firmware_sim.chance import share, word
from firmware_sim.clock import monotonic_s, now_us
from firmware_sim.links import Links
from firmware_sim.outgoing import Outcome, Outgoing
from firmware_sim.payload import Measurement, encode
from firmware_sim.truth import Truth

MODEL = "wegwarte-bicycle-counter-1"  #: register the devices as this
_CHANNELS = ("bicycles-a", "bicycles-b")
_SECOND_US = 1_000_000
_READY_AHEAD = 2_000  # messages handed to the outboxes before they are needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be published.

    Parameters
    ----------
    interval_s
        Length of the counts' intervals: they follow each other without overlap and end before
        `end_us`. [s]
    rate_per_s
        Messages a second, at most; None: as fast as the broker confirms.
    end_us
        When the newest interval is over, at the latest; never in the future.
    """

    municipality: str
    end_us: int
    devices: int = 200
    messages: int = 20_000
    readings_per_message: int = 1
    interval_s: int = 60
    connections: int = 4
    in_flight: int = 100  #: of each connection
    rate_per_s: float | None = None
    seed: int = 1
    device_prefix: str = "load"

    @property
    def device_ids(self) -> list[str]:
        """The devices that must be known to whoever stores this."""
        return [f"{self.device_prefix}-{n:05d}" for n in range(self.devices)]


def build(plan: Plan) -> list[Outgoing]:
    """Return the messages, one device after the other in turn, each device's in order of time."""
    return [_message(plan, position) for position in range(plan.messages)]


def _message(plan: Plan, position: int) -> Outgoing:
    seq, number = divmod(position, plan.devices)
    device = f"{plan.device_prefix}-{number:05d}"
    boot = word(plan.seed, device, "boot", plan.end_us)
    first = seq * plan.readings_per_message
    measurements = tuple(_count(plan, device, first + n) for n in range(plan.readings_per_message))
    return Outgoing(
        device=device,
        topic=str(Topic(plan.municipality, device, Stream.UP)),
        payload=encode(boot, seq, measurements),
        boot=boot,
        seq=seq,
        measurements=measurements,
    )


def _count(plan: Plan, device: str, number: int) -> Measurement:
    """Return a device's reading; its two channels take turns, interval by interval."""
    step_us = plan.interval_s * _SECOND_US
    per_device = -(-plan.messages // plan.devices) * plan.readings_per_message
    intervals = -(-per_device // len(_CHANNELS))
    interval, channel = divmod(number, len(_CHANNELS))
    time_us = (plan.end_us // step_us - intervals + interval) * step_us
    return Measurement(
        channel=_CHANNELS[channel],
        time_us=time_us,
        due_us=time_us + step_us,
        value=int(share(plan.seed, device, number) * 100),
        duration_ms=plan.interval_s * 1_000,
    )


class Load:
    """A run of a plan in a thread of its own: `start`, `wait`, `stop`.

    Raises
    ------
    firmware_sim.broker.AddressError
        The address of the broker cannot be read.
    """

    def __init__(self, plan: Plan, mqtt_url: str, truth: Path | None = None) -> None:
        self.plan = plan
        self.truth = Truth(truth)
        self._messages = build(plan)
        self._handed = 0
        self._stop = Event()
        self._done = Event()
        self.links = Links(
            broker.parse(mqtt_url),
            plan.device_ids,
            name=f"load/{plan.device_prefix}/{plan.end_us}",
            settled=self.truth.settled,
            connections=plan.connections,
            window=plan.in_flight,
        )
        self._thread = Thread(target=self._run, name="firmware_sim.load", daemon=True)

    def start(self) -> None:
        """Begin to publish."""
        self._thread.start()

    def wait(self, timeout_s: float) -> bool:
        """Wait until every message is settled; return whether that is so."""
        return self._done.wait(timeout_s)

    def stop(self) -> dict[str, int]:
        """End the run, write down what is still open, and return the counts."""
        self._stop.set()
        self._thread.join()
        return self.report()

    def report(self) -> dict[str, int]:
        """Return the counts so far."""
        uplinks = self.links.uplinks.values()
        return self.truth.report() | {
            "reconnects": sum(max(0, uplink.reconnects) for uplink in uplinks),
            "republished": sum(uplink.republished for uplink in uplinks),
        }

    def _run(self) -> None:
        began_s = monotonic_s()
        try:
            while not self._stop.is_set() and not self._complete():
                self._hand_over(monotonic_s() - began_s)
                self.links.turn(0.02)
        finally:
            for message in (*self.links.left_over(), *self._messages[self._handed :]):
                self.truth.settled(message, Outcome.OPEN)
            complete = self.truth.messages[Outcome.OPEN] == 0
            self.links.close()
            self.truth.close()
            if complete:
                self._done.set()

    def _complete(self) -> bool:
        return self._handed == len(self._messages) and self.links.idle

    def _hand_over(self, elapsed_s: float) -> None:
        settled = sum(self.truth.messages.values())
        allowed = min(len(self._messages), settled + _READY_AHEAD)
        if self.plan.rate_per_s is not None:
            allowed = min(allowed, int(elapsed_s * self.plan.rate_per_s) + 1)
        while self._handed < allowed:
            self.links.put(self._messages[self._handed])
            self._handed += 1


def main(arguments: list[str] | None = None) -> int:
    """Run a plan; return 0 when the broker has confirmed every message, else 1."""
    parser = argparse.ArgumentParser("firmware_sim.load", description="Publish load.")
    parser.add_argument("--mqtt-url", default="mqtt://127.0.0.1:1883")
    parser.add_argument("--municipality", required=True)
    parser.add_argument("--devices", type=int, default=200)
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--readings", type=int, default=1, help="of each message")
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--in-flight", type=int, default=100, help="of each connection")
    parser.add_argument("--rate", type=float, help="messages a second (default: no limit)")
    parser.add_argument("--timeout", type=float, default=600.0, help="seconds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--truth", type=Path)
    asked = parser.parse_args(arguments)
    plan = Plan(
        municipality=asked.municipality,
        end_us=now_us(),
        devices=asked.devices,
        messages=asked.messages,
        readings_per_message=asked.readings,
        connections=asked.connections,
        in_flight=asked.in_flight,
        rate_per_s=asked.rate,
        seed=asked.seed,
    )
    load = Load(plan, asked.mqtt_url, asked.truth)
    began_s = monotonic_s()
    load.start()
    load.wait(asked.timeout)
    elapsed_s = monotonic_s() - began_s
    report = load.stop()
    sys.stdout.write(json.dumps(report | {"elapsed_s": round(elapsed_s, 3)}) + "\n")
    return 0 if report["messages_acked"] == asked.messages else 1


if __name__ == "__main__":
    sys.exit(main())
