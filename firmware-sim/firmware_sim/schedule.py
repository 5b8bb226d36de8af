"""What the whole fleet says, in the order in which it goes out."""

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Final

from firmware_sim import commands
from firmware_sim.chance import share
from firmware_sim.commands import Heard
from firmware_sim.demand import Town
from firmware_sim.faults import Due
from firmware_sim.firmware import Firmware, Witness
from firmware_sim.fleet import Fleet
from firmware_sim.instants import SECOND_US
from firmware_sim.outgoing import Outgoing
from firmware_sim.place import Place
from firmware_sim.voices import voice_of
from firmware_sim.weather import Weather

#: So much of a device's future is made up at a time: live, so that commands take effect soon.
LIVE_US: Final = 60 * SECOND_US
FAST_US: Final = 3_600 * SECOND_US


@dataclass(slots=True)
class _Known:
    """A device, and until when what it says is made up."""

    firmware: Firmware
    until_us: int
    offset_us: int  #: steps end at its own minute, so that a fleet is not made up in one go


class Schedule:
    """The fleet's messages as a function of time.

    Parameters
    ----------
    started_us
        When the devices are switched on.
    burst_until_us
        Everything until then goes out at once, many readings a message.
    ahead_us
        How much of a device's future is made up at a time; what it says is the same.
    witness
        Is told what a sound device would have measured.
    """

    def __init__(
        self,
        fleet: Fleet,
        *,
        municipality: str,
        seed: int,
        started_us: int,
        burst_until_us: int | None = None,
        ahead_us: int = FAST_US,
        witness: Witness | None = None,
    ) -> None:
        town = Town(
            seed=seed,
            time_zone=fleet.time_zone,
            market_weekdays=fleet.market_weekdays,
            weather=Weather(seed),
            state=fleet.state,
            events=fleet.events,
        )
        self._ahead_us = ahead_us
        self._municipality = municipality
        self._known = [
            _Known(
                Firmware(
                    Place(seed=seed, town=town, site=site, device=device),
                    voice_of(device, municipality, fleet.id, started_us),
                    started_us=started_us,
                    witness=witness,
                ),
                started_us,
                int(share(device.id, "ahead") * ahead_us),
            )
            for site in fleet.sites
            for device in site.devices
        ]
        self._by_id = {known.firmware.id: known for known in self._known}
        self._heap: list[tuple[int, int, Outgoing]] = []
        self._order = 0
        if burst_until_us is not None and burst_until_us > started_us:
            for known in self._known:
                known.until_us = burst_until_us
                self._keep(known.firmware.burst(burst_until_us))
        #: (until when a device is made up, its position)
        self._next = sorted((known.until_us, n) for n, known in enumerate(self._known))

    def until(self, time_us: int) -> list[Outgoing]:
        """Return the messages that go out until then and were not returned before."""
        while self._next and self._next[0][0] < time_us:
            start_us, n = heappop(self._next)
            known = self._known[n]
            # Steps of fixed instants: how often it is asked changes nothing.
            steps = (start_us - known.offset_us) // self._ahead_us + 1
            known.until_us = known.offset_us + steps * self._ahead_us
            self._keep(known.firmware.live(start_us, known.until_us))
            heappush(self._next, (known.until_us, n))
        due = []
        while self._heap and self._heap[0][0] <= time_us:
            due.append(heappop(self._heap)[2])
        return due

    def command(self, heard: Heard, now_us: int) -> Outgoing | None:
        """Let a device follow a command; return its answer. None: there is no such device.

        What the device says is made up a little ahead: the command takes effect after that.
        """
        known = self._by_id.get(heard.device)
        if known is None:
            return None
        command_id, error = "", None
        try:
            command = commands.read(heard.payload)
            command_id = command.id
            if command.set:
                known.firmware.configure(command.set, known.until_us)
            if command.time_us is not None:
                known.firmware.set_clock(known.until_us, known.until_us + command.time_us - now_us)
        except ValueError as why:
            error = str(why)
        return commands.answer(self._municipality, heard.device, command_id, error)

    def order(self, heard: Heard, now_us: int) -> list[Outgoing]:
        """Give a device's network server a downlink; return what it says of it at once."""
        known = self._by_id.get(heard.device)
        if known is None:
            return []
        told = known.firmware.order(heard.topic, heard.payload, now_us)
        return [message for _, message in told]

    def held_back(self, time_us: int, until_us: int | None = None) -> list[Outgoing]:
        """Return, at the end of a run, what was ready by then and has not gone out.

        Parameters
        ----------
        until_us
            Only what would have gone out by then; None: whatever holds it back.
        """
        late = sorted(entry for entry in self._heap if entry[2].made_us <= time_us)
        taken = [e for e in late if until_us is None or e[0] <= until_us]
        gone = {entry[1] for entry in taken}
        self._heap = [entry for entry in self._heap if entry[1] not in gone]
        heapify(self._heap)
        return [entry[2] for entry in taken]

    def _keep(self, messages: list[Due]) -> None:
        for due_us, message in messages:
            self._order += 1
            heappush(self._heap, (due_us, self._order, message))
