"""How a frame is heard: by which gateways, how well, and when the network server has it.

Figures are those of EU868 with LoRa at 125 kHz; distances are made up once for each device.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Final

from firmware_sim.chance import share, shares, word

_FREQUENCIES_HZ: Final = (868_100_000, 868_300_000, 868_500_000, 867_100_000, 867_300_000)
_GATEWAYS: Final = 12  # of a town
_HEARD_BY_MAX: Final = 3
_OVERHEAD_BYTES: Final = 13  # of a LoRaWAN frame around its payload
_PREAMBLE: Final = 8
_PAYLOAD_MAX: Final = {7: 222, 8: 222, 9: 115, 10: 51, 11: 51, 12: 51}
_SNR_LIMIT_DB: Final = {7: -7.5, 8: -10.0, 9: -12.5, 10: -15.0, 11: -17.5, 12: -20.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One gateway's reception."""

    gateway: str  #: EUI, lower-case hex
    rssi_dbm: int
    snr_db: float
    token: int  #: the gateway's own counter of microseconds
    server_us: int  #: when the network server had it from this gateway


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """A frame as the network server knows it.

    Parameters
    ----------
    server_us
        The network server's clock: the earliest of its gateways. [us since 1970]
    application_us
        When the application server passes it on. [us since 1970]
    """

    spreading_factor: int
    frequency_hz: int
    airtime_us: int
    gateways: tuple[Heard, ...]
    server_us: int
    application_us: int


class Radio:
    """A device's radio: how far it is from the gateways of its town."""

    def __init__(self, town: str, device: str) -> None:
        self.town = town
        self.device = device
        self._distance = share(town, device, "distance")
        self._nearest = int(share(town, device, "near") * _GATEWAYS)
        self._factor = 7 + int(self._distance * 5.5)

    def send(self, time_us: int, payload_bytes: int) -> Reception:
        """Return how a frame that begins at `time_us` is heard."""
        airtime_us = airtime(payload_bytes + _OVERHEAD_BYTES, self._factor)
        many, passed, channel, *luck = shares(self.device, time_us, "radio")
        gateways = tuple(
            self._heard(time_us + airtime_us, n, luck[n])
            for n in range(1 + int(many * _HEARD_BY_MAX))
        )
        server_us = min(heard.server_us for heard in gateways)
        passed_us = 200_000 + int(passed * 50_000)
        return Reception(
            spreading_factor=self._factor,
            frequency_hz=_FREQUENCIES_HZ[int(channel * len(_FREQUENCIES_HZ))],
            airtime_us=airtime_us,
            gateways=gateways,
            server_us=server_us,
            application_us=server_us + passed_us,
        )

    @property
    def payload_max(self) -> int:
        """How many bytes a frame may carry (LoRaWAN regional parameters, EU868). [bytes]."""
        return _PAYLOAD_MAX[self._factor]

    def _heard(self, end_us: int, n: int, luck: float) -> Heard:
        snr = 9.5 - 16 * self._distance - 3.5 * n + 3 * (luck - 0.5)
        return Heard(
            gateway=gateway_eui(self.town, (self._nearest + n) % _GATEWAYS),
            rssi_dbm=round(-58 - 58 * self._distance - 6 * n + 6 * (luck - 0.5)),
            snr_db=round(max(snr, _SNR_LIMIT_DB[self._factor]) * 4) / 4,
            token=end_us % 2**32,
            server_us=end_us + 15_000 + int(luck * 60_000) + 8_000 * n,
        )


@lru_cache(maxsize=4_096)
def gateway_eui(town: str, number: int) -> str:
    """Return the EUI of a gateway of a town."""
    return f"0016c001{word(town, 'gateway', number)}"


@lru_cache(maxsize=4_096)
def airtime(frame_bytes: int, factor: int) -> int:
    """Return how long a frame is on the air. [us].

    Source: Semtech AN1200.13, LoRa Modem Designer's Guide: bandwidth 125 kHz, coding rate 4/5,
    explicit header, low data rate optimisation from SF11.

    Examples
    --------
    >>> airtime(14, 7)
    46336
    """
    symbol_us = 2**factor * 8
    slow = 2 if factor >= 11 else 0
    bits = 8 * frame_bytes - 4 * factor + 28 + 16
    symbols = 8 + max(0, ceil(bits / (4 * (factor - slow)))) * 5
    return int((_PREAMBLE + 4.25 + symbols) * symbol_us)
