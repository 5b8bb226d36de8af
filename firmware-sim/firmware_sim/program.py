"""Running a fleet from a command line: options in words, signals, and the counts at the end."""

import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import inf
from pathlib import Path
from types import FrameType

from firmware_sim import broker
from firmware_sim.fleet import Fleet
from firmware_sim.simulation import Options, Simulation

_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DURATION = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[a-z]*)")


class DurationError(ValueError):
    """A duration cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody asked for."""

    mqtt_url: str
    municipality: str | None = None  #: None: the fleet's own
    seed: int | None = None  #: None: the fleet's own
    speed: float | str = 1.0  #: or `max`: as fast as the broker confirms
    history: str = "0"
    since: str | None = None  #: ISO 8601, UTC without a zone: exactly when devices are switched on
    until: str | None = None  #: when they stop
    duration: str | None = None
    truth: Path | None = None
    run: Path | None = None  #: a folder for `wegwarte verify`


def seconds(text: str) -> float:
    """Read a duration such as `90`, `30s`, `15min`, `6h` or `2d`.

    Examples
    --------
    >>> seconds("6h")
    21600.0
    """
    match = _DURATION.fullmatch(text.strip().lower())
    if match is None or match["unit"] not in {"", *_SECONDS}:
        raise DurationError(f"{text!r} is no duration: write seconds, or 15min, 6h, 2d")
    return float(match["number"]) * _SECONDS.get(match["unit"], 1)


def instant_us(text: str) -> int:
    """Read an instant such as `2026-11-16T00:00Z`; without a zone it is UTC. [us since 1970].

    Raises
    ------
    DurationError
        It is none.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as why:
        raise DurationError(f"{text!r} is no instant: write 2026-11-16T00:00Z") from why
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return (instant - _EPOCH) // timedelta(microseconds=1)


def speed_of(asked: float | str) -> float:
    """Read a speed: a number, or `max`.

    Raises
    ------
    DurationError
        It is neither.
    """
    try:
        return inf if asked == "max" else float(asked)
    except ValueError as why:
        raise DurationError(f"{asked!r} is no speed: write a number, or max") from why


def options_of(fleet: Fleet, request: Request) -> Options:
    """Return how a fleet is to be run.

    Raises
    ------
    ValueError
        A duration, an instant or the options cannot be used; the message says how to mend it.
    """
    return Options(
        municipality=request.municipality or fleet.municipality,
        seed=fleet.seed if request.seed is None else request.seed,
        speed=speed_of(request.speed),
        history_s=seconds(request.history),
        since_us=None if request.since is None else instant_us(request.since),
        until_us=None if request.until is None else instant_us(request.until),
        duration_s=None if request.duration is None else seconds(request.duration),
        truth=request.truth,
        run=request.run,
    )


def run(fleet: Fleet, request: Request, tell: Callable[[str], None]) -> dict[str, int]:
    """Publish as the fleet until the time is over or a signal comes; return the counts.

    Raises
    ------
    ValueError
        The address, a duration or the options cannot be used; the message says how to mend it.
    """
    address = broker.parse(request.mqtt_url)
    options = options_of(fleet, request)
    with _until_signal() as stopped:
        simulation = Simulation(fleet, address, options)
        tell(
            f"{len(fleet.devices)} devices of {fleet.name} publish to {address} "
            f"as {options.municipality}; Ctrl-C stops"
        )
        simulation.run(stopped, tell)
    return simulation.report()


@contextmanager
def _until_signal() -> Iterator[Callable[[], bool]]:
    """Turn SIGINT and SIGTERM into an answer to a question."""
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(received)
    finally:
        for number, old in before.items():
            signal.signal(number, old)
