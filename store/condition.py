"""How devices do: the facts that `devices.health` judges, gathered in four queries."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from devices.battery import LOW_PERCENT, Battery
from devices.health import Facts, Health, judge
from devices.model import DeviceModel
from devices.properties import DEFINITIONS, Property
from devices.timekeeping import Arrival
from store.inventory import models
from store.inventory.rows import Row, rows


async def healths(
    conn: AsyncConnection[Any], *, now: datetime, device: str | None = None
) -> list[Health]:
    """Return how one device does, or every one that is not retired, by their ids."""
    asked = {"now": now, "device": device}
    found = await rows(conn, "condition_devices", **asked)
    batteries: defaultdict[str, list[Row]] = defaultdict(list)
    for one in await rows(conn, "condition_battery", **asked):
        batteries[one["device"]].append(one)
    arrivals: defaultdict[str, list[Arrival]] = defaultdict(list)
    for one in await rows(conn, "condition_clock", **asked):
        arrival = Arrival(received=one["received"], delay_s=one["delay_s"])
        arrivals[one["device"]].append(arrival)
    losses = {one["device"]: one for one in await rows(conn, "condition_loss", device=device)}
    known = await models.known(conn)
    judged = []
    for one in found:
        model = known.get(one["model"])
        facts = _facts(
            one,
            model,
            battery=_battery(one, model, batteries[one["device"]]),
            arrivals=arrivals[one["device"]],
            loss=losses.get(one["device"], {}),
            now=now,
        )
        judged.append(judge(facts, now))
    return judged


def _facts(
    one: Row,
    model: DeviceModel | None,
    *,
    battery: Battery | None,
    arrivals: list[Arrival],
    loss: Mapping[str, int],
    now: datetime,
) -> Facts:
    accepted, ended = one["accepted_at"], one["out_of_service_at"]
    in_service = accepted is not None and accepted <= now and (ended is None or ended > now)
    return Facts(
        device=one["device"],
        model=one["model"],
        expected=in_service and one["deployed"],
        since=max((at for at in (accepted, one["since"]) if at is not None), default=None),
        heartbeat_s=None if model is None else model.heartbeat_s,
        heard_at=one["heard_at"],
        battery=battery,
        arrivals=arrivals,
        clock_refused_at=one["clock_refused_at"],
        frames=loss.get("came", 0),
        lost=loss.get("lost", 0),
        rssi_dbm=one["rssi_dbm"],
        snr_db=one["snr_db"],
        gateways=one["gateways"],
        told=one["told"],
    )


def _battery(one: Row, model: DeviceModel | None, said: list[Row]) -> Battery | None:
    """Return the battery by the channel its model names, else any, else by the network server."""
    limit = None if model is None else model.battery
    names = [row["name"] for row in said]
    if limit is not None and limit.channel in names:
        name, low = limit.channel, limit.low
    elif names:
        name, low = names[0], None
    elif one["battery_percent"] is not None:
        newest = (one["battery_at"], float(one["battery_percent"]))
        return Battery(readings=[newest], unit="%", low=LOW_PERCENT)
    else:
        return None
    of_channel = [row for row in said if row["name"] == name]
    observed = Property(of_channel[0]["property"])
    if low is None and observed is Property.BATTERY_LEVEL:
        low = LOW_PERCENT
    readings = [(row["time"], float(row["result"])) for row in of_channel]
    return Battery(readings=readings, unit=DEFINITIONS[observed].unit, low=low)
