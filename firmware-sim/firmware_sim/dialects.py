"""What devices behind a network server say: which frames their measurements become.

A frame carries no time: what it says was measured when the network server received it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple, Protocol, runtime_checkable

from devices.properties import BayState
from firmware_sim.frames import Frame, bosch_tps110, decentlab, nwave_nps, pmx_tcr
from firmware_sim.instants import SECOND_US
from firmware_sim.payload import Measurement

COUNT_MAX: Final = 0xFFFF
SPEED_MAX: Final = 0xFF
_MINUTE_US = 60 * SECOND_US
_DAY_MINUTES = 1_440


class Uttered(NamedTuple):
    """A frame, and what of the measurements it carries."""

    frame: Frame
    measurements: tuple[Measurement, ...] = ()
    is_history: bool = False  #: its measurements have times of their own


class Dialect(Protocol):
    """How one model speaks."""

    def opening(self, said: Sequence[Measurement]) -> Iterator[Uttered]:
        """Yield the frames after a join, before the first measurements `said`."""
        ...

    def frames(self, said: Sequence[Measurement]) -> Iterator[Uttered]:
        """Yield the frames of measurements that became due together."""
        ...


class Obeyed(NamedTuple):
    """What a device makes of a downlink."""

    answer: Frame
    settings: dict[str, Any]
    told_us: int | None  #: what time it is said to be


@runtime_checkable
class Obedient(Protocol):
    """A model that follows downlinks."""

    def obey(self, port: int, payload: bytes) -> Obeyed | None:
        """Return what it makes of a downlink; None: it cannot read it."""
        ...


@runtime_checkable
class Mindful(Protocol):
    """A model that keeps what nobody has heard, and sends it again as history."""

    def keep(self, said: Sequence[Measurement]) -> None:
        """Keep the measurements of a frame that nobody has heard."""
        ...

    def history(self, room: int) -> Uttered | None:
        """Return the oldest of what is kept, in a frame of so many bytes; None: nothing."""
        ...


@dataclass(slots=True)
class Bosch:
    """A TPS110: changes on port 1, the state again on port 2."""

    _state: float | None = None

    def opening(self, said: Sequence[Measurement]) -> Iterator[Uttered]:
        """Yield the start-up message; what it says of the bay is not to be believed."""
        for one in _bay(said):
            frame = bosch_tps110.startup(
                occupied=one.value == BayState.OCCUPIED,
                firmware=(0, 29, 2),
                cause=bosch_tps110.ResetCause.POWER_ON,
            )
            yield Uttered(frame, (replace(one, value=None),))

    def frames(self, said: Sequence[Measurement]) -> Iterator[Uttered]:
        """Yield a status or a heartbeat."""
        for one in _bay(said):
            occupied = one.value == BayState.OCCUPIED
            same, self._state = one.value == self._state, one.value
            told = bosch_tps110.heartbeat if same else bosch_tps110.status
            yield Uttered(told(occupied=occupied), (one,))


@dataclass(slots=True)
class Nwave:
    """An NPS of the third generation: the same habits, other start-up messages."""

    _state: float | None = None

    def opening(self, said: Sequence[Measurement]) -> Iterator[Uttered]:
        """Yield the start-up message; what it says of the bay is not to be believed."""
        for one in _bay(said):
            frame = nwave_nps.startup(
                occupied=one.value == BayState.OCCUPIED,
                firmware=(1, 13, 0),
                cause=nwave_nps.ResetCause.POWER_ON,
            )
            yield Uttered(frame, (replace(one, value=None),))

    def frames(self, said: Sequence[Measurement]) -> Iterator[Uttered]:
        """Yield a status or a heartbeat."""
        for one in _bay(said):
            occupied = one.value == BayState.OCCUPIED
            same, self._state = one.value == self._state, one.value
            told = nwave_nps.heartbeat if same else nwave_nps.status
            yield Uttered(told(occupied=occupied), (one,))


@dataclass(slots=True)
class Tcr:
    """A TCR radar: a frame for each category, with how many and how fast on either side."""

    categories: Sequence[str] = ("bicycles", "cars", "heavy")
    supply_v: float = 12.1

    def opening(self, said: Sequence[Measurement]) -> Iterator[Uttered]:  # noqa: ARG002
        """Yield who it is."""
        frame = pmx_tcr.identity(
            kind=10, licence=2, speed_class=2, firmware=(1, 1, 0), charger=(0, 0, 0)
        )
        yield Uttered(frame)

    def frames(self, said: Sequence[Measurement]) -> Iterator[Uttered]:
        """Yield the counts of the interval that is over."""
        known = {}
        for one in said:
            known[one.channel] = within(one, COUNT_MAX if _counts(one.channel) else SPEED_MAX)
        for n, category in enumerate(self.categories, start=1):
            stems = [f"{category}-{side}" for side in ("ltr", "rtl")]
            channels = [name for stem in stems for name in (stem, f"{stem}-speed")]
            some = next((known[name] for name in channels if name in known), None)
            if some is None:
                continue
            # A frame has room for both sides: of one that is silent it says that nobody came.
            carried = tuple(known.get(name) or _nobody(some, name) for name in channels)
            end_min = (carried[0].time_us // _MINUTE_US) + (carried[0].duration_ms or 0) // 60_000
            left, right = (
                (whole(known.get(stem)), whole(known.get(f"{stem}-speed"))) for stem in stems
            )
            frame = pmx_tcr.counts(
                category=n,
                ends=divmod(end_min % _DAY_MINUTES, 60),
                left_to_right=left,
                right_to_left=right,
                supply_v=self.supply_v,
            )
            battery = Measurement(
                channel="battery",
                time_us=carried[0].due_us,
                due_us=carried[0].due_us,
                value=round(self.supply_v, 1),
            )
            yield Uttered(frame, (*carried, battery))


@dataclass(slots=True)
class DlPm:
    """A DL-PM dust station."""

    number: int
    _names: Sequence[str] = field(
        default=("pm1", "pm2-5", "pm10", "temperature", "humidity", "pressure", "battery")
    )

    def opening(self, said: Sequence[Measurement]) -> Iterator[Uttered]:  # noqa: ARG002
        """Say nothing of itself: its number stands in every frame."""
        return iter(())

    def frames(self, said: Sequence[Measurement]) -> Iterator[Uttered]:
        """Yield everything in one frame."""
        measured = {one.channel: _in_words(one) for one in said if one.value is not None}
        known = {name: one.value or 0.0 for name, one in measured.items()}
        if not all(name in known for name in self._names):
            return
        dust = decentlab.Particles(
            (known["pm1"], known["pm2-5"], known["pm10"], known["pm10"]), 500, (0, 0, 0, 0, 0)
        )
        frame = decentlab.dl_pm(
            self.number,
            battery_v=known["battery"],
            particles=dust,
            climate=decentlab.climate(known["temperature"], known["humidity"]),
            pressure_pa=known["pressure"] * 100,
        )
        yield Uttered(frame, tuple(measured[name] for name in self._names))


def _bay(said: Sequence[Measurement]) -> Iterator[Measurement]:
    """Yield states; there is one bit for them."""
    return (_told(one, min(1, one.value or 0)) for one in said if one.channel == "bay")


def _counts(channel: str) -> bool:
    return not channel.endswith("-speed")


def _nobody(beside: Measurement, channel: str) -> Measurement:
    return replace(beside, channel=channel, value=0 if _counts(channel) else None)


def within(said: Measurement, most: int) -> Measurement:
    """Return it as its register holds it."""
    return said if said.value is None else _told(said, min(max(0, int(said.value)), most))


def _in_words(said: Measurement) -> Measurement:
    """Return it as a Decentlab frame's word holds it."""
    value = said.value or 0.0
    if said.channel in {"temperature", "humidity"}:
        words = decentlab.climate(value, value)
        if said.channel == "temperature":
            return _told(said, decentlab.temperature_c(_word(words[0])))
        return _told(said, decentlab.humidity_percent(_word(words[1])))
    per_unit = {"pressure": 50, "battery": 1_000}.get(said.channel, 10)
    return _told(said, _word(round(value * per_unit)) / per_unit)


def _word(value: int) -> int:
    return min(max(0, value), COUNT_MAX)


def _told(said: Measurement, value: float) -> Measurement:
    return said if value == said.value else replace(said, value=value)


def whole(said: Measurement | None) -> int:
    """Return a count as a frame holds it; 0 where nothing is known."""
    return 0 if said is None or said.value is None else int(said.value)
