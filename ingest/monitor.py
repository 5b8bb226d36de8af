"""What the broker tells of itself: connections it cut, such as for a payload over its limit.

Such a payload never reaches ingest. NATS names the reason in `/connz?state=closed`; without
`WEGWARTE_BROKER_MONITOR_URL` nothing is asked.
"""

import asyncio
import http.client
import json
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import structlog

from ingest.metrics import Metrics

#: Ends that are nobody's fault, or not the client's.
_ORDINARY: Final = frozenset({"Client Closed", "Read Error", "Write Error", "Server Shutdown"})
_EVERY_S: Final = 5.0
_ANSWER_MAX_S: Final = 2.0
_LAST: Final = 1_024

log = structlog.get_logger(__name__)


async def watch(url: str, metrics: Metrics) -> None:
    """Count the broker's refusals from now on, until cancelled."""
    seen: set[Ended] | None = None
    while True:
        try:
            ended = await asyncio.to_thread(_ended, url)
        except (OSError, http.client.HTTPException, ValueError) as why:
            log.debug("broker_monitor_away", why=str(why))
        else:
            for one in ended - (ended if seen is None else seen):
                if one.reason not in _ORDINARY:
                    metrics.refused_by_broker.labels(one.reason).inc()
                    log.warning("broker_cut_a_connection", reason=one.reason, client=one.client)
            seen = ended
        await asyncio.sleep(_EVERY_S)


class Ended(NamedTuple):
    """A connection to the broker that has ended."""

    number: int
    began: str
    reason: str
    client: str


def _ended(url: str) -> set[Ended]:
    """Return the connections that ended last."""
    # Not urllib: a proxy set in the environment is not for our own server.
    asked = http.client.HTTPConnection(urlsplit(url).netloc, timeout=_ANSWER_MAX_S)
    try:
        asked.request("GET", f"/connz?state=closed&sort=stop&limit={_LAST}")
        said: dict[str, Any] = json.loads(asked.getresponse().read())
    finally:
        asked.close()
    return {
        Ended(c["cid"], c.get("start", ""), c.get("reason", ""), c.get("mqtt_client", ""))
        for c in said.get("connections") or []
    }
