"""Times that a file tells more than once with the same value: each counts once, and it is said."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from ingest.recordings.recording import Recording

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def repeated(recording: Recording) -> tuple[str, ...]:
    """Return a note about equal readings of one channel and time; none where there are none.

    The same file imported again is no matter of this: only what one file says twice. Different
    values of one time are conflicts, which are told where they are stored.
    """
    order = np.lexsort((recording.result, recording.time_us, recording.channel))
    channel, time_us, result = (
        column[order] for column in (recording.channel, recording.time_us, recording.result)
    )
    same = (channel[1:] == channel[:-1]) & (time_us[1:] == time_us[:-1])
    same &= (result[1:] == result[:-1]) | (np.isnan(result[1:]) & np.isnan(result[:-1]))
    times = np.unique(time_us[1:][same])
    if not len(times):
        return ()
    zone = ZoneInfo(recording.sites[0].time_zone if recording.sites else "UTC")
    first, last = (_local(int(at), zone) for at in (times[0], times[-1]))
    span = first if first == last else f"{first} to {last}"
    some = "1 time stands" if len(times) == 1 else f"{len(times)} times stand"
    return (f"{some} more than once with the same values ({span}); each counts once",)


def _local(time_us: int, zone: ZoneInfo) -> str:
    moment = _EPOCH + timedelta(microseconds=time_us)
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
