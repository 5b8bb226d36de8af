"""One line a device model: what its settings are and who plays it. This table is the registry."""

from firmware_sim import (
    bay,
    bicycle_counter,
    car_park,
    categories,
    dust,
    environment,
    lines,
    radar,
)
from firmware_sim.place import Build

SETTINGS: dict[str, type] = {
    "wegwarte-bay-1": bay.Settings,
    "wegwarte-barrier-1": car_park.Settings,
    "wegwarte-bicycle-counter-1": bicycle_counter.Settings,
    "wegwarte-radar-1": radar.Settings,
    "wegwarte-environment-1": environment.Settings,
    "bosch-tps110": bay.Settings,
    "nwave-nps310": bay.Settings,
    "pmx-tcr": categories.Settings,
    "milesight-vs133": lines.Settings,
    "decentlab-dl-pm": environment.Settings,
}

BUILD: dict[str, Build] = {
    "wegwarte-bay-1": bay.Bay,
    "wegwarte-barrier-1": car_park.CarPark,
    "wegwarte-bicycle-counter-1": bicycle_counter.BicycleCounter,
    "wegwarte-radar-1": radar.Radar,
    "wegwarte-environment-1": environment.Environment,
    "bosch-tps110": bay.Bay,
    "nwave-nps310": bay.Bay,
    "pmx-tcr": categories.CategoryRadar,
    "milesight-vs133": lines.LineCounter,
    "decentlab-dl-pm": dust.DustStation,
}

#: Of models that can say more than is played here: what is.
CHANNELS: dict[str, tuple[str, ...]] = {
    "bosch-tps110": ("bay",),
    "nwave-nps310": ("bay",),
    "pmx-tcr": categories.CHANNELS,
    "milesight-vs133": tuple(
        f"{name}{what}" for name, _ in lines.CHANNELS for what in ("", "-interval")
    ),
    "decentlab-dl-pm": dust.CHANNELS,
}
