"""Devices: hardware with a model, its names, and the stamps of its life."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from psycopg import AsyncConnection

from devices.health import SILENT_AFTER
from devices.model import ChannelSpec
from store import registry
from store.inventory import models
from store.inventory.errors import RegistryError, UnknownError
from store.inventory.recount import recount
from store.inventory.rows import Row, changed, row, rows

_ALIAS_MAX: Final = 128


class Life(StrEnum):
    """The life of a device. `silent` is seen, the rest is stamped."""

    PLANNED = "planned"  #: entered, not installed yet
    INSTALLED = "installed"  #: in its place; nothing heard
    COMMISSIONING = "commissioning"  #: it speaks; its readings are in no indicator
    ACCEPTED = "accepted"  #: its readings count
    SILENT = "silent"  #: it should speak and does not
    OUT_OF_SERVICE = "out of service"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDevice:
    """A device to be registered.

    Parameters
    ----------
    aliases
        (kind, alias): the names by which messages and people know it; kinds as in `device_alias`.
    """

    id: str
    model: str
    name: str = ""
    remarks: str = ""
    installed_at: datetime | None = None
    accepted_at: datetime | None = None
    aliases: list[tuple[str, str]] = field(default_factory=list)


async def devices(
    conn: AsyncConnection[Any],
    *,
    now: datetime,
    device: str | None = None,
    site: str | None = None,
    model: str | None = None,
    retired: bool = False,
) -> list[Row]:
    """Return devices with their life, where they are deployed, and when they last spoke."""
    found = await rows(
        conn,
        "registry_devices",
        now=now,
        device=device,
        site=site,
        model=model,
        retired=retired,
    )
    known = await models.known(conn)
    for one in found:
        one["heartbeat_s"] = known[one["model"]].heartbeat_s if one["model"] in known else None
        one["life"] = str(life_of(one, now))
    return found


async def device(conn: AsyncConnection[Any], named: str, *, now: datetime) -> Row:
    """Return the device of this id or alias (a DevEUI in any spelling), or `UnknownError`."""
    found = await devices(conn, now=now, device=named, retired=True)
    if not found:
        raise UnknownError(f"no device {named!r}; `wegwarte device list` shows them")
    return found[0]


def life_of(one: Mapping[str, Any], now: datetime) -> Life:
    """Return in which part of its life a device is.

    Examples
    --------
    >>> life_of({"retired_at": None, "out_of_service_at": None, "accepted_at": None,
    ...          "installed_at": None, "heard_at": None}, datetime(2026, 1, 1))
    <Life.PLANNED: 'planned'>
    """
    if one["retired_at"] is not None and one["retired_at"] <= now:
        return Life.RETIRED
    if one["out_of_service_at"] is not None and one["out_of_service_at"] <= now:
        return Life.OUT_OF_SERVICE
    if one["accepted_at"] is None or one["accepted_at"] > now:
        if one["heard_at"] is not None:
            return Life.COMMISSIONING
        installed = one["installed_at"] is not None and one["installed_at"] <= now
        return Life.INSTALLED if installed else Life.PLANNED
    return Life.SILENT if _silent(one, now) else Life.ACCEPTED


def _silent(one: Mapping[str, Any], now: datetime) -> bool:
    """Whether a device should speak, and has been silent for twice its longest silence."""
    if one["heartbeat_s"] is None or not one["deployed"]:
        return False
    since = one["heard_at"] or one["accepted_at"]
    return bool((now - since).total_seconds() > SILENT_AFTER * one["heartbeat_s"])


async def add(conn: AsyncConnection[Any], new: NewDevice) -> None:
    """Register a device, number its channels, write its aliases.

    Raises
    ------
    RegistryError
        Its id or an alias is taken, or the model is not known.
    """
    specs = await specs_of(conn, new.model)
    done = await changed(
        conn,
        "registry_device_add",
        id=new.id,
        model=new.model,
        name=new.name,
        remarks=new.remarks,
        installed_at=new.installed_at,
        accepted_at=new.accepted_at,
    )
    if not done:
        raise RegistryError(
            f"there is a device {new.id} already; `wegwarte device show {new.id}` shows it"
        )
    for kind, alias in new.aliases:
        await add_alias(conn, new.id, kind=kind, alias=alias)
    await number(conn, new.id, specs)


async def specs_of(conn: AsyncConnection[Any], model: str) -> dict[str, ChannelSpec]:
    """Return the channels of a model, or raise `UnknownError` naming those there are."""
    return dict((await models.of(conn, model)).channels)


async def number(
    conn: AsyncConnection[Any], device_id: str, specs: Mapping[str, ChannelSpec]
) -> dict[str, int]:
    """Return the number of each channel of a device, made where it has none."""
    found = await registry.number_channels(
        conn,
        [
            registry.NewChannel(
                device=device_id, name=name, property=spec.observed, hold_max_s=spec.hold_max_s
            )
            for name, spec in specs.items()
        ],
    )
    return {name: channel for (_, name), channel in found.items()}


async def channels(conn: AsyncConnection[Any], device_id: str) -> dict[int, tuple[str, str]]:
    """Return name and observed property of each channel of a device, by number."""
    found = await rows(conn, "registry_channels", device=device_id)
    return {one["id"]: (one["name"], one["property"]) for one in found}


async def add_alias(conn: AsyncConnection[Any], device_id: str, *, kind: str, alias: str) -> bool:
    """Let a device answer to another name; False where it does already.

    Raises
    ------
    RegistryError
        Another device has this name.
    """
    if not 1 <= len(alias) <= _ALIAS_MAX:
        raise RegistryError(f"a name of a device has 1 to {_ALIAS_MAX} characters")
    if await changed(conn, "registry_device_alias_add", device=device_id, kind=kind, alias=alias):
        return True
    holder = await row(conn, "registry_device_alias_of", alias=alias)
    if holder is not None and holder["device"] == device_id:
        return False
    whose = "another device's id" if holder is None else f"a name of device {holder['device']}"
    raise RegistryError(
        f"{alias!r} already is {whose}; a device that took its place is entered with "
        "`wegwarte device swap OLD NEW --at T`"
    )


async def change(
    conn: AsyncConnection[Any], device_id: str, wish: Mapping[str, object], *, now: datetime
) -> bool:
    """Change what is given of a device; return whether anything differs.

    Where another model changes numbers, they are marked to be computed again.

    Parameters
    ----------
    wish
        model, name, remarks, installed_at, out_of_service_at; for the last one `back=True` ends it.
    """
    model = None if wish.get("model") is None else str(wish["model"])
    new = None if model is None else await models.of(conn, model)
    values = {name: wish.get(name) for name in _COLUMNS}
    was = await row(conn, "registry_device_change", device=device_id, **values)
    if was is not None and model is not None and was["model"] != model:
        old = (await models.known(conn)).get(was["model"])
        await recount(conn, old, new, model=model, device=device_id, now=now)
    return was is not None


_COLUMNS = (
    "model",
    "name",
    "remarks",
    "installed_at",
    "accepted_at",
    "out_of_service_at",
    "retired_at",
    "back",
)
