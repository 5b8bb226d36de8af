"""The broker of `wegwarte up`: open on the loopback until credentials are required."""

import json
import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from cli.brokers import embedded, hashes
from cli.embedded.nats import Nats
from cli.embedded.ports import any_free
from store.credentials import Login
from tests.brokers.mqtt_client import MqttClient, until
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.broker
SECRET = "s" * 43
LOGIN = Login(
    user="own_1",
    device="own",
    bcrypt=hashes.for_nats(SECRET),
    pbkdf2=hashes.for_mosquitto(SECRET),
)


@contextmanager
def broker(root: Path, *, require_credentials: bool) -> Iterator[Nats]:
    server = Nats(
        root, port=any_free(random.SystemRandom()), require_credentials=require_credentials
    )
    server.start()
    try:
        yield server
    finally:
        server.stop()


def without_password(port: int) -> bool:
    """Whether somebody without a password is let in."""
    answers: list[bool] = []
    client = paho.Client(CallbackAPIVersion.VERSION2, reconnect_on_failure=False)
    client.on_connect = lambda *seen: answers.append(not seen[3].is_failure)
    client.connect("127.0.0.1", port)
    client.loop_start()
    until(lambda: answers, "an answer to CONNECT")
    client.disconnect()
    client.loop_stop()
    return answers[0]


def test_a_device_that_is_given_a_credential_gets_in_and_is_cut_off_when_it_is_revoked(
    tmp_path: Path,
) -> None:
    with broker(tmp_path, require_credentials=True) as server:
        assert not without_password(server.port)
        assert not MqttClient(server.port, LOGIN.user, SECRET).connected
        assert not server.reload_if_changed()

        assert embedded.write(tmp_path, [LOGIN], "telgte")
        assert server.reload_if_changed()
        until(lambda: MqttClient(server.port, LOGIN.user, SECRET).connected, "it is let in")
        device = MqttClient(server.port, LOGIN.user, SECRET)
        user, _, password = server.url.removeprefix("mqtt://").partition("@")[0].partition(":")
        ingest = MqttClient(server.port, user, password)
        assert ingest.connected
        assert not embedded.write(tmp_path, [LOGIN], "telgte")
        assert not server.reload_if_changed()

        assert embedded.write(tmp_path, [], "telgte")
        assert server.reload_if_changed()
        until(lambda: device.ended, "it is cut off")
        assert not MqttClient(server.port, LOGIN.user, SECRET).connected
        assert not ingest.ended
        ingest.close()


def test_ingests_session_goes_on_while_users_come_and_go(tmp_path: Path) -> None:
    with broker(tmp_path, require_credentials=True) as server:
        user, _, password = server.url.removeprefix("mqtt://").partition("@")[0].partition(":")
        ingest = MqttClient(server.port, user, password, clean=False)
        assert ingest.subscribe("mobility/v1/telgte/+/up")
        for number in range(3):
            embedded.write(tmp_path, [LOGIN] if number % 2 == 0 else [], "telgte")
            assert server.reload_if_changed()
            if number % 2 == 0:
                until(lambda: MqttClient(server.port, LOGIN.user, SECRET).connected, "let in")
                device = MqttClient(server.port, LOGIN.user, SECRET)
                device.publish("mobility/v1/telgte/own/up", str(number).encode())
        until(lambda: len(ingest.got) >= 2, "both messages")

        assert [payload for _, payload in ingest.got] == [b"0", b"2"]
        assert not ingest.ended


def test_who_may_log_in_is_known_after_a_restart(tmp_path: Path) -> None:
    embedded.write(tmp_path, [LOGIN], "telgte")
    with broker(tmp_path, require_credentials=True) as server:
        assert MqttClient(server.port, LOGIN.user, SECRET).connected
        server.kill()
        server.start()
        assert MqttClient(server.port, LOGIN.user, SECRET).connected


def test_the_loopback_stays_open_until_credentials_are_required(tmp_path: Path) -> None:
    embedded.write(tmp_path, [LOGIN], "telgte")
    with broker(tmp_path, require_credentials=False) as server:
        assert without_password(server.port)
        assert MqttClient(server.port, LOGIN.user, SECRET).connected
        assert not MqttClient(server.port, LOGIN.user, "wrong").connected


def test_a_credential_is_worth_nothing_in_the_brokers_own_protocol(tmp_path: Path) -> None:
    embedded.write(tmp_path, [LOGIN], "telgte")
    with broker(tmp_path, require_credentials=True) as server:
        config = json.loads((tmp_path / "nats" / "nats.conf").read_text())
        with socket.create_connection(("127.0.0.1", config["port"]), timeout=PATIENCE_S) as line:
            asked = {"user": LOGIN.user, "pass": SECRET, "verbose": True}
            line.sendall(f"CONNECT {json.dumps(asked)}\r\nPING\r\n".encode())
            answers = line.makefile("rb")
            assert answers.readline().startswith(b"INFO")
            assert answers.readline().startswith(b"-ERR 'Authorization Violation'")
        assert MqttClient(server.port, LOGIN.user, SECRET).connected


def test_it_listens_where_it_is_told_and_its_address_says_so(tmp_path: Path) -> None:
    port = any_free(random.SystemRandom())
    server = Nats(tmp_path, port=port, host="127.0.0.2", require_credentials=True)
    server.start()
    try:
        assert server.url.endswith(f"@127.0.0.2:{port}")
        with pytest.raises(ConnectionRefusedError):
            MqttClient(port, LOGIN.user, SECRET)
    finally:
        server.stop()
