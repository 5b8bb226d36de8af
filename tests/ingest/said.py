"""What devices say in tests, in as few words as possible."""

import json
from datetime import timedelta
from itertools import count

from ingest import clock

_SEQ = count()


def ago(**since: float) -> str:
    """Return an instant in the past (or, with a negative number, ahead), as devices write it."""
    return (clock.now() - timedelta(**since)).isoformat().replace("+00:00", "Z")


def counted(value: object = 7, **other: object) -> dict[str, object]:
    """Return a good quarter-hour count, with other words where given; "left out" leaves one out."""
    reading = {"channel": "bicycles-a", "time": ago(hours=1), "duration_s": 900, "value": value}
    # Not None: that is a value of its own.
    return {word: said for word, said in (reading | other).items() if said != "left out"}


def message(*readings: dict[str, object], **other: object) -> bytes:
    """Return a payload of these readings."""
    whole = {"v": 1, "boot": "b00t", "seq": next(_SEQ), "readings": list(readings)}
    return json.dumps(whole | other).encode()
