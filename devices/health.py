"""How a device does, judged by its model: heard in time, battery, clock, radio. Pure.

A parking sensor may speak once a day, a radar every minute: each model says how long a healthy
device may be silent (`heartbeat_s`), and from which value on its battery is low. Where many are
silent at once behind one gateway, the gateway is told, not each of them (`devices.gateways`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from devices.battery import Battery, ending
from devices.timekeeping import AHEAD_MAX_S, BEHIND_MAX_S, Arrival, behind_s

#: A device is late after its longest expected silence, and silent after this many of them.
SILENT_AFTER: Final = 2


class State(StrEnum):
    """How a device does; of several the first one here is told."""

    SILENT = "silent"  #: nothing for more than twice its longest expected silence
    CLOCK_WRONG = "clock wrong"  #: what it says is put at wrong times
    LOW_BATTERY = "low battery"
    LATE = "late"  #: nothing for longer than its longest expected silence
    OK = "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one device.

    Parameters
    ----------
    expected
        Whether it should speak: deployed now, in service, not retired.
    since
        From when on it was to be heard, where it never was.
    heartbeat_s
        Its longest expected silence; None: nobody knows. [s]
    heard_at
        When anything of it came last.
    arrivals
        When its newest readings came, and how late.
    clock_refused_at
        When a time of it was last refused: in the future, or before 2000.
    frames, lost
        Of its newest frames: how many came, and how many numbers between them never did.
    gateways
        That heard its newest frame, the best one first.
    """

    device: str
    model: str
    expected: bool
    since: datetime | None
    heartbeat_s: int | None
    heard_at: datetime | None
    battery: Battery | None = None
    arrivals: Sequence[Arrival] = ()
    clock_refused_at: datetime | None = None
    frames: int = 0
    lost: int = 0
    rssi_dbm: float | None = None
    snr_db: float | None = None
    gateways: Sequence[str] = ()
    told: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The judgement on one device.

    Parameters
    ----------
    state
        The gravest of `states`.
    words
        A sentence for each of `states` but `ok`.
    silence_s
        Since it was heard last; None: never. [s]
    battery_ends_at
        When its battery will be low, along the line through its readings; None: cannot be told.
    clock_offset_s
        How far its clock is behind ours, with the way of the message; None: unknown. [s]
    loss
        Share of its newest frames that never came, 0 to 1; None: it does not number them.
    """

    device: str
    model: str
    state: State
    states: tuple[State, ...]
    words: tuple[str, ...]
    heard_at: datetime | None
    silence_s: float | None
    heartbeat_s: int | None
    battery: float | None
    battery_unit: str | None
    battery_low: float | None
    battery_ends_at: datetime | None
    clock_offset_s: float | None
    loss: float | None
    rssi_dbm: float | None
    snr_db: float | None
    gateways: tuple[str, ...]
    told: str | None


def judge(facts: Facts, now: datetime) -> Health:
    """Return how a device does."""
    found = [
        (state, words)
        for state, words in (
            (State.SILENT, _silent(facts, now)),
            (State.CLOCK_WRONG, _clock(facts, now)),
            (State.LOW_BATTERY, None if facts.battery is None else facts.battery.complaint()),
            (State.LATE, _late(facts, now)),
        )
        if words is not None
    ]
    states = tuple(state for state, _ in found) or (State.OK,)
    battery = facts.battery
    numbers = facts.frames + facts.lost
    return Health(
        device=facts.device,
        model=facts.model,
        state=states[0],
        states=states,
        words=tuple(words for _, words in found),
        heard_at=facts.heard_at,
        silence_s=None if facts.heard_at is None else (now - facts.heard_at).total_seconds(),
        heartbeat_s=facts.heartbeat_s,
        battery=None if battery is None else battery.newest,
        battery_unit=None if battery is None else battery.unit,
        battery_low=None if battery is None else battery.low,
        battery_ends_at=None if battery is None else ending(battery),
        clock_offset_s=behind_s(facts.arrivals),
        loss=facts.lost / numbers if numbers else None,
        rssi_dbm=facts.rssi_dbm,
        snr_db=facts.snr_db,
        gateways=tuple(facts.gateways),
        told=facts.told,
    )


def _overdue(facts: Facts, now: datetime) -> float | None:
    """Return the silence as a multiple of the longest expected one; None: none is expected."""
    since = facts.heard_at or facts.since
    if not facts.expected or facts.heartbeat_s is None or since is None:
        return None
    return (now - since).total_seconds() / facts.heartbeat_s


def _silent(facts: Facts, now: datetime) -> str | None:
    overdue = _overdue(facts, now)
    if overdue is None or overdue <= SILENT_AFTER:
        return None
    if facts.heard_at is None:
        return "never heard"
    return f"silent for {_span(now - facts.heard_at)}, {_expected(facts)}"


def _late(facts: Facts, now: datetime) -> str | None:
    overdue = _overdue(facts, now)
    if overdue is None or not 1 < overdue <= SILENT_AFTER:
        return None
    if facts.heard_at is None:
        return "not heard yet"
    return f"late: last heard {_span(now - facts.heard_at)} ago, {_expected(facts)}"


def _expected(facts: Facts) -> str:
    return f"its model speaks at least every {_span(timedelta(seconds=facts.heartbeat_s or 0))}"


def _clock(facts: Facts, now: datetime) -> str | None:
    offset_s = behind_s(facts.arrivals)
    if offset_s is not None and offset_s > BEHIND_MAX_S:
        return f"its clock is {_span(timedelta(seconds=offset_s))} behind"
    if offset_s is not None and offset_s < -AHEAD_MAX_S:
        return f"its clock is {_span(timedelta(seconds=-offset_s))} ahead"
    refused, heartbeat_s = facts.clock_refused_at, facts.heartbeat_s or 0
    if refused is not None and now - refused <= timedelta(seconds=SILENT_AFTER * heartbeat_s):
        return "times it told were refused: `wegwarte rejected list` says which"
    return None


def _span(length: timedelta) -> str:
    """Return a length of time in two units at most.

    Examples
    --------
    >>> _span(timedelta(days=2, hours=5, minutes=9)), _span(timedelta(seconds=75))
    ('2 d 5 h', '1 min 15 s')
    """
    rest = round(length.total_seconds())
    parts: list[str] = []
    for unit, size_s in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        count, rest = divmod(rest, size_s)
        if count or (unit == "s" and not parts):
            parts.append(f"{count} {unit}")
        elif parts:
            break
    return " ".join(parts[:2])
