"""A stranger that speaks where a device fell silent is shown as an exchange, with its command."""

import shlex
from datetime import timedelta
from hashlib import sha256

import pytest

from cli.registry import acting
from tests.analytics.town import Town
from tests.ingest.served import tts, tts_topic
from tests.registry.town import Terminal, in_town, rows

pytestmark = pytest.mark.database
OLD, NEW = "70b3d57ed0000001", "70b3d57ed0000002"
MODEL = "bosch-tps110"


def bay(terminal: Terminal) -> None:
    """Make bay 17 with its sensor, which was last heard two days ago."""
    terminal.run("site", "add", "Markt", "--kind", "parking_zone")
    terminal.run("device", "add", "--dev-eui", OLD, "--model", MODEL, "--server-id", "bay-17")
    terminal.run("device", "install", OLD, "markt", "--bay", "17", "--at", "2026-01-01")
    terminal.run("device", "accept", OLD, "--at", "2026-01-01")

    async def heard(town: Town) -> None:
        at = acting.now() - timedelta(days=2)
        await town.owner.execute(
            "insert into latest (channel, time, quality, received) "
            "select id, %(at)s, 1, %(at)s from channel where name <> 'battery' limit 1",
            {"at": at},
        )
        await town.owner.execute(
            "insert into device_health (device, heard_at, gateways) values (%s, %s, %s)",
            (OLD, at, ["aa00000000000002"]),
        )

    in_town(terminal.database, heard)


def spoke(terminal: Terminal, cause: str, *, name: str, eui: str = NEW) -> None:
    """Keep a message of a stranger, as ingest does."""

    async def kept(town: Town) -> None:
        at = acting.now() - timedelta(hours=5)
        payload = tts(b"\x01", eui=eui, device_id=name)
        await town.owner.execute(
            "with g as (insert into rejected_group (source, device, cause, messages, kept, "
            "first_at, last_at) values ('tts', %(eui)s, %(cause)s, 1, 1, %(at)s, %(at)s) "
            "returning id) insert into rejected (group_id, topic, received, detail, payload, "
            "payload_length, payload_sha256) select id, %(topic)s, %(at)s, '', %(payload)s, "
            "%(length)s, %(hash)s from g",
            {
                "eui": eui,
                "cause": cause,
                "at": at,
                "topic": tts_topic(name),
                "payload": payload,
                "length": len(payload),
                "hash": sha256(payload).digest(),
            },
        )

    in_town(terminal.database, kept)


def test_the_same_name_with_another_deveui_is_accepted_with_one_command(
    terminal: Terminal,
) -> None:
    bay(terminal)
    spoke(terminal, "probable_swap", name="bay-17")

    told = terminal.run("registry", "suggest")
    (suggestion,) = terminal.json("registry", "suggest")

    assert "swap of bay_state bay 17 of markt?" in told
    assert (suggestion["old"], suggestion["new"]) == (OLD, NEW)
    program, *words = shlex.split(suggestion["command"])
    assert program == "wegwarte"
    said = terminal.run(*words)
    assert "1 messages of it wait to be read again" in said
    assert terminal.json("device", "show", "bay-17")["id"] == NEW
    assert terminal.json("registry", "suggest") == []
    assert rows(terminal.database, "select topic from inbox") == [(tts_topic("bay-17"),)]


def test_a_stranger_behind_the_same_gateway_is_shown_where_one_fell_silent(
    terminal: Terminal,
) -> None:
    bay(terminal)
    spoke(terminal, "unknown_device", name="new-sensor")

    (suggestion,) = terminal.json("registry", "suggest")

    assert "behind the same gateway aa00000000000002" in suggestion["why"]
    assert suggestion["command"].startswith(f"wegwarte device swap {OLD} {NEW} --at ")


@pytest.mark.parametrize(
    "change",
    [
        "update latest set received = now()",
        "update device_health set gateways = '{ff}'",
        "update device set model = 'wegwarte-bicycle-counter-1'",
        "with a as (update device_health set heard_at = now() - interval '100 days')"
        " update latest set received = now() - interval '100 days'",
        "delete from deployment",
    ],
    ids=["it speaks", "another gateway", "another model", "long silent", "deployed nowhere"],
)
def test_a_stranger_that_is_no_exchange_is_not_shown(terminal: Terminal, change: str) -> None:
    bay(terminal)
    spoke(terminal, "unknown_device", name="new-sensor")

    async def changing(town: Town) -> None:
        await town.owner.execute(change.encode())

    in_town(terminal.database, changing)

    assert terminal.json("registry", "suggest") == []
    assert "no device seems" in terminal.run("registry", "suggest")


def test_a_stranger_that_was_registered_is_shown_no_more(terminal: Terminal) -> None:
    bay(terminal)
    spoke(terminal, "probable_swap", name="bay-17")
    terminal.run("device", "add", "--dev-eui", NEW, "--model", MODEL)

    assert terminal.json("registry", "suggest") == []
