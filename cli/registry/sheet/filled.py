"""What is deployed now in the columns of the form, to be corrected and read back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cli.registry.sheet.columns import FORM, Column
from devices import orientation
from devices.model import DeviceModel
from store.inventory import deployments, fleet, models, places
from store.inventory.rows import Row
from store.pool import Connection


async def filled_in(
    conn: Connection, *, now: datetime
) -> tuple[list[list[Any]], dict[str, DeviceModel]]:
    """Return the rows of the form, one a device, place and direction, and every model."""
    sites = {one["id"]: one for one in await places.sites(conn, now=now)}
    streams = {one["id"]: one for one in await places.datastreams(conn)}
    devices = {one["id"]: one for one in await fleet.devices(conn, now=now)}
    known = dict(await models.known(conn))
    rows: dict[tuple[str, ...], dict[Column, Any]] = {}
    for one in await deployments.listed(conn, at=now):
        if one["site"] not in sites or one["device"] not in devices:
            continue
        site, stream = sites[one["site"]], streams[one["datastream"]]
        model = devices[one["device"]]["model"]
        row = {
            Column.SITE: site["name"],
            Column.PLACE: one["bay"] or one["lane"] or "",
            Column.DIRECTION: _direction(one, site),
            Column.MODEL: model,
            Column.IDENT: one["device"],
            Column.LAT: stream["lat"],
            Column.LON: stream["lon"],
            Column.INSTALLED: _local(one["since"], site["time_zone"]),
            Column.REMARKS: stream["remarks"],
            Column.LOOKS: _degrees(one["orientation_deg"]),
            Column.LEADS: _leads(one, known.get(model)),
        }
        key = (one["device"], row[Column.PLACE], row[Column.DIRECTION])
        first = rows.setdefault(key, row)
        first[Column.LEADS] = first[Column.LEADS] or row[Column.LEADS]
    return [[row[column] for column in FORM] for row in rows.values()], known


def _direction(one: Row, site: Row) -> str:
    way = one["direction"]
    return str(site[f"direction_{way}"] or way) if way in {"a", "b"} else ""


def _leads(one: Mapping[str, Any], model: DeviceModel | None) -> str | None:
    """Return where the direction of a channel leads, as its sensor sees it."""
    spec = None if model is None else model.channels.get(one["channel"])
    looks = one["orientation_deg"]
    if spec is None or spec.toward is None or looks is None or one["direction"] not in {"a", "b"}:
        return None
    return _degrees(orientation.movement_deg(spec.toward, looks))


def _degrees(bearing: float | None) -> str | None:
    return None if bearing is None else f"{bearing:g}°"


def _local(moment: datetime | None, zone: str) -> datetime | None:
    """Return an instant as a spreadsheet has it, without a zone."""
    return None if moment is None else moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
