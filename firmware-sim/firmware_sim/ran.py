"""What the folder of a run says (`firmware_sim.record` writes it), summed up for a comparison."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from firmware_sim.faults import Sign
from firmware_sim.outgoing import Nature, Outcome
from firmware_sim.record import VERSION, read_lines

#: when it was measured [us since 1970], and which vehicle of that instant (0 for values)
Key = tuple[int, int]


class RunError(Exception):
    """The folder cannot be read; the message says why, and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What a channel of a device measures at its site."""

    observed: str
    direction: str
    mode: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Injected:
    """A fault as it was injected.

    Parameters
    ----------
    channels
        Those it touches; None: all of the device.
    """

    kind: str
    from_us: int
    until_us: int | None
    spoils: bool
    shows_as: frozenset[Sign]
    parameters: dict[str, Any]
    channels: frozenset[str] | None = None


@dataclass(slots=True, kw_only=True)
class Sent:
    """What became of a device's messages.

    Parameters
    ----------
    arrived
        Confirmed by the broker, damaged, repeated and invented ones included.
    refused
        Of these: what must be set aside whole, by cause.
    read
        Boot -> numbers of those that can be read.
    unreadable
        Confirmed, and so damaged behind a network server that nobody can tell of which device.
    lost, open
        Never sent, and not confirmed when the run ended.
    """

    arrived: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    read: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    unreadable: int = 0
    lost: int = 0
    copies: int = 0
    open: int = 0

    @property
    def gaps(self) -> int:
        """How many numbers are missing between the lowest and the highest that can be read."""
        return sum(max(n) - min(n) + 1 - len(n) for n in self.read.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device of the run."""

    id: str
    site: str
    model: str
    is_linked: bool  #: behind a network server: its frames carry no time
    channels: dict[str, Channel]
    faults: tuple[Injected, ...]
    server: str = ""  #: of which kind its network server is


@dataclass(slots=True, kw_only=True)
class Ran:
    """A run.

    Parameters
    ----------
    strangers
        Messages of devices that do not exist.
    said
        Device and channel -> identity -> the value that must be stored, as often as it was said.
    unsure
        Identities of un-acked messages: they may be stored.
    counts
        Device and channel -> (from, until) -> how many really came. [us since 1970]
    stays
        Device -> from when to when somebody really stood there; None: still there at the end.
    levels
        Device and channel -> changes of a level.
    """

    folder: Path
    head: dict[str, Any]
    devices: dict[str, Device]
    sent: defaultdict[str, Sent]
    strangers: int = 0
    said: dict[tuple[str, str], dict[Key, set[float | None]]] = field(default_factory=dict)
    unsure: set[tuple[str, str, Key]] = field(default_factory=set)
    counts: dict[tuple[str, str], dict[tuple[int, int], int]] = field(default_factory=dict)
    stays: dict[str, list[tuple[int, int | None]]] = field(default_factory=dict)
    levels: dict[tuple[str, str], list[tuple[int, float]]] = field(default_factory=dict)

    @property
    def from_us(self) -> int:
        """When the devices were switched on."""
        return int(self.head["from_us"])

    @property
    def until_us(self) -> int:
        """Until when they ran."""
        return int(self.head["until_us"])


def read(folder: Path) -> Ran:
    """Read a run.

    Raises
    ------
    RunError
        There is none, it has not ended, or a file of it is damaged.
    """
    try:
        head = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except FileNotFoundError as why:
        raise RunError(
            f"{folder} holds no run.json: it is written when a run ends; make one with "
            "`wegwarte simulate FLEET --run FOLDER`"
        ) from why
    if head["version"] != VERSION:
        raise RunError(f"{folder} was written by another version ({head['version']}): run again")
    ran = Ran(
        folder=folder,
        head=head,
        devices={device["id"]: _device(device) for device in head["devices"]},
        sent=defaultdict(Sent),
    )
    try:
        _read_messages(ran)
        _read_said(ran)
        _read_happened(ran)
    except (OSError, ValueError, KeyError) as why:
        raise RunError(f"a file of {folder} is missing or damaged ({why!r}): run again") from why
    return ran


def _device(said: dict[str, Any]) -> Device:
    return Device(
        id=said["id"],
        site=said["site"],
        model=said["model"],
        is_linked=said["link"] is not None,
        server="" if said["link"] is None else said["link"]["server"],
        channels={
            name: Channel(
                observed=channel["property"],
                direction=channel["direction"],
                mode=channel["mode"] or "",
                role=channel["role"],
            )
            for name, channel in said["channels"].items()
        },
        faults=tuple(_injected(fault) for fault in said["faults"]),
    )


def _injected(said: dict[str, Any]) -> Injected:
    sets: dict[str, Any] = {"shows_as": frozenset(map(Sign, said["shows_as"]))}
    if "channels" in said:
        sets["channels"] = frozenset(said["channels"])
    return Injected(**said | sets)


def _read_messages(ran: Ran) -> None:
    for line in read_lines(ran.folder / "messages.jsonl"):
        sent = ran.sent[line["device"]]
        if line["outcome"] == Outcome.OPEN:
            sent.open += 1
        elif line["outcome"] != Outcome.ACKED:
            sent.lost += 1
        elif line["refused"] == "unknown_device":
            ran.strangers += 1
        elif line["refused"] == "unreadable" and ran.devices[line["device"]].is_linked:
            sent.unreadable += 1
        else:
            sent.arrived += 1
            sent.copies += line["nature"] == Nature.COPY
            if line["refused"] is not None:
                sent.refused[line["refused"]] += 1
            elif line["seq"] >= 0:
                sent.read[line["boot"]].add(line["seq"])


def _read_said(ran: Ran) -> None:
    for line in read_lines(ran.folder / "said.jsonl"):
        if line["given_up"]:
            continue
        where = line["device"], line["channel"]
        key = line["time_us"], line.get("n", 0)
        value = line["speed_km_h"] if "n" in line else line["value"]
        if line["acked_at"] is None:
            ran.unsure.add((*where, key))
        ran.said.setdefault(where, {}).setdefault(key, set()).add(value)


def _read_happened(ran: Ran) -> None:
    for line in read_lines(ran.folder / "happened.jsonl"):
        device = line["device"]
        if line["what"] == "stay":
            ran.stays.setdefault(device, []).append((line["from_us"], line["until_us"]))
        elif line["what"] == "count":
            span = line["from_us"], line["until_us"]
            ran.counts.setdefault((device, line["channel"]), {})[span] = line["value"]
        else:
            level = line["time_us"], line["value"]
            ran.levels.setdefault((device, line["channel"]), []).append(level)
