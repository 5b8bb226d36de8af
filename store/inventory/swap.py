"""Another device in the same place: one command, at the moment at which it was done."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from devices.model import ChannelSpec
from store.inventory import changes, deployments, fleet, moves
from store.inventory.deployments import Deployment, Span
from store.inventory.errors import RegistryError
from store.inventory.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Swapped:
    """What a swap has done.

    Parameters
    ----------
    aliases
        Names of the old device at its network server that mean the new one from now on.
    """

    spans: list[Span]
    accepted_at: datetime
    aliases: list[str]


async def swap(
    conn: AsyncConnection[Any],
    old: Row,
    new: Row,
    *,
    at: datetime,
    now: datetime,
    factor: float = 1.0,
) -> Swapped:
    """Let `new` answer from a moment on for everything `old` answered for.

    The old device is out of service from then on; what it still sends is kept and counts nowhere.
    Its calibration ends with it: `factor` is the new one's.

    Raises
    ------
    RegistryError
        The old device is deployed nowhere then, or the new one elsewhere, or it cannot measure
        what the old one did.
    """
    if old["id"] == new["id"]:
        raise RegistryError(f"{old['id']} cannot take its own place")
    moves.refuse_recording(old)
    found = await deployments.of(conn, device=old["id"], after=at)
    if not found:
        raise RegistryError(
            f"{old['id']} is deployed nowhere at {at:%Y-%m-%d %H:%M}Z or later; "
            f"`wegwarte deployment list --device {old['id']}` shows where it was"
        )
    pairs = await _pairs(conn, old, new, found)
    await deployments.end(conn, found, at=at, now=now, cause="swap")
    # Accepted before it is deployed, so that the marks made there are of what counts.
    settled_at = at + await changes.settling(conn, new["model"])
    was = await changes.accepted(conn, new["id"])
    # One that stood elsewhere before settles here as well; there it counts as it did.
    stood = was is not None and bool(await deployments.of(conn, device=new["id"]))
    own = settled_at if stood else None
    await fleet.change(
        conn,
        new["id"],
        {
            "accepted_at": settled_at if was is None else None,
            "installed_at": at if new["installed_at"] is None else None,
        },
        now=now,
    )
    if new["out_of_service_at"] is not None:
        await fleet.change(conn, new["id"], {"back": True}, now=now)
    await fleet.change(conn, old["id"], {"out_of_service_at": at}, now=now)
    for one in found:
        rest = replace(one, channel=pairs[one.channel], factor=factor, accepted_at=own)
        await _deploy(conn, rest, at=at, now=now)
    spans = [replace(one.span(), since=one.rest(at)[0]) for one in found]
    aliases = await changes.names_at_server(conn, old["id"], new["id"])
    accepted_at = settled_at if was is None or stood else was
    return Swapped(spans=spans, accepted_at=accepted_at, aliases=aliases)


async def _deploy(
    conn: AsyncConnection[Any], one: Deployment, *, at: datetime, now: datetime
) -> None:
    since, until = one.rest(at)
    await deployments.add(
        conn,
        replace(one.span(), since=since, until=until),
        now=now,
        cause="swap",
        factor=one.factor,
        orientation_deg=one.orientation_deg,
        angle_deg=one.angle_deg,
        campaign=one.campaign,
        accepted_at=one.accepted_at,
    )


async def _pairs(
    conn: AsyncConnection[Any], old: Row, new: Row, found: list[Deployment]
) -> dict[int, int]:
    """Return which channel of the new device stands for which of the old one."""
    specs = await fleet.specs_of(conn, new["model"])
    numbers = await fleet.number(conn, new["id"], specs)
    names = await fleet.channels(conn, old["id"])
    pairs = {}
    for one in found:
        name, observed = names[one.channel]
        pairs[one.channel] = numbers[_counterpart(old, new, name, observed, specs)]
    return pairs


def _counterpart(
    old: Row, new: Row, name: str, observed: str, specs: Mapping[str, ChannelSpec]
) -> str:
    """Return the channel of the new model that measures the same: by name, else the only one."""
    if name in specs and specs[name].observed == observed:
        return name
    fitting = [channel for channel, spec in specs.items() if spec.observed == observed]
    if len(fitting) == 1:
        return fitting[0]
    why = "has none that measures" if not fitting else "has several that measure"
    raise RegistryError(
        f"{old['id']} answers with its channel {name} ({observed}); the model {new['model']} of "
        f"{new['id']} {why} it: end the old one with `wegwarte device retire {old['id']} --at T` "
        "and deploy the new one with `wegwarte deployment add`"
    )
