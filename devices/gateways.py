"""Many devices silent at once behind one gateway are one fault, not many. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from devices.health import Health, State

_SILENT_MIN: Final = 3
_SHARE_MIN: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayFault:
    """A gateway behind which hardly anybody is heard any more.

    Parameters
    ----------
    behind
        How many devices had it as their best gateway, with the silent ones.
    since
        When the last of the silent ones was heard by it.
    """

    gateway: str
    silent: tuple[str, ...]
    behind: int
    since: datetime | None

    def words(self) -> str:
        """Return the fault in one sentence."""
        since = "" if self.since is None else f" since {self.since:%Y-%m-%d %H:%M}Z"
        return (
            f"gateway {self.gateway}: {len(self.silent)} of {self.behind} devices behind it are "
            f"silent{since}; look at the gateway first"
        )


def faults(judged: Iterable[Health]) -> list[GatewayFault]:
    """Return the gateways behind which at least three devices, and four of five, are silent.

    A device stands behind the gateway that heard its newest frame best. Others may have heard it
    too: had one of them gone on to do so, the device would not be silent.
    """
    behind: defaultdict[str, list[Health]] = defaultdict(list)
    for health in judged:
        if health.gateways:
            behind[health.gateways[0]].append(health)
    found = []
    for gateway, devices in sorted(behind.items()):
        silent = [one for one in devices if one.state is State.SILENT]
        if len(silent) < _SILENT_MIN or len(silent) < _SHARE_MIN * len(devices):
            continue
        heard = [one.heard_at for one in silent if one.heard_at is not None]
        found.append(
            GatewayFault(
                gateway=gateway,
                silent=tuple(one.device for one in silent),
                behind=len(devices),
                since=max(heard, default=None),
            )
        )
    return found
