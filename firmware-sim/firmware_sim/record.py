"""The ground truth of a run: a folder that says what really happened, and what was sent.

`run.json`      the fleet, the seed, the window, sites, devices and their faults
`happened.jsonl` one line a fact: counts of each direction and quarter, stays, levels
`messages.jsonl` one line a message: its number, how it ended, whether it can be read
`said.jsonl`    one line a reading of what can be read, as `firmware_sim.truth` writes it
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from devices.properties import BayState
from firmware_sim.faults import Trouble
from firmware_sim.faults.outage import REMEMBERS, Outage
from firmware_sim.fleet import DeviceFacts, Fleet, Site
from firmware_sim.outgoing import Nature, Outcome, Outgoing
from firmware_sim.payload import Measurement

VERSION: Final = 1
QUARTER_US: Final = 900_000_000
_LEVELS = frozenset({"free", "operating"})


class Record:
    """Writes the folder of one run; `witness` while devices measure, `settled` as messages end."""

    def __init__(
        self, folder: Path, fleet: Fleet, *, municipality: str, seed: int, started_us: int
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._head = _head(fleet, municipality, seed, started_us)
        self._messages = (folder / "messages.jsonl").open("w", encoding="utf-8")
        self._counts: Counter[tuple[str, str, int, int]] = Counter()
        self._stays: dict[str, list[tuple[int, int]]] = {}  #: changes of a bay's state
        self._levels: dict[tuple[str, str], list[tuple[int, float | None]]] = {}

    def witness(self, device: str, measured: Sequence[Measurement]) -> None:
        """Keep what a sound device measured."""
        for said in measured:
            if said.duration_ms is not None:
                length_us = said.duration_ms * 1_000
                # Intervals that add up to quarters are told by the quarter, others as they are.
                long_us = length_us if QUARTER_US % length_us else QUARTER_US
                begin_us = said.time_us // long_us * long_us
                self._counts[device, said.channel, begin_us, long_us] += int(said.value or 0)
            elif said.channel == "bay":
                changes = self._stays.setdefault(device, [])
                if not changes or changes[-1][1] != said.value:
                    changes.append((said.time_us, int(said.value or 0)))
            elif said.channel in _LEVELS:
                levels = self._levels.setdefault((device, said.channel), [])
                if not levels or levels[-1][1] != said.value:
                    levels.append((said.time_us, said.value))

    def settled(self, message: Outgoing, outcome: Outcome) -> None:
        """Write down how a message ended."""
        if message.nature is Nature.ANSWER:
            return
        line = {
            "device": message.device,
            "boot": message.boot,
            "seq": message.seq,
            "made_us": message.made_us,
            "nature": message.nature.value,
            "refused": message.refused,
            "outcome": outcome.value,
            "readings": len(message.measurements),
        }
        self._messages.write(json.dumps(line, separators=(",", ":")) + "\n")

    def close(self, until_us: int) -> None:
        """Write what happened until then, and the head last: a folder with a head is whole."""
        self._messages.close()
        with (self.folder / "happened.jsonl").open("w", encoding="utf-8") as out:
            for fact in self._facts(until_us):
                out.write(json.dumps(fact, separators=(",", ":")) + "\n")
        head = self._head | {"until_us": until_us}
        (self.folder / "run.json").write_text(json.dumps(head, indent=1), encoding="utf-8")

    def _facts(self, until_us: int) -> Iterator[dict[str, object]]:
        for (device, channel, begin_us, long_us), count in sorted(self._counts.items()):
            if begin_us + long_us <= until_us:
                yield {
                    "what": "count",
                    "device": device,
                    "channel": channel,
                    "from_us": begin_us,
                    "until_us": begin_us + long_us,
                    "value": count,
                }
        for device, changes in sorted(self._stays.items()):
            for from_us, to_us in _stays(changes, until_us):
                yield {"what": "stay", "device": device, "from_us": from_us, "until_us": to_us}
        for (device, channel), levels in sorted(self._levels.items()):
            for time_us, value in levels:
                if time_us <= until_us:
                    yield {
                        "what": "level",
                        "device": device,
                        "channel": channel,
                        "time_us": time_us,
                        "value": value,
                    }


def read_lines(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file with one a line."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _stays(changes: Sequence[tuple[int, int]], until_us: int) -> Iterator[tuple[int, int | None]]:
    """Yield from when to when somebody stood there; None: still there at the end."""
    came_us: int | None = None
    for time_us, state in changes:
        if time_us > until_us:
            break
        if state == BayState.OCCUPIED:
            came_us = time_us
        elif came_us is not None:
            yield came_us, time_us
            came_us = None
    if came_us is not None:
        yield came_us, None


def _head(fleet: Fleet, municipality: str, seed: int, started_us: int) -> dict[str, Any]:
    return {
        "version": VERSION,
        "fleet": fleet.id,
        "municipality": municipality,
        "seed": seed,
        "from_us": started_us,
        "sites": [_site(site) for site in fleet.sites],
        "devices": [
            _device(site, device, started_us) for site in fleet.sites for device in site.devices
        ],
    }


def _site(site: Site) -> dict[str, Any]:
    return {"id": site.id, "kind": site.kind, "capacity": site.capacity}


def _device(site: Site, device: DeviceFacts, started_us: int) -> dict[str, Any]:
    return {
        "id": device.id,
        "site": site.id,
        "model": device.model,
        "link": None if device.link is None else asdict(device.link),
        "channels": {
            stream.channel: {
                "property": stream.observed,
                "direction": stream.direction,
                "mode": stream.mode,
                "role": stream.role,
            }
            for stream in device.datastreams
        },
        "faults": [_fault(fault, started_us, device) for fault in device.faults],
    }


def _fault(fault: Trouble, started_us: int, device: DeviceFacts) -> dict[str, Any]:
    ends_s = fault.until_s
    return {
        "kind": fault.name,
        "from_us": started_us + int(fault.after_s * 1e6),
        "until_us": None if ends_s is None else started_us + int(ends_s * 1e6),
        "spoils": fault.spoils and not (isinstance(fault, Outage) and device.model in REMEMBERS),
        "shows_as": sorted(fault.shows_as),
        "channels": [s.channel for s in device.datastreams if fault.touches(s.channel)],
        "parameters": {
            name: value
            for name, value in asdict(fault).items()
            if name not in {"kind", "after_s", "until_s"}
        },
    }
