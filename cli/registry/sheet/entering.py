"""Rows of a spreadsheet brought into the registry, each with what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from cli.registry.naming import device_id
from cli.registry.sheet.columns import Column
from cli.registry.sheet.standing import stand
from cli.registry.sheet.wanted import Wanted
from cli.registry.sheet.words import CellError
from devices.model import DeviceModel
from devices.names import slug
from devices.properties import Mode, Property
from store.enrol import NewSite, SiteKind
from store.inventory import changes, deployments, fleet, models, places
from store.inventory.errors import RegistryError, UnknownError
from store.inventory.overlaps import OverlapError
from store.inventory.rows import Row
from store.pool import Connection

KINDS: Final = ("car_park", "parking_zone", "cross_section", "cycle_track", "station")


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of a row: `added`, `changed` and `unchanged` follow from what was done.

    Parameters
    ----------
    deployments
        Numbers of those it has made.
    """

    line: int
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    deployments: list[int] = field(default_factory=list)

    @property
    def word(self) -> str:
        """What became of it in one word."""
        if self.added:
            return "added"
        return "changed" if self.changed else "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How rows are entered.

    Parameters
    ----------
    zone
        Of sites that are new.
    accept
        Whether readings of new devices count from their installation on.
    """

    now: datetime
    zone: str
    accept: bool = False


async def enter(conn: Connection, wanted: Wanted, entry: Entry) -> Outcome:
    """Bring one row into the registry; what it does not say stays, and nothing is retired.

    Raises
    ------
    CellError
        The row contradicts what is registered; nothing of it is entered.
    OverlapError
        Another device stands in its place.
    """
    done = Outcome(line=wanted.line)
    try:
        async with conn.transaction():
            device = await _device(conn, wanted, entry, done)
            if wanted.site is None:
                return done
            model = await models.of(conn, device["model"])
            site = await _site(conn, wanted, entry, done, model)
            direction = await _direction(conn, wanted, site, done)
            await stand(conn, wanted, device, model, site, direction, entry.now, done)
            if entry.accept and await changes.accepted(conn, device["id"]) is None:
                at = wanted.installed_at or entry.now
                await changes.accept(conn, device, at=at, now=entry.now)
                done.changed.append("acceptance")
    except OverlapError:
        raise
    except RegistryError as why:
        raise wanted.wrong(Column.IDENT, str(why)) from why
    return done


async def _device(conn: Connection, wanted: Wanted, entry: Entry, done: Outcome) -> Row:
    try:
        found = await fleet.device(conn, wanted.ident.text, now=entry.now)
    except UnknownError:
        await _add_device(conn, wanted)
        done.added.append("device")
        return await fleet.device(conn, device_id(wanted.ident.text), now=entry.now)
    if found["retired_at"] is not None:
        raise wanted.wrong(Column.IDENT, f"{found['id']} is retired since {found['retired_at']:%F}")
    if (
        wanted.model is not None
        and wanted.model != found["model"]
        and found["heard_at"] is not None
    ):
        raise wanted.wrong(
            Column.MODEL,
            f"{found['id']} is a {found['model']} and has been heard as such; if the model is "
            f"wrong: `wegwarte device change {found['id']} --model {wanted.model}`",
        )
    wish = {
        "model": wanted.model,
        "name": wanted.name,
        "installed_at": await _news(conn, found, wanted.installed_at),
        "remarks": wanted.remarks if wanted.site is None else None,
    }
    if await fleet.change(conn, found["id"], wish, now=entry.now):
        done.changed.append("device")
    if wanted.server_id is not None and await fleet.add_alias(
        conn, found["id"], kind="server_id", alias=wanted.server_id
    ):
        done.changed.append("name at the network server")
    return await fleet.device(conn, found["id"], now=entry.now)


async def _news(conn: Connection, device: Row, installed_at: datetime | None) -> datetime | None:
    """Return an installation, None where the deployments of a device say it already."""
    if device["installed_at"] is not None:
        return installed_at
    said = {one.since for one in await deployments.of(conn, device=device["id"])}
    return None if installed_at in said else installed_at


async def _add_device(conn: Connection, wanted: Wanted) -> None:
    if wanted.model is None:
        raise wanted.wrong(Column.MODEL, "no model: name it there, or for all rows with --model")
    new = device_id(wanted.ident.text)
    aliases = []
    if wanted.ident.kind == "dev_eui" or wanted.ident.text != new:
        aliases.append((wanted.ident.kind, wanted.ident.text))
    if wanted.server_id is not None and wanted.server_id != new:
        aliases.append(("server_id", wanted.server_id))
    await fleet.add(
        conn,
        fleet.NewDevice(
            id=new,
            model=wanted.model,
            name=wanted.name or "",
            remarks=wanted.remarks or "" if wanted.site is None else "",
            installed_at=wanted.installed_at,
            aliases=aliases,
        ),
    )


async def _site(
    conn: Connection, wanted: Wanted, entry: Entry, done: Outcome, model: DeviceModel
) -> Row:
    name = wanted.site or ""
    for named in (name, slug(name)):
        found = await places.sites(conn, now=entry.now, site=named, retired=True)
        if found:
            return await _known_site(conn, wanted, found[0], entry, done)
    for one in await places.sites(conn, now=entry.now):
        if one["name"].lower() == name.lower():
            return await _known_site(conn, wanted, one, entry, done)
    new = NewSite(
        id=slug(name),
        name=name,
        kind=_kind(wanted, model),
        time_zone=entry.zone,
        lat=wanted.lat,
        lon=wanted.lon,
    )
    await places.add_site(conn, new, [])
    done.added.append("site")
    return await places.site(conn, new.id, now=entry.now)


async def _known_site(
    conn: Connection, wanted: Wanted, site: Row, entry: Entry, done: Outcome
) -> Row:
    if site["geometry"] is None and wanted.lat is not None:
        point = {"type": "Point", "coordinates": [wanted.lon, wanted.lat]}
        await places.change_site(conn, site["id"], {"geometry": point})
        done.changed.append("site")
    return await places.site(conn, site["id"], now=entry.now)


def _kind(wanted: Wanted, model: DeviceModel) -> SiteKind:
    """Return the kind a new site has: as the row says, else by what its first device measures."""
    if wanted.kind is not None:
        said = wanted.kind.strip().lower().replace(" ", "_")
        for kind in KINDS:
            if said == kind:
                return kind
        raise wanted.wrong(Column.KIND, f"{wanted.kind!r} is none of {', '.join(KINDS)}")
    observed = {spec.observed for spec in model.channels.values()}
    modes = {spec.mode for spec in model.channels.values()}
    if Property.FREE_SPACES in observed:
        return "car_park"
    if Property.BAY_STATE in observed:
        return "parking_zone"
    if Mode.BICYCLE in modes and not modes & {Mode.CAR, Mode.MOTOR, Mode.HEAVY}:
        return "cycle_track"
    counts = observed & {Property.COUNT, Property.COUNT_TOTAL, Property.PASSAGE}
    return "cross_section" if counts else "station"


async def _direction(conn: Connection, wanted: Wanted, site: Row, done: Outcome) -> str | None:
    """Return a, b or both for the name a row gives; None where it gives none."""
    if wanted.direction is None:
        return None
    said = wanted.direction.lower()
    if said in {"both", "beide", "beide richtungen"}:
        return "both"
    names: Mapping[str, Any] = {"a": site["direction_a"], "b": site["direction_b"]}
    for letter, name in names.items():
        if said == letter or (name is not None and said == str(name).lower()):
            return letter
    for letter, name in names.items():
        if name is None:
            wish = {f"direction_{letter}": wanted.direction}
            await places.change_site(conn, site["id"], wish)
            done.changed.append(f"direction {letter}")
            return letter
    raise wanted.wrong(
        Column.DIRECTION,
        f"{wanted.direction!r} is neither {names['a']!r} nor {names['b']!r}, the directions of "
        f"{site['id']}",
    )


__all__ = ["CellError", "Entry", "Outcome", "enter"]
