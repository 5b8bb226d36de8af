"""The indicators that can be asked for, explained in German and English.

The keys are the words of `/api/v1/sites/{site}/indicators/{indicator}`. Each entry says how the
number is made, by which source, how to read it, and what it is easily mistaken for.
"""

from typing import Final

from analytics.catalogue import (
    counts,
    environment,
    flow,
    following,
    limits,
    measured,
    noise,
    noise_levels,
    parking,
    speed_means,
    speeds,
    vehicle_groups,
)
from analytics.catalogue.entry import Detail, Entry, Words

__all__ = ["CATALOGUE", "UNITS", "UNITS_DE", "Detail", "Entry", "Words"]

#: What is counted, by mode: the unit of a volume.
UNITS: Final = {
    "bicycle": "bicycles",
    "pedestrian": "pedestrians",
    "car": "cars",
    "heavy": "heavy vehicles",
    "motor": "motor vehicles",
}
UNITS_DE: Final = {
    "bicycle": "Fahrräder",
    "pedestrian": "Fußgänger",
    "car": "Pkw",
    "heavy": "Schwerverkehr",
    "motor": "Kfz",
}

CATALOGUE: Final = {
    entry.key: entry
    for entries in (
        counts.ENTRIES,
        parking.ENTRIES,
        speeds.ENTRIES,
        speed_means.ENTRIES,
        vehicle_groups.ENTRIES,
        following.ENTRIES,
        flow.ENTRIES,
        measured.ENTRIES,
        limits.ENTRIES,
        environment.ENTRIES,
        noise.ENTRIES,
        noise_levels.ENTRIES,
    )
    for entry in entries
}
