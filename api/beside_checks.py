"""What stands beside the numbers of sites whose sensors were checked: how much they had right."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from analytics.catalogue import parking
from analytics.parking import spot_check
from analytics.parking.spot_check import Detection
from store import checks
from store.pool import Connection

#: Counts are checked by counting along: `wegwarte manual`.
_OF_PARKING: Final = frozenset(entry.key for entry in parking.ENTRIES)


async def read(conn: Connection, site: str, key: str) -> dict[str, Any] | None:
    """Return the detection rate of a site; None where nobody checked, or it is not asked for."""
    return await of_sites(conn, [site], key)


async def of_sites(conn: Connection, sites: Sequence[str], key: str) -> dict[str, Any] | None:
    """Return the detection rate of sites together, by site and by model: checks are added."""
    if key not in _OF_PARKING:
        return None
    told = [one for site in sites for one in checks.compared(await checks.listed(conn, site))]
    if not told:
        return None
    right = np.array([detected for _, detected, _ in told], dtype=np.int64)
    of = np.array([present for _, _, present in told], dtype=np.int64)
    found = spot_check.detection(int(right.sum()), int(of.sum()))
    by_site = spot_check.by_label([row["site"] for row, _, _ in told], right, of)
    by_model = spot_check.by_label([row["model"] or "" for row, _, _ in told], right, of)
    below = {site: one for site, one in by_site.items() if one.below}
    return {
        **_numbers(found),
        "by_site": [{"site": site, **_numbers(one)} for site, one in by_site.items()],
        "by_model": [{"model": model, **_numbers(one)} for model, one in by_model.items()],
        "says": _sentence(found, below, several=len(sites) > 1) if found.below or below else None,
    }


def _numbers(found: Detection) -> dict[str, Any]:
    return {
        "rate": found.rate.value,
        "low": found.low.value,
        "high": found.high.value,
        "detected": found.detected,
        "present": found.present,
        "below_90_percent": found.below,
    }


def _sentence(found: Detection, below: dict[str, Detection], *, several: bool) -> dict[str, str]:
    if several and below:
        named = ", ".join(f"{site} {one.detected}/{one.present}" for site, one in below.items())
        return {
            "de": f"Bei Stichproben vor Ort hatten die Sensoren in weniger als 90 % der Fälle "
            f"recht ({named}): diese Zahl ist mit Vorsicht zu lesen.",
            "en": f"In spot checks on site the sensors were right in less than 90 % of the cases "
            f"({named}): read this number with care.",
        }
    counted = f"{found.detected}/{found.present}"
    return {
        "de": f"Bei Stichproben vor Ort hatten die Sensoren in {counted} Fällen recht, in weniger "
        "als 90 %: diese Zahl ist mit Vorsicht zu lesen.",
        "en": f"In spot checks on site the sensors were right in {counted} cases, less than 90 %: "
        "read this number with care.",
    }
