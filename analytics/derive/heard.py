"""What the ledger and the conflicts tell of a site's devices, as findings."""

from collections.abc import Mapping
from datetime import datetime
from itertools import chain, groupby
from operator import itemgetter

import numpy as np

from analytics.civil import to_ms
from analytics.quality.finding import Finding
from analytics.quality.heard import Disputed, Heard, disputed_findings, heard_findings
from analytics.site import Site
from store import findings
from store.inventory.rows import Row
from store.pool import Connection


async def heard(
    conn: Connection, site: Site, names: Mapping[int, str], *, since: datetime, until: datetime
) -> list[tuple[int, list[Finding]]]:
    """Return when devices were silent and what came twice, each with its datastream.

    Parameters
    ----------
    names
        What datastreams are called in findings.
    """
    devices = {one.device for source in site.sources for one in source.deployments}
    hours = await findings.heard(conn, sorted(devices), since=since)
    of_devices = {
        device: _heard(list(rows)) for device, rows in groupby(hours, itemgetter("device"))
    }
    said = await findings.disputed(conn, sorted(site.by_id), since=since)
    disputed = [Disputed(**one) for one in said]
    found = chain(
        heard_findings(site, of_devices, to_ms(until)),
        disputed_findings(disputed, names, to_ms(until)),
    )
    return [(datastream, [one]) for datastream, one in found]


def _heard(rows: list[Row]) -> Heard:
    hour, readings, repeated = (
        np.array([one[column] for one in rows], dtype=np.int64)
        for column in ("hour", "readings", "repeated")
    )
    return Heard(hour=hour, readings=readings, repeated=repeated, ended_ms=rows[-1]["ended_ms"])
