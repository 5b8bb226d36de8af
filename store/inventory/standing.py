"""Which channels of a model answer for a place, and putting a device there as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from psycopg import AsyncConnection

from devices import orientation
from devices.model import ChannelSpec, DeviceModel
from devices.properties import Direction, Property
from store.inventory import deployments, fleet, moves
from store.inventory.deployments import Span
from store.inventory.errors import RegistryError
from store.inventory.places import Place
from store.inventory.rows import Row

#: What a device says about itself answers for no place.
OF_ITSELF: Final = frozenset(
    {Property.BATTERY, Property.BATTERY_LEVEL, Property.DEVICE_TEMPERATURE}
)
#: What moves has a direction; rain falls at intervals, too, and has none.
_MOVING: Final = frozenset({Property.COUNT, Property.COUNT_TOTAL, Property.PASSAGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Where a sensor looks, and where its site's direction a leads; None: nobody said.

    Parameters
    ----------
    looks_deg, a_leads_deg
        Clockwise from north. [degrees]
    """

    looks_deg: float | None = None
    a_leads_deg: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a device stands, and from when to when.

    Parameters
    ----------
    direction
        Of a device that tells none apart; None: as its model says, else both.
    looks_deg
        Where the sensor looks, clockwise from north. [degrees]
    a_leads_deg
        Where the site's direction a leads: with `looks_deg` it tells which channel counts a.
        [degrees]
    """

    site: str
    since: datetime
    until: datetime | None = None
    bay: str | None = None
    lane: str | None = None
    direction: str | None = None
    looks_deg: float | None = None
    a_leads_deg: float | None = None
    factor: float = 1.0
    campaign: bool = False
    remarks: str = ""


def placed(model: DeviceModel) -> dict[str, ChannelSpec]:
    """Return the channels of a model that answer for a place without being named."""
    return {
        name: spec
        for name, spec in model.channels.items()
        if spec.observed not in OF_ITSELF and spec.role == "part" and not spec.optional
    }


def way(name: str, spec: ChannelSpec) -> str | None:
    """Return the direction a channel counts in the device's own terms, None where it has none."""
    if spec.usual_direction in {Direction.A, Direction.B}:
        return str(spec.usual_direction)
    ending = name.rpartition("-")[2]
    return ending if ending in {"a", "b"} and spec.observed in _MOVING else None


def seen(name: str, spec: ChannelSpec, view: View) -> str | None:
    """Return the direction a channel counts where the device stands, None where it has none.

    Raises
    ------
    RegistryError
        What it counts runs across the site's directions.
    """
    if spec.toward is None or view.looks_deg is None or view.a_leads_deg is None:
        return way(name, spec)
    try:
        return str(orientation.direction_of(spec.toward, view.looks_deg, view.a_leads_deg))
    except ValueError as why:
        raise RegistryError(f"{name}: {why}") from why


def direction_of(name: str, spec: ChannelSpec, said: str | None) -> str:
    """Return the direction of the datastream a channel answers for; `said` is a person's word."""
    if spec.observed not in _MOVING and spec.observed is not Property.MEAN_SPEED:
        return "none"
    if said is not None:
        return said
    return str(spec.direction) if spec.direction is not None else way(name, spec) or "both"


async def install(
    conn: AsyncConnection[Any],
    device: Row,
    model: DeviceModel,
    stand: Stand,
    *,
    now: datetime,
) -> list[int]:
    """Deploy every channel of a device that answers for a place; return the deployments.

    A campaign is accepted with it, and only it: what the device said elsewhere stays as it counts.

    Raises
    ------
    RegistryError
        It, or another device, is deployed there in that time; or its model measures nothing.
    """
    chosen = placed(model)
    if not chosen:
        raise RegistryError(f"{model.id} measures nothing of a place")
    numbers = await fleet.number(conn, device["id"], model.channels)
    counts_from = _counts_from(device, model, stand) if stand.campaign else None
    view = View(looks_deg=stand.looks_deg, a_leads_deg=stand.a_leads_deg)
    made = []
    for name, spec in chosen.items():
        told = seen(name, spec, view)
        place = Place(
            site=stand.site,
            property=spec.observed,
            direction=direction_of(name, spec, told or stand.direction),
            mode=spec.mode,
            bay=stand.bay,
            lane=stand.lane,
        )
        datastream = await moves.datastream_for(conn, place, like(model, name, stand))
        span = Span(
            datastream=datastream, channel=numbers[name], since=stand.since, until=stand.until
        )
        made.append(
            await deployments.add(
                conn,
                span,
                now=now,
                cause="campaign" if stand.campaign else "deployment",
                factor=stand.factor,
                orientation_deg=stand.looks_deg,
                campaign=stand.campaign,
                remarks=stand.remarks,
                accepted_at=counts_from,
            )
        )
    if device["installed_at"] is None:
        await fleet.change(conn, device["id"], {"installed_at": stand.since}, now=now)
    return made


def _counts_from(device: Row, model: DeviceModel, stand: Stand) -> datetime:
    """Return since when a campaign counts: an accepted device at once, else it settles first."""
    if device["accepted_at"] is not None and device["accepted_at"] <= stand.since:
        return stand.since
    return stand.since + timedelta(seconds=model.settling_s)


def like(model: DeviceModel, channel: str, stand: Stand) -> Mapping[str, Any]:
    """Return what a new datastream of a channel begins with."""
    label = stand.bay or stand.lane
    return {
        "source_id": "-".join(part for part in (label, channel) if part),
        "nominal_interval_s": model.nominal_interval_s(channel),
    }
