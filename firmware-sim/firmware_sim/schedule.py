"""What the whole fleet says, in the order in which it goes out."""

from heapq import heappop, heappush

from firmware_sim.demand import Town
from firmware_sim.firmware import Due, Firmware
from firmware_sim.fleet import Fleet
from firmware_sim.outgoing import Outgoing
from firmware_sim.place import SECOND_US, Place
from firmware_sim.weather import Weather

_AHEAD_US = 60 * SECOND_US  # so much of the future is made up at a time


class Schedule:
    """The fleet's messages as a function of time.

    Parameters
    ----------
    started_us
        When the devices are switched on.
    burst_until_us
        Everything until then goes out at once, many readings a message.
    """

    def __init__(
        self,
        fleet: Fleet,
        *,
        municipality: str,
        seed: int,
        started_us: int,
        burst_until_us: int | None = None,
    ) -> None:
        town = Town(
            seed=seed,
            time_zone=fleet.time_zone,
            market_weekdays=fleet.market_weekdays,
            weather=Weather(seed),
        )
        self._devices = [
            Firmware(
                Place(seed=seed, town=town, site=site, device=device),
                municipality=municipality,
                started_us=started_us,
            )
            for site in fleet.sites
            for device in site.devices
        ]
        self._heap: list[tuple[int, int, Outgoing]] = []
        self._order = 0
        self._known_until_us = started_us
        if burst_until_us is not None and burst_until_us > started_us:
            self._known_until_us = burst_until_us
            for device in self._devices:
                self._keep(device.burst(burst_until_us))

    def until(self, time_us: int) -> list[Outgoing]:
        """Return the messages that go out until then and were not returned before."""
        while self._known_until_us < time_us:
            start_us = self._known_until_us
            # Steps of fixed instants: how often it is asked changes nothing.
            self._known_until_us = (start_us // _AHEAD_US + 1) * _AHEAD_US
            for device in self._devices:
                self._keep(device.live(start_us, self._known_until_us))
        due = []
        while self._heap and self._heap[0][0] <= time_us:
            due.append(heappop(self._heap)[2])
        return due

    def _keep(self, messages: list[Due]) -> None:
        for due_us, message in messages:
            self._order += 1
            heappush(self._heap, (due_us, self._order, message))
