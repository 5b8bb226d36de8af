"""How soon all devices are back when a broker comes back: each with its credential and session.

A power cut at the broker's house ends every connection, and every device is back at once. Each
logs in, resumes its session, subscribes to its commands and publishes one reading; it is back when
that is acknowledged.
"""

import asyncio
import random
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.bench import Bench
from benchmarks.figure import Figure
from benchmarks.packets import CONNACK_ACCEPTED, connect, publish, subscribe
from cli.brokers import embedded, hashes, mosquitto_files
from cli.embedded.nats import Nats
from cli.embedded.ports import LOOPBACK, any_free
from store.credentials import Login

TOWN: Final = "bench"
_AT_MOST_S: Final = 30.0
_PATIENCE_S: Final = 120.0
_FILES_SPARE: Final = 500
_SUBACK_BYTES: Final = 5
_PUBACK_BYTES: Final = 4
_CONNACK_BYTES: Final = 4
Broker = tuple[int, Callable[[], None]]  #: its port, and what stops and starts it


def run(bench: Bench) -> Iterator[Figure]:
    """Yield seconds until all are back, for each broker that is installed."""
    devices = bench.amount(2_000, 20)
    _allow_files(2 * devices)
    known = [_device(number) for number in range(devices)]
    logins = [login for login, _ in known]
    brokers = {"nats": _nats}
    if shutil.which("mosquitto") is not None:
        brokers["mosquitto"] = _mosquitto
    for name, start in brokers.items():
        bench.say(f"  {devices} devices at {name}")
        folder = bench.folder / f"reconnect-{name}"
        folder.mkdir()
        with start(folder, logins) as (port, restart):
            asyncio.run(_everybody(port, known))  # sessions exist from now on
            restart()
            took_s = asyncio.run(_everybody(port, known))
        yield Figure(
            name=f"reconnect.{name}",
            values=[took_s],
            unit="s",
            at_most=_AT_MOST_S,
            note=f"{devices} devices with credentials and durable sessions, from the open port on",
        )


def _device(number: int) -> tuple[Login, str]:
    secret, device = hashes.new_secret(), f"bay-{number}"
    login = Login(
        user=f"{device}_1",
        device=device,
        bcrypt=hashes.for_nats(secret),
        pbkdf2=hashes.for_mosquitto(secret),
    )
    return login, secret


async def _everybody(port: int, known: list[tuple[Login, str]]) -> float:
    """Let every device come at once, and stay; return how long it took until all were back. [s]."""
    began_s = time.monotonic()
    async with asyncio.timeout(_PATIENCE_S), asyncio.TaskGroup() as together:
        coming = [together.create_task(_one(port, login, secret)) for login, secret in known]
    took_s = time.monotonic() - began_s
    for task in coming:
        task.result().close()
    return took_s


async def _one(port: int, login: Login, secret: str) -> asyncio.StreamWriter:
    """Bring one device back; return its connection."""
    own = f"mobility/v1/{TOWN}/{login.device}"
    while True:
        try:
            reader, writer = await asyncio.open_connection(LOOPBACK, port)
            writer.write(connect(login.user, user=(login.user, secret), clean=False))
            answer = await reader.readexactly(_CONNACK_BYTES)
            break
        except (ConnectionError, asyncio.IncompleteReadError):
            await asyncio.sleep(0.1)  # the backlog of the listener is full: as a device would
    if answer[:2] + b"\0" + answer[3:] != CONNACK_ACCEPTED:  # the third byte: a session was there
        raise ConnectionError(f"{login.user} is refused: {answer.hex()}")
    writer.write(subscribe(1, f"{own}/down"))
    await reader.readexactly(_SUBACK_BYTES)
    writer.write(publish(2, f"{own}/up", b"{}"))
    await reader.readexactly(_PUBACK_BYTES)
    return writer


@contextmanager
def _nats(folder: Path, logins: list[Login]) -> Iterator[Broker]:
    embedded.write(folder, logins, TOWN)
    port = any_free(random.SystemRandom())
    server = Nats(folder, port=port, require_credentials=True)
    server.start()

    def restart() -> None:
        server.stop()
        server.start()

    try:
        yield port, restart
    finally:
        server.stop()


@contextmanager
def _mosquitto(folder: Path, logins: list[Login]) -> Iterator[Broker]:
    port = any_free(random.SystemRandom())
    ingest = ("wegwarte", hashes.for_mosquitto(hashes.new_secret()))
    (folder / "password_file").write_text(mosquitto_files.password_file(logins, ingest=ingest))
    (folder / "acl_file").write_text(mosquitto_files.acl_file(logins, TOWN, ingest=ingest[0]))
    (folder / "mosquitto.conf").write_text(
        f"user root\npersistence_location {folder}/\n{mosquitto_files.settings(str(folder))}"
        f"listener {port} {LOOPBACK}\n{mosquitto_files.OF_LISTENER}\n"
    )
    servers: list[subprocess.Popen[bytes]] = []

    def stop() -> None:
        while servers:
            server = servers.pop()
            server.terminate()
            server.wait()

    def restart() -> None:
        stop()
        servers.append(
            subprocess.Popen(
                ["mosquitto", "-c", str(folder / "mosquitto.conf")],  # noqa: S607
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        asyncio.run(_open(port))

    try:
        restart()
        yield port, restart
    finally:
        stop()


async def _open(port: int) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while True:
            try:
                _, writer = await asyncio.open_connection(LOOPBACK, port)
            except ConnectionError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


def _allow_files(sockets: int) -> None:
    """Allow as many open files as there are connections, for ourselves and the broker."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = sockets + _FILES_SPARE
    if soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
