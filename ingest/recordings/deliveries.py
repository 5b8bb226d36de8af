"""Recordings of a portion to one delivery for the store, in order of files."""

import numpy as np

from devices.quality import Flag
from ingest.recordings.recording import Vehicles
from ingest.recordings.registration import Registration
from ingest.recordings.sources import Part
from store.imports import Delivery
from store.passages import Passages
from store.rows import Observations


def delivery_of(
    parts: list[Part], names: Registration, source: str, run: int, who: str | None
) -> Delivery:
    """Put the readings of a portion together, in order of files."""
    senders: list[tuple[str, str]] = []
    numbers, sender, vehicle_numbers, vehicle_sender = [], [], [], []
    for part in parts:
        recording = part.recording
        devices = list(dict.fromkeys(channel.device for channel in recording.channels))
        position = {device: len(senders) + i for i, device in enumerate(devices)}
        senders += [(device, recording.name) for device in devices]
        number = np.array([names.channel(c) for c in recording.channels], dtype=np.int32)
        owner = np.array([position[c.device] for c in recording.channels], dtype=np.int32)
        numbers.append(number[recording.channel])
        sender.append(owner[recording.channel])
        vehicle_numbers.append(number[recording.vehicles.channel])
        vehicle_sender.append(owner[recording.vehicles.channel])
    recordings = [part.recording for part in parts]
    rows = Observations(
        channel=_joined(numbers, np.int32),
        time_us=_joined([r.time_us for r in recordings], np.int64),
        duration_ms=_joined([r.duration_ms for r in recordings], np.int32),
        result=_joined([r.result for r in recordings], np.float64),
        quality=_joined([r.quality for r in recordings], np.int16),
    )
    return Delivery(
        source=source,
        run=run,
        rows=rows,
        senders=senders,
        sender=_joined(sender, np.int32),
        who=who,
        vehicles=_passages(vehicle_numbers, [r.vehicles for r in recordings]),
        vehicle_sender=_joined(vehicle_sender, np.int32),
    )


def _passages(numbers: list[np.ndarray], vehicles: list[Vehicles]) -> Passages:
    channel = _joined(numbers, np.int32)
    return Passages(
        channel=channel,
        time_us=_joined([v.time_us for v in vehicles], np.int64),
        n=_joined([v.n for v in vehicles], np.int32),
        speed_km_h=_joined([v.speed_km_h for v in vehicles], np.float32),
        length_m=_joined([v.length_m for v in vehicles], np.float32),
        vehicle_class=_joined([v.vehicle_class for v in vehicles], np.int16),
        quality=np.full(len(channel), Flag.GOOD, dtype=np.int16),
    )


def _joined(columns: list[np.ndarray], kind: type) -> np.ndarray:
    return np.concatenate(columns) if columns else np.empty(0, dtype=kind)
