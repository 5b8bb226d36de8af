"""Plausible weather: seasons, afternoons, showers. A function of the seed and the time."""

import math
from dataclasses import dataclass

from firmware_sim.chance import share

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
_YEAR_DAYS = 365.2425
_SHOWER_FROM = 0.66  # share of the noise above which it rains: about a tenth of all hours


@dataclass(frozen=True, slots=True)
class Weather:
    """The weather over one town."""

    seed: int

    def noise(self, name: str, time_us: int, knot_us: int) -> float:
        """Return smooth noise in [0, 1): random at its knots, a cosine between them."""
        knot, rest = divmod(time_us, knot_us)
        before = share(self.seed, "weather", name, knot)
        after = share(self.seed, "weather", name, knot + 1)
        weight = (1 - math.cos(math.pi * rest / knot_us)) / 2
        return before + (after - before) * weight

    def temperature_c(self, time_us: int) -> float:
        """Return the air temperature: Münsterland's seasons, warmest in mid-July at 14 h UTC."""
        day = time_us / DAY_US
        season = 10.3 + 8.3 * math.cos(2 * math.pi * (day % _YEAR_DAYS - 198) / _YEAR_DAYS)
        afternoon = 3.5 * math.cos(2 * math.pi * (day % 1 - 14 / 24))
        spell = 10 * (self.noise("spell", time_us, 3 * DAY_US) - 0.5)
        gust = 2 * (self.noise("gust", time_us, 2 * HOUR_US) - 0.5)
        return season + afternoon + spell + gust

    def rain(self, time_us: int) -> float:
        """Return how hard it rains, 0 (dry) to 1 (pours)."""
        front = self.noise("front", time_us, 9 * HOUR_US)
        shower = self.noise("shower", time_us, HOUR_US)
        wet = 0.7 * front + 0.3 * shower
        return max(0.0, min(1.0, (wet - _SHOWER_FROM) / (1 - _SHOWER_FROM) * 2))

    def calm(self, time_us: int) -> float:
        """Return how still the air is, 0 (storm) to 1: still air keeps what traffic gives it."""
        return self.noise("calm", time_us, 15 * HOUR_US)

    def cycling(self, time_us: int) -> float:
        """Return the factor by which weather changes cycling: about 1 on a mild dry day."""
        mild = 1 / (1 + math.exp(-(self.temperature_c(time_us) - 6) / 5))
        return (0.45 + 0.75 * mild) * (1 - 0.65 * self.rain(time_us))
