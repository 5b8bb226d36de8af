"""Shipped models change with the program: their devices follow, and what cannot is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from devices.models import MODELS
from store.inventory import authorship, models
from store.inventory.recount import counted_with, follow_model
from store.inventory.rows import changed, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """Channels that measure something else by today's model than when they were first heard.

    Their readings go on being what they were: raw values are never changed, and stored ones of the
    old property would be read in the unit of the new one.
    """

    model: str
    channel: str
    property: str
    says: str
    devices: list[str]

    def sentence(self) -> str:
        """Say it with its remedy."""
        some = ", ".join(self.devices[:3]) + (" …" if len(self.devices) > 3 else "")
        return (
            f"channel {self.channel!r} of {some} measures {self.property} since it was first "
            f"heard, and model {self.model} says {self.says} now: its readings go on as "
            f"{self.property}. `wegwarte device swap {self.devices[0]} NEW --at T` registers the "
            "hardware anew, with the channels of today's model"
        )


async def follow(conn: AsyncConnection[Any], *, program: str, now: datetime) -> list[str]:
    """Let devices of shipped models hold and count as these say today; return the models changed.

    Each is a change of the registry with its history, and what it changes is derived again; in a
    transaction of the caller's. A model that the operator has replaced by his own is left alone.
    """
    own = {one["id"] for one in await rows(conn, "registry_own_models")}
    used = {one["model"] for one in await rows(conn, "models_devices")}
    said = {one["id"]: one["counted"] for one in await rows(conn, "shipped_said")}
    await authorship.sign(conn, who=f"wegwarte {program}", why="shipped models say otherwise")
    done = []
    for model in sorted(used & set(MODELS) - own):
        counted = counted_with(MODELS[model])
        if said.get(model) == counted:
            continue
        if await follow_model(conn, MODELS[model], now=now, whole=model in said):
            done.append(model)
        await changed(conn, "shipped_put", id=model, counted=Jsonb(counted), now=now)
    return done


async def renamed(conn: AsyncConnection[Any], *, device: str | None = None) -> list[Renamed]:
    """Return the channels, of all devices or of one, whose model calls them something else now."""
    known = await models.known(conn)
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for one in await rows(conn, "shipped_channels", device=device):
        spec = known[one["model"]].channels.get(one["name"]) if one["model"] in known else None
        if spec is not None and spec.observed.value != one["property"]:
            key = (one["model"], one["name"], one["property"], spec.observed.value)
            found.setdefault(key, []).append(one["device"])
    return [_renamed(key, devices) for key, devices in sorted(found.items())]


def _renamed(key: tuple[str, str, str, str], devices: Sequence[str]) -> Renamed:
    model, channel, was, says = key
    return Renamed(model=model, channel=channel, property=was, says=says, devices=list(devices))
