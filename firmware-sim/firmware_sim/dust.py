"""A dust station: what the air holds, in the steps in which its sensors measure."""

from firmware_sim.environment import Environment
from firmware_sim.frames import decentlab
from firmware_sim.payload import Measurement
from firmware_sim.weather import HOUR_US

CHANNELS = ("pm1", "pm2-5", "pm10", "temperature", "humidity", "pressure", "battery")


class DustStation(Environment):
    """One station in software."""

    def _said(self, time_us: int) -> list[Measurement]:
        known = {one.channel: one.value or 0.0 for one in super()._said(time_us)}
        climate = decentlab.climate(known["temperature"], known["humidity"])
        spell = self.place.town.weather.noise("pressure", time_us, 40 * HOUR_US)
        values = {
            "pm1": round(known["pm2-5"] * 0.7, 1),
            "pm2-5": known["pm2-5"],
            "pm10": known["pm10"],
            "temperature": decentlab.temperature_c(climate[0]),
            "humidity": decentlab.humidity_percent(climate[1]),
            "pressure": round((98_500 + 4_500 * spell) / 2) * 2 / 100,
            "battery": 3.1,
        }
        return [
            Measurement(channel=name, time_us=time_us, due_us=time_us, value=value)
            for name, value in values.items()
        ]
