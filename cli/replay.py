"""`wegwarte replay`: publish recordings over MQTT, as devices would."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import aiomqtt
import typer

from cli.amounts import amount
from cli.failure import FailedError
from cli.options import Data, DatabaseUrl, MqttUrl

if TYPE_CHECKING:
    from ingest.recordings.mapping import Mapping
    from ingest.recordings.recording import Recording

WINDOW_MESSAGES: Final = 32  #: published and not acknowledged yet
PUBACK_MAX_S: Final = 60.0


def command(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders of files.")],
    mapping: Annotated[
        str | None, typer.Option("--mapping", "-m", help="The format; else by the header.")
    ] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out what cannot be read, publish the rest.")
    ] = False,
    municipality: Annotated[
        str | None, typer.Option(envvar="WEGWARTE_MUNICIPALITY", help="Under which name.")
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    mqtt_url: MqttUrl = None,
) -> None:
    """Publish recordings over MQTT, as devices would; their devices are registered first."""
    from cli import running
    from cli.recordings import choose, mappings_folder
    from ingest.recordings.importing import BusyError
    from ingest.recordings.sources import expand
    from store.unreachable import UnreachableError

    for path in paths:
        if not path.exists():
            raise typer.BadParameter(f"there is no file or folder {path}")
    chosen = choose(mapping, paths, mappings_folder(data))
    files = expand(paths, chosen)
    town = municipality or running.find(data).municipality
    try:
        published = asyncio.run(
            replay(
                chosen,
                files,
                database_url=running.database_url(data, database_url),
                mqtt_url=running.mqtt_url(data, mqtt_url),
                municipality=town,
                skip_bad=skip_bad,
            )
        )
    except (BusyError, UnreachableError) as why:
        raise FailedError(str(why)) from why
    except (aiomqtt.MqttError, TimeoutError) as why:
        raise FailedError(
            f"the broker went away: {why}; start the same replay again, it doubles nothing"
        ) from why
    sent, readings = published
    said = (amount(len(files), "file"), amount(sent, "message"), amount(readings, "reading"))
    typer.echo(f"{', '.join(said)} published")


async def replay(
    mapping: "Mapping",
    files: Sequence[Path],
    *,
    database_url: str,
    mqtt_url: str,
    municipality: str,
    skip_bad: bool,
) -> tuple[int, int]:
    """Publish files, each acknowledged by the broker; return (messages, readings)."""
    from ingest.recordings.introducing import Introduction
    from ingest.recordings.messages import messages
    from store.pool import connect

    sent, readings = 0, 0
    async with AsyncExitStack() as stack:
        conn = await stack.enter_async_context(connect(database_url, "wegwarte_ingest"))
        client = await stack.enter_async_context(_client(mqtt_url))
        introduction = await Introduction.begin(conn, mapping, _now)
        async for recording in _recordings(mapping, files, skip_bad=skip_bad):
            await introduction.enter(recording)
            said = list(messages(recording, municipality))
            await _publish(client, said)
            sent, readings = sent + len(said), readings + recording.size
        await introduction.finish()
    return sent, readings


async def _recordings(
    mapping: "Mapping", files: Sequence[Path], *, skip_bad: bool
) -> "AsyncIterator[Recording]":
    from ingest.recordings.problems import RecordingError
    from ingest.recordings.read import read_file

    for path in files:
        try:
            yield await asyncio.to_thread(read_file, mapping, path, skip_bad=skip_bad)
        except RecordingError as why:
            raise FailedError(f"refused: {path}\n{why}") from why


def _client(mqtt_url: str) -> aiomqtt.Client:
    from ingest.address import AddressError, parse_address

    try:
        address = parse_address(mqtt_url)
    except AddressError as why:
        raise FailedError(str(why)) from why
    return aiomqtt.Client(
        address.host,
        address.port,
        username=address.username,
        password=address.password,
        tls_context=ssl.create_default_context() if address.tls else None,
        max_inflight_messages=WINDOW_MESSAGES,
    )


async def _publish(client: aiomqtt.Client, said: list[tuple[str, bytes]]) -> None:
    """Publish, a bounded number at a time, and wait until the broker has them all."""
    window = asyncio.Semaphore(WINDOW_MESSAGES)

    async def one(topic: str, payload: bytes) -> None:
        async with window:
            await client.publish(topic, payload, qos=1, timeout=PUBACK_MAX_S)

    await asyncio.gather(*(one(topic, payload) for topic, payload in said))


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the rim
