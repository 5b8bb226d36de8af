"""The `wegwarte` command: what it lists, how quick it is, how it ends."""

import json
import random
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import psycopg
import pytest

from cli.__main__ import COMMANDS
from cli.embedded.ports import any_free
from tests.cli.terminal import run


def test_help_names_every_command() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert all(f" {name} " in done.stdout for name in COMMANDS)


def test_every_command_in_the_table_is_there() -> None:
    for module, _summary in COMMANDS.values():
        loaded = import_module(module)
        assert hasattr(loaded, "command") or hasattr(loaded, "app"), module


def test_help_imports_no_service() -> None:
    said = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    imported = {line.rpartition("|")[2].strip() for line in said.splitlines()}
    slow = {"numpy", "pydantic", "fastapi", "psycopg", "aiomqtt", "paho.mqtt.client"}
    assert "typer" in imported
    assert imported & slow == set()


def test_a_town_that_no_topic_can_name_is_refused(tmp_path: Path) -> None:
    done = run("up", "--data", str(tmp_path / "data"), "--municipality", "Münster West")
    assert done.returncode == 2
    assert "muenster-west" in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("settings", "remedy"),
    [
        ({}, "set WEGWARTE_ACCESS to password, proxy-header or public"),
        ({"WEGWARTE_ACCESS": "password"}, "wegwarte serve --hash-password"),
        ({"WEGWARTE_ACCESS": "proxy-header"}, "needs WEGWARTE_PROXY_ADDRESSES"),
        ({"WEGWARTE_ACCESS": "everybody"}, "WEGWARTE_ACCESS: Input should be"),
    ],
)
def test_a_page_for_others_without_a_login_is_refused_before_anything_starts(
    tmp_path: Path, settings: dict[str, str], remedy: str
) -> None:
    data = tmp_path / "data"
    done = run("up", "--data", str(data), "--http-host", "0.0.0.0", **settings)  # noqa: S104
    assert done.returncode == 2
    assert remedy in " ".join(done.stderr.split())
    assert "without --http-host" in done.stderr
    assert not data.exists()


def test_wrong_use_ends_with_status_2() -> None:
    assert run("up", "--no-such-option").returncode == 2
    assert run("no-such-command").returncode == 2
    assert run("up", "--http-port", "70000").returncode == 2


def test_a_folder_where_nothing_runs_is_named(tmp_path: Path) -> None:
    done = run("status", "--data", str(tmp_path))
    assert done.returncode == 1
    assert f"nothing runs on {tmp_path}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_away_is_a_sentence() -> None:
    port = any_free(random.SystemRandom())
    done = run("migrate", WEGWARTE_DATABASE_URL=f"postgresql://nobody@127.0.0.1:{port}/none")
    assert done.returncode == 1
    assert "cannot reach the database" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.database
@pytest.mark.parametrize("words", [("model", "list"), ("derive", "--once")])
def test_a_database_of_an_older_program_is_a_sentence(
    database: str, words: tuple[str, ...]
) -> None:
    with psycopg.connect(database) as conn:
        conn.execute("alter table device_model rename to device_model_of_then")
        conn.execute("alter table site rename to site_of_then")
    done = run(*words, WEGWARTE_DATABASE_URL=database)
    assert done.returncode == 1
    assert "run `wegwarte migrate`" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.database
def test_migrate_can_be_repeated_and_tells_where_it_stands(database: str) -> None:
    again = run("migrate", "--json", WEGWARTE_DATABASE_URL=database)
    assert json.loads(again.stdout) == {"applied": [], "missing": []}
    status = json.loads(run("migrate", "--status", "--json", WEGWARTE_DATABASE_URL=database).stdout)
    assert status["missing"] == []
    with psycopg.connect(database) as conn:
        rows = conn.execute("select name from migration order by number").fetchall()
    assert status["applied"] == [name for (name,) in rows]


def test_doctor_tells_programs_too(tmp_path: Path) -> None:
    findings = json.loads(run("doctor", "--json", "--data", str(tmp_path)).stdout)
    assert {"Python", "PostgreSQL", "NATS"} <= {finding["name"] for finding in findings}
    assert all(finding["good"] for finding in findings if finding["name"] in {"PostgreSQL", "NATS"})
