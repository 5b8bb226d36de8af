"""One line a device model: what its settings are and who plays it. This table is the registry."""

from firmware_sim import bay, bicycle_counter, car_park, environment, radar
from firmware_sim.place import Build

SETTINGS: dict[str, type] = {
    "wegwarte-bay-1": bay.Settings,
    "wegwarte-barrier-1": car_park.Settings,
    "wegwarte-bicycle-counter-1": bicycle_counter.Settings,
    "wegwarte-radar-1": radar.Settings,
    "wegwarte-environment-1": environment.Settings,
}

BUILD: dict[str, Build] = {
    "wegwarte-bay-1": bay.Bay,
    "wegwarte-barrier-1": car_park.CarPark,
    "wegwarte-bicycle-counter-1": bicycle_counter.BicycleCounter,
    "wegwarte-radar-1": radar.Radar,
    "wegwarte-environment-1": environment.Environment,
}
