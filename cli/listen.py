"""`wegwarte listen`: what arrives, decoded, as it arrives."""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Final

import typer

from cli.failure import FailedError
from cli.listening import Heard, Said, heard
from cli.options import AsJson, Data, DatabaseUrl
from ingest.checks import Limits
from ingest.javascript.decoders import Decoders
from ingest.readers import Readers
from ingest.settings import Settings
from store import listening, naming
from store.inventory import fleet
from store.inventory.errors import RegistryError
from store.listening import Listening
from store.pool import Connection, connect
from store.unreachable import UnreachableError

_POLL_S: Final = 0.5
_RELEARN_S: Final = 60.0
_READINGS_SHOWN: Final = 8
Wanted = Callable[[Heard], bool]


def command(
    device: Annotated[
        str | None, typer.Option(help="Only this device, by any of its names.")
    ] = None,
    site: Annotated[str | None, typer.Option(help="Only devices at this site.")] = None,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="Only senders that nobody has registered.")
    ] = False,
    count: Annotated[int | None, typer.Option(min=1, help="End after so many messages.")] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show messages as they arrive by any road, decoded, until Ctrl-C.

    A line each: when it was received, who said it, its readings with their times, how it was heard,
    and what of it was set aside and why.
    """
    from cli import running

    def tell(one: Heard) -> None:
        sys.stdout.write((json.dumps(one.plain(), default=str) if as_json else line(one)) + "\n")
        sys.stdout.flush()

    try:
        url = running.database_url(data, database_url)
        town = running.find(data).municipality if database_url is None else None
        asyncio.run(_listen(url, town, device, site, tell, unknown=unknown, count=count))
    except UnreachableError as why:
        raise FailedError(f"cannot reach the database: {str(why).strip()}") from why
    except RegistryError as why:
        raise FailedError(str(why)) from why
    except KeyboardInterrupt:
        raise typer.Exit from None
    except BrokenPipeError:  # `wegwarte listen | head`: what is left to write has no reader
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None


def line(one: Heard) -> str:
    """Return a message in one line."""
    parts = [f"{one.received:%H:%M:%S}Z", one.device or "(nobody)", f"by {one.source}"]
    if one.event not in {None, "up"}:
        parts.append(f"[{one.event}]")
    shown = one.readings[:_READINGS_SHOWN]
    parts += [_reading(said, one.received) for said in shown]
    if len(one.readings) > len(shown):
        parts.append(f"and {len(one.readings) - len(shown)} more")
    if one.rssi_dbm is not None:
        snr = "" if one.snr_db is None else f", SNR {one.snr_db:g} dB"
        parts.append(f"({one.rssi_dbm:g} dBm{snr} at {one.gateway})")
    parts += [f"REFUSED {cause}: {detail}" for cause, detail in one.refused]
    return "  ".join(parts)


def _reading(said: Said, received: datetime) -> str:
    unit = "" if said.unit == "1" else f" {said.unit}"
    value = "unknown" if said.value is None else f"{said.value:g}{unit}"
    form = "%H:%M:%SZ" if said.time.date() == received.date() else "%Y-%m-%d %H:%M:%SZ"
    return f"{said.channel}={value} ({said.time:{form}})"


async def _listen(
    url: str,
    town: str | None,
    device: str | None,
    site: str | None,
    tell: Callable[[Heard], None],
    *,
    unknown: bool,
    count: int | None,
) -> None:
    settings = Settings()
    limits = Limits(
        municipality=town or settings.municipality,
        payload_max_bytes=settings.payload_max_bytes,
        future_max_s=settings.future_max_s,
    )
    async with connect(url) as conn, Decoders(processes=1) as decoders:
        readers = Readers(limits, decoders)
        place = await Listening.from_now(conn)
        wanted = await _wanted(conn, device, site, unknown=unknown)
        await naming.listen(conn)
        changed, learned = True, 0.0
        typer.echo("listening; Ctrl-C ends it (Z: times are UTC)", err=True)
        left = count
        while True:
            if changed or asyncio.get_running_loop().time() - learned > _RELEARN_S:
                learned = asyncio.get_running_loop().time()
                await readers.replace(conn)
                wanted = await _wanted(conn, device, site, unknown=unknown)
            async for one in heard(conn, place, readers, now=_now()):
                if not wanted(one):
                    continue
                tell(one)
                left = None if left is None else left - 1
                if left == 0:
                    return
            changed = await naming.woken(conn, most_s=_POLL_S)


async def _wanted(
    conn: Connection, device: str | None, site: str | None, *, unknown: bool
) -> Wanted:
    """Return which messages to show."""
    names: set[str] | None = None
    if device is not None:
        names = {device}  # a sender that is not registered may be asked for by the name it gives
        try:
            found = await fleet.device(conn, device, now=_now())
        except RegistryError:
            typer.echo(f"{device} is not registered; shown as soon as it speaks", err=True)
        else:
            names = {found["id"], *(alias["alias"] for alias in found["aliases"])}
    if site is not None:
        at_site = await listening.devices_at(conn, site, now=_now())
        if not at_site:
            raise FailedError(f"no device is deployed at {site!r}: `wegwarte deployment list`")
        names = at_site if names is None else names & at_site
    return lambda one: (names is None or one.device in names) and (not unknown or one.is_strange)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the rim
