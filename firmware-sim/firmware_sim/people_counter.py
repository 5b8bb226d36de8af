"""How a VS133 people counter speaks: totals and periods, history after an outage, commands."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from firmware_sim.dialects import COUNT_MAX, Obeyed, Uttered, whole, within
from firmware_sim.frames import milesight_vs133
from firmware_sim.frames.milesight_vs133 import TOTAL_WRAPS, Line
from firmware_sim.instants import SECOND_US
from firmware_sim.payload import Measurement

_TOTALS: Final = ("line-1-in", "line-1-out")
_PERIODS: Final = ("line-1-in-interval", "line-1-out-interval")
_KEPT_MAX: Final = 10_000  #: reports, as many as its memory holds

#: What the device reports at once: channel -> measurement.
_Report = dict[str, Measurement]


@dataclass(slots=True)
class Vs133:
    """A VS133 people counter: the totals of line 1 and what its period has added."""

    serial: str
    _kept: deque[_Report] = field(default_factory=lambda: deque(maxlen=_KEPT_MAX))

    def opening(self, said: Sequence[Measurement]) -> Iterator[Uttered]:  # noqa: ARG002
        """Yield who it is."""
        identity = milesight_vs133.identity(
            serial=self.serial, hardware=(1, 2), firmware=(133, 1, 0, 9)
        )
        yield Uttered(milesight_vs133.frame(identity))

    def frames(self, said: Sequence[Measurement]) -> Iterator[Uttered]:
        """Yield totals and period in one frame."""
        known = _report(said)
        total, period = _line(known, _TOTALS), _line(known, _PERIODS)
        parts = []
        if total is not None:
            parts.append(milesight_vs133.totals([total]))
        if period is not None:
            parts.append(milesight_vs133.periods([period]))
        if parts:
            carried = tuple(known[name] for name in (*_TOTALS, *_PERIODS) if name in known)
            yield Uttered(milesight_vs133.frame(*parts), carried)

    def keep(self, said: Sequence[Measurement]) -> None:
        """Keep a report that nobody has heard; the oldest goes when the memory is full."""
        if said:
            self._kept.append(_report(said))

    def history(self, room: int) -> Uttered | None:
        """Return as many reports, the oldest first, as a frame of `room` bytes holds."""
        records, carried = b"", list[Measurement]()
        while self._kept:
            known = self._kept[0]
            second = next(iter(known.values())).due_us // SECOND_US
            record = milesight_vs133.history(second, _line(known, _TOTALS), _line(known, _PERIODS))
            if records and len(records) + len(record) > room:
                break
            self._kept.popleft()
            records += record
            carried += [_dated(said, second) for said in known.values()]
        return Uttered(milesight_vs133.frame(records), tuple(carried), True) if records else None

    def obey(self, port: int, payload: bytes) -> Obeyed | None:
        """Set the report interval or the time, and say so."""
        if port != milesight_vs133.PORT:
            return None
        asked = milesight_vs133.obey(payload)
        if not asked.answer:
            return None
        return Obeyed(
            answer=milesight_vs133.frame(asked.answer),
            settings={} if asked.interval_s is None else {"interval_s": asked.interval_s},
            told_us=None if asked.time_s is None else asked.time_s * SECOND_US,
        )


def _report(said: Sequence[Measurement]) -> _Report:
    return {
        one.channel: within(one, TOTAL_WRAPS - 1 if one.is_total else COUNT_MAX) for one in said
    }


def _line(known: _Report, names: tuple[str, str]) -> Line | None:
    if not all(name in known for name in names):
        return None
    return Line(whole(known[names[0]]), whole(known[names[1]]))


def _dated(said: Measurement, second: int) -> Measurement:
    """Return it with the time that its record tells: when it was reported, in whole seconds."""
    return replace(said, time_us=second * SECOND_US - (said.duration_ms or 0) * 1_000)
