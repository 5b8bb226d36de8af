"""What the stays of a site's bays tell of their sensors, as findings."""

import asyncio
from collections.abc import Iterable, Mapping

from analytics.parking.stays import stretches
from analytics.quality.bays import bay_findings
from analytics.quality.finding import Finding
from analytics.site import Site
from devices.properties import Property
from store import stays
from store.pool import Connection


async def hanging(
    conn: Connection, site: Site, names: Mapping[int, str], *, first_ms: int, until_ms: int
) -> Iterable[tuple[int, list[Finding]]]:
    """Return when bays were stuck, each with its datastream.

    Parameters
    ----------
    names
        What datastreams are called in findings.
    first_ms
        What ended before is not read. [ms since 1970]
    """
    bays = [one.id for one in site.sources if one.observed is Property.BAY_STATE]
    if not bays:
        return []
    found = await stays.read(conn, bays, first_ms, until_ms)
    told = {
        bay: stretches(bay, rows.begin_ms, rows.end_ms, rows.told(), None)
        for bay, rows in found.items()
    }
    if not told:
        return []
    return (await asyncio.to_thread(bay_findings, site, told, names, until_ms)).items()
