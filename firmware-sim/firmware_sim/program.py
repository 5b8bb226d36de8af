"""Running a fleet from a command line: options in words, signals, and the counts at the end."""

import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from firmware_sim import broker
from firmware_sim.fleet import Fleet
from firmware_sim.simulation import Options, Simulation

_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400}
_DURATION = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[a-z]*)")


class DurationError(ValueError):
    """A duration cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody asked for."""

    mqtt_url: str
    municipality: str | None = None  #: None: the fleet's own
    seed: int | None = None  #: None: the fleet's own
    speed: float = 1.0
    history: str = "0"
    duration: str | None = None
    truth: Path | None = None


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


def run(fleet: Fleet, request: Request, tell: Callable[[str], None]) -> dict[str, int]:
    """Publish as the fleet until the time is over or a signal comes; return the counts.

    Raises
    ------
    ValueError
        The address, a duration or the options cannot be used; the message says how to mend it.
    """
    address = broker.parse(request.mqtt_url)
    options = Options(
        municipality=request.municipality or fleet.municipality,
        seed=fleet.seed if request.seed is None else request.seed,
        speed=request.speed,
        history_s=seconds(request.history),
        duration_s=None if request.duration is None else seconds(request.duration),
        truth=request.truth,
    )
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
