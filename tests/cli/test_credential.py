"""`wegwarte device credential`, `broker-config`: shown once, numbered, revoked, written apart."""

import csv
import stat
from pathlib import Path

import bcrypt
import pytest

from cli.__main__ import main
from tests.registry.town import Terminal, rows

pytestmark = pytest.mark.database

DUMP = """
select string_agg(t::text, ' ') from (
  select device_credential::text as t from device_credential
  union all select device_credential_hash::text from device_credential_hash
  union all select audit::text from audit
) as everything
"""


@pytest.fixture
def terminal(database: str, capsys: pytest.CaptureFixture[str]) -> Terminal:
    made = Terminal(database, capsys)
    for device in ("bay-1", "bay-2", "gone"):
        made.run("device", "add", device, "--model", "wegwarte-bay-1")
    made.run("device", "add", "lora", "--model", "bosch-tps110", "--dev-eui", "0004A30B001C0530")
    made.run("device", "retire", "gone")
    return made


def given(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_a_secret_is_shown_once_and_kept_nowhere(terminal: Terminal) -> None:
    [one] = given(terminal.run("device", "credential", "add", "bay-1"))
    assert (one["device"], one["user"], len(one["password"])) == ("bay-1", "bay-1_1", 43)

    [(kept,)] = rows(terminal.database, DUMP)
    assert one["password"] not in kept
    [(hashed, audited)] = rows(
        terminal.database,
        "select h.bcrypt, (select string_agg(a::text, ' ') from audit as a)"
        " from device_credential_hash as h",
    )
    assert bcrypt.checkpw(one["password"].encode(), hashed.encode())
    assert hashed.startswith("$2b$04$")
    assert "bay-1_1" in audited
    assert hashed not in audited


def test_each_device_of_its_own_gets_one_and_only_when_it_has_none(terminal: Terminal) -> None:
    first = given(terminal.run("device", "credential", "add", "--missing"))
    assert [one["user"] for one in first] == ["bay-1_1", "bay-2_1"]
    assert given(terminal.run("device", "credential", "add", "--missing")) == []

    terminal.run("device", "credential", "revoke", "bay-1")
    again = given(terminal.run("device", "credential", "add", "--missing"))
    assert [one["user"] for one in again] == ["bay-1_2"]
    assert len({one["password"] for one in first + again}) == 3


def test_revoking_one_leaves_the_others_and_is_told_in_the_list(terminal: Terminal) -> None:
    terminal.run("device", "credential", "add", "bay-1", "bay-1", "bay-2")
    terminal.run("device", "credential", "revoke", "bay-1_1", "--who", "anna", "--why", "stolen")

    listed = terminal.run("device", "credential", "list", "bay-1").splitlines()
    assert len(listed) == 2
    assert "bay-1_1" in listed[0]
    assert "revoked" in listed[0]
    assert "revoked" not in listed[1]
    audit = rows(terminal.database, "select who, why from audit order by id desc limit 1")
    assert audit == [("anna", "stolen")]
    assert "credential list" in terminal.run("device", "credential", "revoke", "bay-1_1", code=1)


def test_who_retires_a_device_is_told_that_the_broker_has_to_know(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.run("device", "credential", "add", "bay-1")
    with pytest.raises(SystemExit):
        main(["device", "retire", "bay-1", "--database-url", terminal.database])
    told = capsys.readouterr()
    assert "bay-1 is retired" in told.out
    assert "`wegwarte broker-config`" in told.err
    with pytest.raises(SystemExit):
        main(["device", "retire", "bay-2", "--database-url", terminal.database])
    assert capsys.readouterr().err == ""


def test_what_cannot_be_meant_is_refused(terminal: Terminal) -> None:
    add = ("device", "credential", "add")
    assert "a retired device" in terminal.run(*add, "gone", code=1)
    assert "`wegwarte device list`" in terminal.run(*add, "nobody", code=1)
    assert "--missing" in terminal.run(*add, code=1)
    assert rows(terminal.database, "select * from device_credential") == []


@pytest.mark.parametrize("kind", ["nats", "mosquitto"])
def test_files_for_a_broker_are_for_their_owner_and_keep_ingests_password(
    terminal: Terminal, tmp_path: Path, kind: str
) -> None:
    terminal.run("device", "credential", "add", "--missing")
    config = ("broker-config", kind, "--out", str(tmp_path / "out"), "--municipality", "telgte")
    said = terminal.run(*config)
    password = (tmp_path / "out" / "ingest.password").read_text()
    terminal.run("device", "credential", "revoke", "bay-2")
    terminal.run(*config)

    assert "2 credentials of telgte" in said
    files = {file.name: file for file in (tmp_path / "out").iterdir()}
    assert all(stat.S_IMODE(file.stat().st_mode) & 0o137 == 0 for file in files.values())
    assert files["ingest.password"].read_text() == password
    text = "".join(file.read_text() for file in files.values())
    assert "bay-1_1" in text
    assert "bay-2_1" not in text


def test_a_broker_that_cannot_be_told_is_named(terminal: Terminal, tmp_path: Path) -> None:
    config = ("broker-config", "nats", "--out", str(tmp_path))
    said = terminal.run(*config, "--pid-file", str(tmp_path / "nobody.pid"), code=1)
    assert "the files are written, but the broker of" in said


@pytest.mark.parametrize("town", ["+", "#", "a/b", "x\nuser root", "*", "Telgte"])
def test_a_municipality_that_would_widen_rights_is_refused(
    terminal: Terminal, tmp_path: Path, town: str
) -> None:
    config = ("broker-config", "mosquitto", "--out", str(tmp_path / "out"))
    terminal.run(*config, "--municipality", town, code=2)
    assert not (tmp_path / "out").exists()
