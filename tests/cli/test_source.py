"""`wegwarte source`: where messages come from, said once, shown without its secrets."""

import json
from pathlib import Path

import pytest

from tests.cli.terminal import run

pytestmark = pytest.mark.database


def said(*words: str, database: str, good: bool = True) -> str:
    done = run("source", *words, WEGWARTE_DATABASE_URL=database)
    assert (done.returncode == 0) is good, done.stderr
    return done.stdout if good else done.stderr


def test_a_network_server_is_listed_without_its_password(database: str, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("NNSXS.SECRET\n")
    url = "mqtts://city@ttn@eu1.cloud.thethings.network:8883"
    password = ("--password-file", str(tmp_path / "key"))

    added = said("add", "things", "--kind", "tts", "--url", url, *password, database=database)
    listed = said("list", database=database)

    assert "mqtts://city@ttn@eu1.cloud.thethings.network:8883" in listed
    assert "never heard of yet" in listed
    assert "SECRET" not in added + listed
    assert "SECRET" not in said("list", "--json", database=database)


def test_a_pushed_source_has_a_key_that_is_shown_once(database: str) -> None:
    added = said("add", "gate", "--kind", "xovis", database=database)
    key = added.rpartition("Bearer ")[2].strip()

    again = said("rekey", "gate", database=database)

    assert len(key) > 40
    assert key not in again + said("list", "--json", database=database)
    assert json.loads(said("list", "--json", database=database))[0]["pushes"] is True


def test_a_source_is_removed(database: str) -> None:
    said("add", "gate", "--kind", "axis", database=database)

    assert "is removed" in said("remove", "gate", database=database)
    assert said("list", database=database) == "there are no sources\n"
    assert "there is no source 'gate'" in said("remove", "gate", database=database, good=False)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("x", "--kind", "lora"), "no source is of kind 'lora'"),
        (("x", "--kind", "tts", "--url", "http://h"), "write mqtt://"),
        (("x", "--kind", "haltian", "--url", "mqtt://h"), "say which topics"),
        (("Große Straße", "--kind", "axis"), "lower-case letters, digits and hyphens"),
    ],
)
def test_a_source_that_could_never_work_is_refused(
    database: str, words: tuple[str, ...], why: str
) -> None:
    assert why in said("add", *words, database=database, good=False)


def test_a_second_source_of_one_name_is_refused(database: str) -> None:
    said("add", "gate", "--kind", "axis", database=database)

    refused = said("add", "gate", "--kind", "axis", database=database, good=False)

    assert "`wegwarte source remove gate`" in refused


def test_a_backfill_of_a_source_that_keeps_nothing_says_why(database: str) -> None:
    said("add", "gate", "--kind", "axis", database=database)

    done = run("backfill", "gate", WEGWARTE_DATABASE_URL=database)

    assert done.returncode == 1
    assert "is no application of The Things Stack" in done.stderr
