"""What a retired device says: what it measured before counts, what it measured later is kept."""

from collections.abc import Sequence

from devices.errors import Cause
from ingest.checks import Row, Vehicle
from ingest.read import Fault, ReadMessage
from ingest.senders import Senders
from ingest.served_message import ServedMessage
from store.instants import from_us


def check(done: ReadMessage, senders: Senders) -> None:
    """Set aside what a retired device measured from its retirement on; whole, if that is all."""
    retired_us = senders.retired_us(done.device)
    if retired_us is None:
        return
    late = [*_from(done.rows, retired_us), *_from(done.vehicles, retired_us)]
    if not late:
        return
    done.retry = done.device  # it may be back by now
    detail = (
        f"device {done.device!r} is retired since {from_us(retired_us):%Y-%m-%d %H:%M}Z, and this "
        f"was measured later: if it is in use again, `wegwarte device change {done.device} --back`,"
        f" then `wegwarte rejected replay --cause {Cause.DEVICE_RETIRED} --device {done.device}`"
    )
    if len(late) == done.size and not done.faults:
        done.rows, done.vehicles, done.frame = [], [], None
        if isinstance(done, ServedMessage):
            done.parts, done.floating, done.identity = [], set(), None
        done.faults = [Fault(Cause.DEVICE_RETIRED, detail)]
        return
    done.rows = [row for row in done.rows if row.time_us < retired_us]
    done.vehicles = [vehicle for vehicle in done.vehicles if vehicle.time_us < retired_us]
    done.faults += [Fault(Cause.DEVICE_RETIRED, detail, row.reading_index) for row in late]


def _from(rows: Sequence[Row | Vehicle], retired_us: int) -> list[Row | Vehicle]:
    return [row for row in rows if row.time_us >= retired_us]
