"""`wegwarte key`: shown once, listed without its secret, revoked at once."""

import re

import pytest

from tests.registry.town import Terminal, rows

pytestmark = pytest.mark.database


@pytest.fixture
def terminal(database: str, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(database, capsys)


def test_a_key_is_shown_once_and_listed_without_its_secret(terminal: Terminal) -> None:
    said = terminal.run(
        "key", "add", "--scope", "registry:write", "--name", "GIS", "--expires", "90d"
    )
    token = re.search(r"ww_([0-9a-f]{12})_([A-Za-z0-9_-]{43})", said)
    assert token is not None

    listed = terminal.run("key", "list")

    assert token[1] in listed
    assert "GIS  registry:write  never used, until" in listed
    assert token[2] not in listed


def test_a_revoked_key_says_since_when_and_who_did_it(terminal: Terminal) -> None:
    token = terminal.json("key", "add", "--scope", "registry:write")["key"]

    terminal.run("key", "revoke", token, "--who", "anna", "--why", "laptop lost")

    [key] = terminal.json("key", "list")
    assert key["revoked_at"] is not None
    assert "no key" in terminal.run("key", "revoke", key["id"], code=1)
    audit = rows(terminal.database, "select who, why from audit where what = 'api_key' order by id")
    assert audit[-1] == ("anna", "laptop lost")


def test_a_wish_that_cannot_be_meant_is_refused(terminal: Terminal) -> None:
    add = ("key", "add", "--scope", "registry:write", "--expires")
    assert "not in the future" in terminal.run(*add, "2020-01-01", code=1)
    assert "is no time" in terminal.run(*add, "soon", code=1)
    terminal.run("key", "add", "--scope", "everything", code=2)
    assert terminal.json("key", "list") == []
