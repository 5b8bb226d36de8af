"""Mosquitto in place of NATS: the same session, bounds that are ours, and TLS."""

import asyncio
import random
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import aiomqtt
import pytest

from cli.embedded.ports import any_free
from ingest.broker import MqttSource, create_session
from ingest.metrics import Metrics
from ingest.settings import Broker, Settings
from ingest.source import Bounds
from tests.ingest.running import MUNICIPALITY, until
from tests.needs import Missing, in_ci, program

pytestmark = pytest.mark.mosquitto

TOPIC = f"mobility/v1/{MUNICIPALITY}/d/up"
WIDE = Bounds(messages_max=10_000, bytes_max=10_000_000, age_max_s=0.2)


@contextmanager
def mosquitto(folder: Path, *lines: str) -> Iterator[int]:
    """Run a Mosquitto on a free port of the loopback; yield the port."""
    port = any_free(random.SystemRandom())
    config = folder / "mosquitto.conf"
    ours = ("user root", "allow_anonymous true", "max_queued_messages 0")
    config.write_text("\n".join([f"listener {port} 127.0.0.1", *ours, *lines, ""]))
    server = subprocess.Popen(
        [str(program("mosquitto")), "-c", config],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )
    try:
        yield port
    finally:
        server.terminate()
        server.wait()


async def ready(port: int, tls: ssl.SSLContext | None = None) -> None:
    """Wait until it lets devices in."""

    async def let_in() -> bool:
        try:
            async with aiomqtt.Client("127.0.0.1", port, tls_context=tls):
                return True
        except aiomqtt.MqttError:
            return False

    await until(let_in, "Mosquitto lets devices in")


@asynccontextmanager
async def source(settings: Settings) -> AsyncIterator[MqttSource]:
    """Connect a source."""
    [broker] = settings.all_brokers()
    made = MqttSource(broker, settings, Metrics().broker("native"), random.Random(1))
    connection = asyncio.create_task(made.run())
    yield made
    connection.cancel()
    await asyncio.wait({connection})


async def publish(port: int, count: int, tls: ssl.SSLContext | None = None) -> None:
    """Publish numbers."""
    async with aiomqtt.Client("127.0.0.1", port, tls_context=tls) as device:
        for number in range(count):
            await device.publish(TOPIC, str(number), qos=1)


async def test_what_was_not_acknowledged_comes_again_and_what_was_does_not(tmp_path: Path) -> None:
    with mosquitto(tmp_path) as port:
        await ready(port)
        settings = Settings(mqtt_url=f"mqtt://127.0.0.1:{port}", data_dir=tmp_path)
        await create_session(settings)
        await publish(port, 2)
        async with source(settings) as first:
            got = await first.receive(WIDE)
            assert [d.payload for d in got] == [b"0", b"1"]
            first.acknowledge(got[:1])
        async with source(settings) as second:
            assert [d.payload for d in await second.receive(WIDE)] == [b"1"]


async def test_the_window_is_bounded_by_us_and_nothing_is_discarded(tmp_path: Path) -> None:
    with mosquitto(tmp_path, "max_inflight_messages 0") as port:
        await ready(port)
        settings = Settings(
            mqtt_url=f"mqtt://127.0.0.1:{port}", data_dir=tmp_path, window_messages_max=50
        )
        await create_session(settings)
        await publish(port, 500)
        numbers: list[int] = []
        async with source(settings) as slow:
            while len(numbers) < 500:
                got = await slow.receive(Bounds(messages_max=20, bytes_max=10_000, age_max_s=0.05))
                assert len(slow.window) <= 50
                numbers += [int(d.payload) for d in got]
                slow.acknowledge(got)

    assert numbers == list(range(500))


@pytest.fixture
def openssl() -> Path:
    """Find what makes certificates; in CI a test that skips for it would prove nothing."""
    found = program("openssl")
    if found is None:
        gap = Missing(what="openssl", command="apt-get install openssl")
        if in_ci():
            pytest.fail(f"{gap} (CI=true: a skip would prove nothing)", pytrace=False)
        pytest.skip(str(gap))
    return found


# paho leaves the socket open on which a handshake has failed.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_it_speaks_tls_and_believes_only_the_authority_it_was_given(
    openssl: Path, tmp_path: Path
) -> None:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    command = [str(openssl), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key)]
    await asyncio.to_thread(
        subprocess.run, [*command, "-out", str(certificate)], check=True, capture_output=True
    )
    tls = ssl.create_default_context(cafile=certificate)
    with mosquitto(tmp_path, f"certfile {certificate}", f"keyfile {key}") as port:
        await ready(port, tls)
        broker = Broker(url=f"mqtts://127.0.0.1:{port}", ca_file=certificate)
        settings = Settings(brokers=(broker,), data_dir=tmp_path)
        await create_session(settings)
        await publish(port, 1_000, tls)
        numbers: list[int] = []
        async with source(settings) as encrypted:
            while len(numbers) < 1_000:
                got = await encrypted.receive(WIDE)
                numbers += [int(d.payload) for d in got]
                encrypted.acknowledge(got)
        stranger = Settings(mqtt_url=broker.url, data_dir=tmp_path)
        with pytest.raises(aiomqtt.MqttError, match="certificate verify failed"):
            await create_session(stranger)

    assert numbers == list(range(1_000))
