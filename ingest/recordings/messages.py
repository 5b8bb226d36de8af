"""A recording as its devices would have said it: native payloads, the same identities."""

from collections.abc import Iterator
from typing import Final

import msgspec
import numpy as np

from devices.quality import Flag
from devices.topics import Stream, Topic
from ingest.recordings.recording import Recording

READINGS_PER_MESSAGE: Final = 1_000  #: about 100 kB, well below what ingest takes


def messages(recording: Recording, municipality: str) -> Iterator[tuple[str, bytes]]:
    """Yield topic and payload of each message, device by device, in order of time.

    `boot` comes from the file's bytes and `seq` counts within it, so that replaying a file again
    sends the very same messages.
    """
    boot = f"replay-{recording.sha256.hex()[:16]}"
    devices = np.array([channel.device for channel in recording.channels])
    of_row = devices[recording.channel] if len(recording) else np.array([], dtype=np.str_)
    for device in dict.fromkeys(devices.tolist()):
        rows = np.flatnonzero(of_row == device)
        rows = rows[np.argsort(recording.time_us[rows], kind="stable")]
        topic = str(Topic(municipality, device, Stream.UP))
        for seq, low in enumerate(range(0, len(rows), READINGS_PER_MESSAGE)):
            chosen = rows[low : low + READINGS_PER_MESSAGE]
            said = {"v": 1, "boot": boot, "seq": seq, "readings": _readings(recording, chosen)}
            yield topic, msgspec.json.encode(said)
        first_seq = -(-len(rows) // READINGS_PER_MESSAGE)
        yield from _vehicles(recording, device, topic, boot, first_seq)


def _vehicles(
    recording: Recording, device: str, topic: str, boot: str, first_seq: int
) -> Iterator[tuple[str, bytes]]:
    """Yield the messages about single vehicles of a device."""
    passed = recording.vehicles
    names = [channel.name for channel in recording.channels]
    mine = np.array([channel.device == device for channel in recording.channels])
    rows = np.flatnonzero(mine[passed.channel]) if len(passed) else np.zeros(0, dtype=np.intp)
    rows = rows[np.argsort(passed.time_us[rows], kind="stable")]
    for seq, low in enumerate(range(0, len(rows), READINGS_PER_MESSAGE), first_seq):
        some = passed.take(rows[low : low + READINGS_PER_MESSAGE])
        times = np.datetime_as_string(some.time_us.astype("datetime64[us]"), timezone="UTC")
        readings = [
            {"channel": names[one], "time": time, "n": n}
            | ({} if np.isnan(speed) else {"speed_km_h": speed})
            | ({} if np.isnan(length) else {"length_m": length})
            | ({} if kind < 0 else {"vehicle_class": kind})
            for one, time, n, speed, length, kind in zip(
                some.channel.tolist(),
                times.tolist(),
                some.n.tolist(),
                some.speed_km_h.tolist(),
                some.length_m.tolist(),
                some.vehicle_class.tolist(),
                strict=True,
            )
        ]
        said = {"v": 1, "boot": boot, "seq": seq, "readings": readings}
        yield topic, msgspec.json.encode(said)


def _readings(recording: Recording, rows: np.ndarray) -> list[dict[str, object]]:
    names = [channel.name for channel in recording.channels]
    times = np.datetime_as_string(recording.time_us[rows].astype("datetime64[us]"), timezone="UTC")
    found: list[dict[str, object]] = []
    for channel, time, duration_ms, result, quality in zip(
        recording.channel[rows].tolist(),
        times.tolist(),
        recording.duration_ms[rows].tolist(),
        recording.result[rows].tolist(),
        recording.quality[rows].tolist(),
        strict=True,
    ):
        value = None if np.isnan(result) else result
        reading: dict[str, object] = {"channel": names[channel], "time": time, "value": value}
        if duration_ms >= 0:
            reading["duration_s"] = duration_ms / 1_000
        if quality == Flag.SUSPECT:
            reading["doubtful"] = True
        found.append(reading)
    return found
