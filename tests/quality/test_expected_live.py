"""What a site expects of its air: said with a date, used by the nightly look, served over HTTP."""

import asyncio
from pathlib import Path
from typing import Any, Final

import pytest

from cli.__main__ import main
from store import keys
from store.keys import Scope
from store.pool import connect
from tests.api.conftest import serve
from tests.quality.test_measured_live import AIR, changed
from tests.quality.test_recorded import derive, local, look
from tests.registry.town import Terminal

SITE: Final = "leipzig-mitte"
pytestmark = [
    pytest.mark.database,
    pytest.mark.recordings,
    pytest.mark.skipif(not AIR.is_dir(), reason=f"the recordings are missing: {AIR}"),
]


def starts(terminal: Terminal, test: str) -> list[tuple[str, str]]:
    """Return property and local day of the open findings of a test."""
    found = terminal.json("quality", "list", SITE)
    return sorted((one["source_id"], one["start"][:10]) for one in found if one["test"] == test)


async def asked(terminal: Terminal, period: str) -> dict[str, Any]:
    async with serve(terminal.database, now=local("2017-02-02T03:00")) as client:
        answer = await client.get(f"/api/v1/quality?site={SITE}&{period}")
    return dict(answer.json())


def test_what_a_site_expects_holds_from_its_date(terminal: Terminal) -> None:
    terminal.run("import", "files", str(AIR / "2017-01_Leipzig-Mitte.csv.gz"))
    derive(terminal, local("2017-02-02T03:00"))
    look(terminal, "2017-02-01T03:00", SITE)
    assert starts(terminal, "out_of_range") == []

    since = ("--from", "2017-01-15")
    terminal.run("site", "fact", SITE, "expected_greatest", "95", "--property", "no2", *since)
    terminal.run("site", "fact", SITE, "expected_rate", "25", "--property", "no2", *since)
    look(terminal, "2017-02-02T03:00", SITE)

    assert starts(terminal, "out_of_range") == [("NO2", "2017-01-20"), ("NO2", "2017-01-27")]
    jumps = starts(terminal, "rate_of_change")
    assert jumps
    assert min(day for _, day in jumps) >= "2017-01-15"
    answer = asyncio.run(asked(terminal, "from=2017-01-14&to=2017-01-17"))
    no2 = [one for one in answer["expected"] if one["property"] == "no2"]
    assert [(one["greatest"], one["rate_per_h"], one["said"]) for one in no2] == [
        (400, 60, False),
        (95, 25, True),
    ]
    assert no2[0]["until"] == no2[1]["from"]
    assert {one["property"] for one in answer["expected"]} >= {"no2", "no", "benzene", "so2"}


def test_a_wider_span_takes_back_what_was_found(terminal: Terminal, tmp_path: Path) -> None:
    month = "2017-01_Leipzig-Mitte.csv.gz"
    faults = {"SO2": ("2017-01-20T12:00", 6, lambda value, _: value + 900)}
    changed(AIR / month, tmp_path / month, faults)
    terminal.run("import", "files", str(tmp_path / month))
    derive(terminal, local("2017-02-02T03:00"))
    look(terminal, "2017-02-01T03:00", SITE)
    assert starts(terminal, "out_of_range") == [("SO2", "2017-01-20")]

    terminal.run("site", "fact", SITE, "expected_greatest", "3000", "--property", "so2")
    look(terminal, "2017-02-02T03:00", SITE)

    assert starts(terminal, "out_of_range") == []


def test_what_cannot_be_expected_is_refused_with_the_reason(terminal: Terminal) -> None:
    terminal.run("site", "add", "Luft", "--kind", "station")
    terminal.run("site", "fact", "luft", "expected_least", "--property", "o3", "50")
    for words, sentence in (
        (("expected_greatest", "40", "--property", "o3"), "not below the greatest one"),
        (("expected_greatest", "9000", "--property", "o3"), "is refused on arrival"),
        (("expected_greatest", "40"), "name it, such as air_temperature"),
        (("expected_rate", "0", "--property", "o3"), "would doubt every change"),
        (("expected_rate", "3", "--property", "count"), "is not measured"),
        (("capacity", "40", "--property", "o3"), "leave o3 out"),
    ):
        assert sentence in terminal.run("site", "fact", "luft", *words, code=1)
    text = ("expected_least", "--property", "air_temperature", "--database-url", terminal.database)
    with pytest.raises(SystemExit) as ended:  # a negative number stands behind two dashes
        main(["site", "fact", "luft", *text, "--", "-9"])
    assert ended.value.code == 0
    kept = terminal.json("site", "fact", "luft")
    assert [(one["property"], one["value"]) for one in kept] == [
        ("air_temperature", -9),
        ("o3", 50),
    ]


def test_it_can_be_said_over_http_as_well(terminal: Terminal) -> None:
    terminal.run("site", "add", "Luft", "--kind", "station")
    sent = {"kind": "expected_least", "property": "water_level", "value": -0.5}

    first, wrong, listed = asyncio.run(said(terminal, sent))

    assert first == (200, {"site": "luft", "kind": "expected_least", "property": "water_level"})
    assert wrong[0] == 409
    assert "is not measured" in str(wrong[1])
    assert [(one["property"], one["value"], one["until"]) for one in listed] == [
        ("water_level", -0.5, None)
    ]


async def said(terminal: Terminal, sent: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Return what a fact, one of a count, and the list of facts are answered with."""
    now = local("2026-11-02T03:00")
    async with connect(terminal.database) as conn:
        key = await keys.add(conn, name="office", scopes=[Scope.REGISTRY_WRITE], now=now)
    facts = "/api/v1/registry/sites/luft/facts"
    async with serve(terminal.database, now=now) as client:
        client.headers["Authorization"] = f"Bearer {key}"
        done = await client.post(facts, json=sent)
        refused = await client.post(facts, json={**sent, "property": "count"})
        listed = (await client.get(facts)).json()["items"]
    answer = {name: done.json().get(name) for name in ("site", "kind", "property")}
    return (done.status_code, answer), (refused.status_code, refused.json()), listed
