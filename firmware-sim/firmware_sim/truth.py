"""The publisher's own file: what was really said, reading by reading, and when it was confirmed.

One JSON object a line, written when the message is settled. A reading that stands there with an
`acked_at` must be in the store exactly once; one with `given_up` must not; one with neither was
un-acked when the simulator stopped, and may be either. What a fault of the fleet file has damaged
beyond reading stands nowhere here.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any, TextIO

from firmware_sim.clock import now_us
from firmware_sim.outgoing import Nature, Outcome, Outgoing
from firmware_sim.payload import Measurement, iso

_GONE = {Outcome.GIVEN_UP, Outcome.LOST}


class Truth:
    """Counts what became of messages, and writes it down if a file is given."""

    def __init__(self, file: Path | None) -> None:
        self.messages: Counter[Outcome] = Counter()
        self.readings: Counter[Outcome] = Counter()
        self.copies = 0
        self.hostile = 0
        self._out: TextIO | None = file.open("w", encoding="utf-8") if file is not None else None

    def settled(self, message: Outgoing, outcome: Outcome) -> None:
        """Write down how a message ended; copies and inventions are only counted."""
        if message.nature is Nature.ANSWER:
            return
        if message.nature is Nature.COPY:
            self.copies += 1
            return
        if message.nature is Nature.HOSTILE:
            self.hostile += 1
            return
        self.messages[outcome] += 1
        self.readings[outcome] += len(message.measurements)
        if self._out is None or not message.is_readable:
            return
        acked_at = iso(now_us()) if outcome is Outcome.ACKED else None
        for said in message.measurements:
            line = _line(message, said, acked_at=acked_at, given_up=outcome in _GONE)
            self._out.write(json.dumps(line, separators=(",", ":")) + "\n")

    def flush(self) -> None:
        """Let other readers of the file see what was written."""
        if self._out is not None:
            self._out.flush()

    def close(self) -> None:
        """End the file."""
        if self._out is not None:
            self._out.close()

    def report(self) -> dict[str, int]:
        """Return the counts by name."""
        counts = {f"messages_{o}": self.messages[o] for o in Outcome}
        counts |= {f"readings_{o}": self.readings[o] for o in Outcome}
        return counts | {"copies": self.copies, "hostile": self.hostile}


def read(file: Path) -> list[dict[str, Any]]:
    """Return the lines of a truth file, as written."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _line(
    message: Outgoing, said: Measurement, *, acked_at: str | None, given_up: bool
) -> dict[str, object]:
    line: dict[str, object] = {
        "device": message.device,
        "boot": message.boot,
        "seq": message.seq,
        "channel": said.channel,
        "time_us": said.time_us,
        "duration_ms": said.duration_ms,
        "value": said.value,
        "acked_at": acked_at,
        "given_up": given_up,
    }
    if said.is_passage:
        line |= {"n": said.n, "speed_km_h": said.speed_km_h, "length_m": said.length_m}
    return line
