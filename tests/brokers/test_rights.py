"""At either broker a device speaks for itself alone, hears itself alone, and ends when revoked."""

import pytest

from tests.brokers.conftest import Town
from tests.brokers.mqtt_client import MqttClient, until

pytestmark = pytest.mark.database

OWN = "mobility/v1/telgte/own"
OTHER = "mobility/v1/telgte/other"
#: Topics on which `own` has nothing to say.
FOREIGN = (
    f"{OTHER}/up",
    f"{OTHER}/health",
    f"{OTHER}/ack",
    f"{OTHER}/down",
    f"{OWN}/down",
    f"{OWN}/up/more",
    f"{OWN}/x",
    "mobility/v1/muenster/own/up",
    "mobility/v1/telgte//up",
    f"/{OWN}/up",
    "mobility.v1.telgte.other.up",
    "mobility/v1/telgte/own.up",
    "v3/app@ttn/devices/x/up",
    "application/1/device/0011223344556677/event/up",
    "$SYS/REQ/SERVER/PING",
    "$SYS/broker/uptime",
    "$JS/API/STREAM/DELETE/$MQTT_msgs",
    "$MQTT/msgs/mobility/v1/telgte/other/up",
    "$MQTT/sess/x",
    "$MQTT/rmsgs",
)
#: Filters by which `own` might hear others, or the broker's inside.
NOSY = (
    f"{OTHER}/down",
    f"{OTHER}/up",
    "#",
    "+/#",
    "mobility/#",
    "mobility/v1/telgte/+/down",
    "mobility/v1/+/other/down",
    "+/v1/telgte/other/+",
    "$SYS/#",
    "$SYS/broker/#",
    "$JS/#",
    "$MQTT/#",
    "$MQTT/msgs/#",
    "$MQTT/sub/#",
    "$MQTT/rmsgs/#",
    "_INBOX/#",
    "$share/town/mobility/#",
    ">",
)


def listening(town: Town) -> MqttClient:
    """Connect ingest; it hears everything."""
    ingest = town.connect("ingest", client_id="ingest")
    for topic in ("mobility/#", "v3/#", "application/#"):
        assert ingest.subscribe(topic)
    return ingest


def test_a_device_is_heard_on_its_own_topics_and_hears_its_commands(town: Town) -> None:
    ingest, own = listening(town), town.connect("own")
    assert own.subscribe(f"{OWN}/down")
    for stream in ("up", "health", "ack"):
        assert own.publish(f"{OWN}/{stream}", stream.encode())
    assert ingest.publish(f"{OWN}/down", b"command")

    until(lambda: len(ingest.got) >= 4 and own.got, "messages and command")
    assert own.got == [(f"{OWN}/down", b"command")]
    assert (f"{OWN}/up", b"up") in ingest.got


def test_a_command_waits_for_a_device_that_is_away(town: Town) -> None:
    ingest, own = town.connect("ingest"), town.connect("own", client_id="own", clean=False)
    assert own.subscribe(f"{OWN}/down")
    own.close()
    assert ingest.publish(f"{OWN}/down", b"wait")
    own = town.connect("own", client_id="own", clean=False)
    until(lambda: own.got == [(f"{OWN}/down", b"wait")], "the command")


@pytest.mark.parametrize("retain", [False, True], ids=["plain", "retained"])
@pytest.mark.parametrize("qos", [0, 1, 2])
def test_a_device_cannot_speak_on_any_other_topic(town: Town, qos: int, retain: bool) -> None:
    ingest = listening(town)
    for topic in FOREIGN:
        own = town.connect("own")
        own.publish(topic, b"forged", qos, retain=retain)
        own.close()
    own = town.connect("own")
    assert own.publish(f"{OWN}/up", b"true")
    until(lambda: ingest.got, "the true message")
    late = town.connect("ingest", client_id="late")  # it is sent what was retained
    late.subscribe("#")
    other = town.connect("other")
    assert other.subscribe(f"{OTHER}/down")
    assert late.publish(f"{OTHER}/down", b"end")
    until(lambda: other.got and (f"{OTHER}/down", b"end") in late.got, "the last message")

    assert [payload for _, payload in ingest.got if payload == b"forged"] == []
    assert [topic for topic, payload in late.got if payload == b"forged"] == []
    assert other.got == [(f"{OTHER}/down", b"end")]


@pytest.mark.parametrize("qos", [0, 1, 2])
def test_a_device_cannot_hear_any_other_topic(town: Town, qos: int) -> None:
    ingest = listening(town)
    assert ingest.publish(f"{OTHER}/down", b"kept", retain=True)
    other, own = town.connect("other"), town.connect("own")
    assert other.subscribe(f"{OTHER}/down")
    granted = [topic for topic in NOSY if own.connected and own.subscribe(topic, qos)]
    assert own.subscribe(f"{OWN}/down")
    assert other.publish(f"{OTHER}/up", b"private")
    assert ingest.publish(f"{OTHER}/down", b"secret", qos)
    assert ingest.publish(f"{OWN}/down", b"mine", qos)
    until(lambda: (f"{OTHER}/down", b"secret") in other.got and own.got, "both commands")

    assert set(own.got) == {(f"{OWN}/down", b"mine")}
    if town.kind == "nats":  # Mosquitto 2.0 says yes and sends nothing
        assert granted == []


@pytest.mark.parametrize("retain", [False, True], ids=["plain", "retained"])
def test_a_last_will_is_spoken_on_own_topics_only(town: Town, retain: bool) -> None:
    ingest = listening(town)
    for topic in (f"{OTHER}/health", f"{OTHER}/up", f"{OWN}/down"):
        dying = town.connect("own", will=(topic, b"forged", 1, retain))
        if dying.connected:
            dying.drop()
    dying = town.connect("own", will=(f"{OWN}/health", b"gone", 1, False))
    dying.drop()
    until(lambda: ingest.got, "the last will")
    late = town.connect("ingest", client_id="late")
    late.subscribe("#")
    assert late.publish(f"{OTHER}/down", b"end")
    until(lambda: (f"{OTHER}/down", b"end") in late.got, "the last message")

    assert (f"{OWN}/health", b"gone") in ingest.got
    assert [payload for _, payload in ingest.got + late.got if payload == b"forged"] == []


@pytest.mark.parametrize("clean", [False, True], ids=["resumed", "clean"])
def test_who_takes_anothers_client_id_hears_nothing_of_his(town: Town, clean: bool) -> None:
    ingest = listening(town)
    other = town.connect("other", client_id="others-id", clean=False)
    assert other.subscribe(f"{OTHER}/down")
    other.close()
    assert ingest.publish(f"{OTHER}/down", b"waiting")  # kept for the session that is away
    thief = town.connect("own", client_id="others-id", clean=clean)
    assert thief.subscribe(f"{OWN}/down")
    assert ingest.publish(f"{OTHER}/down", b"secret")
    assert ingest.publish(f"{OWN}/down", b"mine")
    until(lambda: thief.got, "the thief's own command")

    assert thief.got == [(f"{OWN}/down", b"mine")]


# NATS knows sessions by their client id alone: docs/decisions/0016.
@pytest.mark.parametrize(
    "town", [pytest.param("mosquitto", marks=pytest.mark.mosquitto)], indirect=True
)
def test_at_mosquitto_a_session_belongs_to_its_user(town: Town) -> None:
    ingest = listening(town)
    other = town.connect("other", client_id="others-id", clean=False)
    assert other.subscribe(f"{OTHER}/down")
    thief = town.connect("own", client_id="others-id")
    imposter = town.connect("own", client_id="ingest")
    assert thief.connected or imposter.connected
    assert ingest.publish(f"{OTHER}/down", b"command")
    until(lambda: other.got, "the command reaches who it is for")

    assert not other.ended
    assert not ingest.ended


def test_without_or_with_a_wrong_password_nobody_is_let_in(town: Town) -> None:
    own, other = town.known["own"], town.known["other"]
    for user, password in (
        (own.user, other.password),
        (own.user, ""),
        ("own", own.password),
        ("device", "device"),
        ("wegwarte", own.password),
        (own.user, own.password[:-1]),
    ):
        assert not MqttClient(town.port, user, password).connected


def test_a_revoked_device_is_cut_off_and_never_let_in_again(town: Town) -> None:
    own, other = town.connect("own"), town.connect("other")
    town.terminal.run("device", "credential", "revoke", town.known["own"].user)
    town.tell_broker()
    until(lambda: own.ended, "the revoked device is cut off")

    assert not town.connect("own").connected
    assert not other.ended
    assert town.connect("other", client_id="again").connected


def test_a_new_credential_holds_beside_the_old_one_until_that_is_revoked(town: Town) -> None:
    ingest = listening(town)
    old = town.known["own"]
    new = town.give("own")
    town.tell_broker()
    until(lambda: MqttClient(town.port, new.user, new.password).connected, "the new one holds")
    assert MqttClient(town.port, old.user, old.password).connected
    town.terminal.run("device", "credential", "revoke", old.user)
    town.tell_broker()
    until(
        lambda: not MqttClient(town.port, old.user, old.password).connected,
        "the old one is refused",
    )
    own = town.connect("own")
    assert own.publish(f"{OWN}/up", b"new")
    until(lambda: (f"{OWN}/up", b"new") in ingest.got, "the new one is heard")


def test_a_retired_device_is_not_let_in(town: Town) -> None:
    town.terminal.run("device", "retire", "own")
    town.tell_broker()
    until(lambda: not town.connect("own").connected, "the retired device is refused")
