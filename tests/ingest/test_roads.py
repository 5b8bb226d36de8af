"""What each kind of road hears, and that none speaks with another's authority."""

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from devices.envelopes import pushed
from ingest.roads import RoadError, topic_as_kept
from ingest.settings import Broker, Settings
from ingest.words import in_words
from tests.ingest.served import chirpstack_topic, tts_topic


@pytest.mark.parametrize(
    ("broker", "heard"),
    [
        (
            Broker(url="mqtt://h"),
            [("mobility/v1/telgte/+/up", 1), ("mobility/v1/telgte/+/health", 1)],
        ),
        (
            Broker(kind="tts", url="mqtts://city%40ttn:key@h"),
            [("v3/city@ttn/devices/+/up", 0), ("v3/city@ttn/devices/+/join", 0)],
        ),
        (Broker(kind="chirpstack", url="mqtt://h"), [("application/+/device/+/event/+", 1)]),
        (Broker(kind="tts", url="mqtt://h", topics=("v3/#",), qos=1), [("v3/#", 1)]),
        (Broker(kind="haltian", url="mqtt://h", topics=("cfm/#",)), [("cfm/#", 1)]),
    ],
)
def test_a_kind_hears_its_own_topics(broker: Broker, heard: list[tuple[str, int]]) -> None:
    assert broker.filters("telgte") == heard


def test_a_kind_without_usual_topics_asks_for_them() -> None:
    with pytest.raises(RoadError, match="say which topics"):
        Broker(kind="senml", url="mqtt://h").filters("telgte")


def test_a_kind_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValidationError, match="no source is of kind"):
        Broker(kind="zigbee", url="mqtt://h")


@pytest.mark.parametrize(
    ("kind", "topic"),
    [
        ("native", "mobility/v1/telgte/bay-17/up"),
        ("tts", tts_topic()),
        ("chirpstack", chirpstack_topic()),
    ],
)
def test_a_topic_of_its_kind_stays(kind: str, topic: str) -> None:
    assert topic_as_kept(kind, "city", topic) == topic


@pytest.mark.parametrize("kind", ["tts", "chirpstack", "haltian", "native"])
@pytest.mark.parametrize(
    "topic", ["mobility/v1/telgte/bay-17/up", tts_topic(), "uplinks/axis/hall/device/x", "a b/é"]
)
def test_a_road_speaks_with_no_others_authority(kind: str, topic: str) -> None:
    kept = topic_as_kept(kind, "city", topic)

    if kept != topic:
        told = pushed.parse(kept)
        assert told is not None
        assert (told.kind, told.source, told.device, told.topic) == (kind, "city", None, topic)
    else:
        beginning = {"native": ("mobility/", "a b/"), "tts": ("v3/",)}[kind]
        assert topic.startswith(beginning)


def test_network_servers_have_sessions_of_their_own(tmp_path: Path) -> None:
    roads = (
        Broker(name="ours", url="mqtt://h"),
        Broker(name="things", kind="tts", url="mqtt://h"),
        Broker(name="others", kind="tts", url="mqtt://h"),
    )
    settings = Settings(brokers=roads, data_dir=tmp_path, instance="i")

    assert [settings.client_id(road) for road in roads] == [
        "wegwarte-ingest-i",
        "wegwarte-ingest-i-things",
        "wegwarte-ingest-i-others",
    ]


def test_a_source_that_can_never_be_right_ends_the_start_with_words(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ingest"],
        env={
            "WEGWARTE_DATABASE_URL": "postgresql://127.0.0.1:9/x",
            "WEGWARTE_BROKERS": '[{"name": "x", "kind": "haltian", "url": "mqtt://h"}]',
            "WEGWARTE_DATA_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("ingest: say which topics the source hears")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("[code:135] Not authorized", "refuses the user name or password"),
        ("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed", "is not believed"),
        ("[Errno -2] Name or service not known", "no server has this name"),
        ("Operation timed out", "does not answer in time"),
        ("something new", "something new"),
    ],
)
def test_an_error_says_what_it_means_and_what_was_said(error: str, words: str) -> None:
    assert words in in_words(error)
    assert error in in_words(error)
