"""What stands beside the numbers of a site whose sensors were checked: how much they had right."""

from typing import Any, Final

import numpy as np

from analytics.catalogue import parking
from analytics.parking import spot_check
from store import checks
from store.pool import Connection

#: Counts are checked by counting along: `wegwarte manual`.
_OF_PARKING: Final = frozenset(entry.key for entry in parking.ENTRIES)


async def read(conn: Connection, site: str, key: str) -> dict[str, Any] | None:
    """Return the detection rate of a site; None where nobody checked, or it is not asked for."""
    if key not in _OF_PARKING:
        return None
    told = checks.compared(await checks.listed(conn, site))
    if not told:
        return None
    found = spot_check.detection(
        int(np.sum([right for _, right, _ in told])), int(np.sum([of for _, _, of in told]))
    )
    return {
        "rate": found.rate.value,
        "low": found.low.value,
        "high": found.high.value,
        "detected": found.detected,
        "present": found.present,
        "below_90_percent": found.below,
        "says": _sentence(found) if found.below else None,
    }


def _sentence(found: spot_check.Detection) -> dict[str, str]:
    counted = f"{found.detected}/{found.present}"
    return {
        "de": f"Bei Stichproben vor Ort hatten die Sensoren in {counted} Fällen recht, in weniger "
        "als 90 %: diese Zahl ist mit Vorsicht zu lesen.",
        "en": f"In spot checks on site the sensors were right in {counted} cases, less than 90 %: "
        "read this number with care.",
    }
