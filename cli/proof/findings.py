"""Which injected faults can be seen in what was kept, which cannot, and which alarms are false."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from analytics.quarters import QUARTER_MS
from cli.proof.stored import Stored
from firmware_sim.faults import Sign
from firmware_sim.ran import Device, Injected, Ran

_QUARTER_US = QUARTER_MS * 1_000


class Verdict(StrEnum):
    """How a fault and its signs go together."""

    FOUND = "found"
    HARMLESS = "harmless"  #: nothing shows, and no number differs because of it
    MISSED = "missed"  #: nothing shows, and numbers differ, or none of its site is compared
    FALSE = "raised falsely"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault, or an alarm without one."""

    verdict: Verdict
    device: str
    fault: str
    signs: tuple[str, ...]


def findings(
    ran: Ran, stored: Stored, right_sites: set[str], unheard: Collection[str] = ()
) -> Iterator[Finding]:
    """Judge every injected fault, and every sign at a device that has none for it.

    Parameters
    ----------
    right_sites
        Sites of which numbers were compared, and none differs from what happened.
    unheard
        Devices of sources that nobody hears: there is nothing to judge.
    """
    for device in ran.devices.values():
        if device.id in unheard:
            continue
        signs = _signs(device, stored)
        explained: set[Sign] = {Sign.DUPLICATE}  # brokers repeat: no alarm
        for fault in device.faults:
            seen = {s for s in fault.shows_as & signs.keys() if _in_window(s, fault, signs[s])}
            if fault.kind == "hostile" and ran.strangers:
                seen.add(Sign.REJECTED)
            explained |= fault.shows_as
            yield Finding(
                verdict=_verdict(seen, harmed=fault.spoils and device.site not in right_sites),
                device=device.id,
                fault=fault.kind,
                signs=tuple(sorted(seen)),
            )
        for sign in sorted(signs.keys() - explained):
            yield Finding(verdict=Verdict.FALSE, device=device.id, fault="", signs=(sign,))


def _verdict(seen: set[Sign], *, harmed: bool) -> Verdict:
    if seen:
        return Verdict.FOUND
    return Verdict.MISSED if harmed else Verdict.HARMLESS


def _signs(device: Device, stored: Stored) -> dict[Sign, list[int]]:
    """Return what shows at a device; of flags, the quarters."""
    line = stored.ledger.get(device.id)
    found: dict[Sign, list[int]] = {}
    if stored.gaps[device.id]:
        found[Sign.GAP] = []
    if line is not None and line.duplicate:
        found[Sign.DUPLICATE] = []
    if line is not None and line.conflict:
        found[Sign.CONFLICT] = []
    if line is not None and (line.rejected or line.messages_rejected):
        found[Sign.REJECTED] = []
    if stored.flagged.get(device.id):
        found[Sign.FLAG] = stored.flagged[device.id]
    return found


def _in_window(sign: Sign, fault: Injected, at: list[int]) -> bool:
    """Whether a flag lies in the window of the fault; other signs have no time."""
    if sign is not Sign.FLAG:
        return True
    begin = fault.from_us // _QUARTER_US
    end = None if fault.until_us is None else fault.until_us // _QUARTER_US
    return any(quarter >= begin and (end is None or quarter <= end) for quarter in at)
