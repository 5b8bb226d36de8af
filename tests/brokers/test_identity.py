"""Who speaks is who the broker let in, whatever the payload says: through a running ingest."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.brokers.conftest import Town
from tests.ingest.running import Ingest, rows, until
from tests.ingest.said import ago, message

pytestmark = pytest.mark.database

STORED = """
select c.device, count(*) from observation as o join channel as c on c.id = o.channel
group by c.device
"""


@dataclass(frozen=True, slots=True)
class Address:
    """Where ingest finds the broker, with its own credential."""

    url: str
    monitor_url: str = ""


async def test_an_id_in_the_payload_never_overrides_the_topic(town: Town, tmp_path: Path) -> None:
    credential = town.known["ingest"]
    url = f"mqtt://{credential.user}:{credential.password}@127.0.0.1:{town.port}"
    database = town.terminal.database
    ingest = Ingest(tmp_path, database=database, nats=Address(url))  # type: ignore[arg-type]
    ingest.start()
    await ingest.connected()
    bay = {"channel": "bay", "time": ago(minutes=5), "value": 1}
    own = town.connect("own")
    own.publish("mobility/v1/telgte/own/up", message(bay, device="other"))
    own.publish("mobility/v1/telgte/own/up", message(bay, device="own"))
    own.publish("mobility/v1/telgte/other/up", message(bay, device="other"))
    own.close()
    town.connect("own").publish(
        "mobility/v1/telgte/own/up", message(bay | {"time": ago(minutes=4)})
    )
    await until(lambda: rows(database, STORED) == [("own", 2)], "two readings of its own")

    refused = rows(database, "select device, cause, messages from rejected_group")
    assert refused == [("own", "device_mismatch", 1)]
    assert ingest.stop() == 0
