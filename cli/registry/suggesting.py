"""Which devices were probably exchanged: a stranger speaks where a registered one fell silent.

Two signs. A stranger goes by the name of a registered device: surely an exchange. Or a device of
a model that reads what the stranger says, behind the same gateways, fell silent before it spoke.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from cli.registry.whereabouts import in_words, zone_of
from devices.envelopes import catalogue
from devices.errors import RejectedError
from devices.uplink import Uplink
from ingest.likeness import alike
from store.inventory import deployments, fleet, models
from store.inventory import strangers as seen
from store.inventory.strangers import Stranger
from store.pool import Connection

LIMIT: Final = 1_000
#: A device fell silent at most so long before the one that took its place spoke.
APART_MAX: Final = timedelta(days=30)
_CANDIDATES_MAX: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A probable exchange, and the command that accepts it."""

    place: str
    old: str
    new: str
    at: datetime
    messages: int
    why: str
    command: str


async def suggestions(conn: Connection, *, now: datetime) -> list[Suggestion]:
    """Return probable exchanges, the oldest first; of one stranger the likeliest few."""
    devices = {one["id"]: one for one in await fleet.devices(conn, now=now)}
    names = {a["alias"]: one for one in devices.values() for a in one["aliases"]} | devices
    heard_by = await seen.gateways(conn)
    found: list[Suggestion] = []
    taken: set[str] = set()
    for stranger in await seen.strangers(conn, limit=LIMIT):
        if stranger.sender in names:
            continue  # registered since
        uplink = _uplink(stranger)
        named = [] if uplink is None else [names[n]["id"] for n in uplink.names if n in names]
        pairs = [(device, "it goes by the same name") for device in named]
        if not pairs:
            pairs = await _silent(conn, stranger, uplink, devices, heard_by, now)
        for device, why in pairs[:_CANDIDATES_MAX]:
            if device in taken and why != "it goes by the same name":
                continue
            taken.add(device)
            found.append(await _suggest(conn, stranger, devices[device], why))
    return found


async def _silent(
    conn: Connection,
    stranger: Stranger,
    uplink: Uplink | None,
    devices: dict[str, dict[str, Any]],
    heard_by: dict[str, frozenset[str]],
    now: datetime,
) -> list[tuple[str, str]]:
    """Return devices that fell silent before a stranger spoke, and why it may be one of them."""
    known = await models.known(conn)
    like = set(await alike([(stranger.topic, stranger.payload)], known.values(), {}))
    here = frozenset() if uplink is None else frozenset(g.id for g in uplink.gateways)
    found = []
    for one in devices.values():
        heard = one["heard_at"]
        if not one["deployed"] or one["model"] not in like or heard is None:
            continue
        apart = stranger.first_at - heard
        quiet = one["heartbeat_s"] is None or (now - heard).total_seconds() > one["heartbeat_s"]
        there = heard_by.get(one["id"], frozenset())
        same = here & there
        elsewhere = bool(here and there and not same)
        if heard > stranger.first_at or apart > APART_MAX or not quiet or elsewhere:
            continue
        behind = f", behind the same gateway {min(same)}" if same else ""
        last = f"the old one was last heard {heard:%Y-%m-%d %H:%M}Z"
        why = f"a {one['model']} as well{behind}; {last}"
        found.append((not same, apart, one["id"], why))
    return [(device, why) for _, _, device, why in sorted(found)]


async def _suggest(
    conn: Connection, stranger: Stranger, device: dict[str, Any], why: str
) -> Suggestion:
    # Not before it spoke: what the old one said until then is its own.
    at = stranger.first_at.replace(second=0, microsecond=0)
    spans = [one.span() for one in await deployments.of(conn, device=device["id"], after=at)]
    place = await in_words(conn, spans[:1]) if spans else device["id"]
    local = at.astimezone(ZoneInfo(await zone_of(conn, device)))
    command = (
        f"wegwarte device swap {device['id']} {stranger.sender} "
        f"--at {local.isoformat(timespec='minutes')} --replay"
    )
    return Suggestion(
        place=place,
        old=device["id"],
        new=stranger.sender,
        at=at,
        messages=stranger.messages,
        why=why,
        command=command,
    )


def _uplink(stranger: Stranger) -> Uplink | None:
    """Return what a network server said of a stranger's newest message; None: none of theirs."""
    try:
        kind = catalogue.kind_of(stranger.topic)
        return None if kind is None else catalogue.read(kind, stranger.topic, stranger.payload)[0]
    except RejectedError:
        return None
