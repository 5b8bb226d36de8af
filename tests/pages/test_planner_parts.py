"""Key figures, forecasts and findings as parts of a page: what is told, and to whom."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from analytics.answers import Indicator, Topic
from analytics.derive import derive_once
from api.access.sessions import hashed
from api.pages.figures import whole
from api.pages.language import DE, EN
from api.pages.written import why_not, write
from ingest.recordings.importing import import_files
from ingest.recordings.summary import Wanted
from store import findings
from store.pool import connect
from tests.api.conftest import serve
from tests.api.recorded_parking import Silent
from tests.api.town import build, store
from tests.ingest.recordings.samples import mapping
from tests.needs import ROOT

STATION = "100034978"
#: A Tuesday afternoon of which the demo's recording knows the past.
THEN = datetime(2024, 12, 10, 14, 5, tzinfo=UTC)
V85 = Topic(Indicator.V85, "car")
SURE = {"status": "final", "n_valid": 4, "n_expected": 4, "coverage": 1.0, "flag": 1}


def plain(html: str) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_v85_whose_v50_is_not_known_is_withheld() -> None:
    row = {**SURE, "value": 48.2, "v50": None, "reason": None}

    shown = whole(V85, row)

    assert write(shown["value"], V85, EN) == "–"
    assert why_not(shown, EN).startswith("There are too few readings in this period for it.")
    assert whole(V85, {**row, "v50": 41.0})["value"] == 48.2


def test_a_short_count_shows_what_was_counted_and_the_year_beside_it() -> None:
    estimate = {"value": 2_442_952, "low": 93_936, "high": None, "method": "campaign"}
    row = {**SURE, "status": "estimated", "value": None, "estimate": estimate}

    shown = whole(Topic(Indicator.VOLUME), row)

    assert (shown["value"], shown["estimate"]) == (93_936, estimate)
    mean = {**row, "estimate": {**estimate, "value": 50.4, "low": 50.4}, "v50": 43.0}
    assert (whole(V85, mean)["value"], whole(V85, mean)["estimate"]) == (50.4, None)


@pytest.mark.parametrize(
    ("row", "german"),
    [
        ({"n_valid": 0, "n_expected": 0}, "In diesem Zeitraum war nichts zu messen: nicht"),
        ({"n_valid": 0}, "In diesem Zeitraum ist nichts gemessen."),
        ({"coverage": 0.6}, "Nur 60\u202f% der Zeit sind bekannt; für ein Mittel müssen es 75 %"),
        ({"reason": "above_top_class"}, "Der Wert liegt in der obersten, offenen Klasse"),
        ({"reason": "insufficient_data", "days": 13}, "Bekannt sind 13 vollständige Tage."),
    ],
)
def test_every_withheld_number_has_a_sentence(row: dict[str, object], german: str) -> None:
    assert german in why_not({**SURE, "value": None, **row}, DE)


@pytest.mark.database
async def test_a_small_group_of_bays_has_no_public_figures(database: str) -> None:
    await build(database)
    async with connect(database) as conn:
        await conn.execute("update site set public = true where id = 'domplatz'")
    path = "/en/sites/domplatz/figures?part=1&from=2026-10-24&to=2026-10-26"
    async with serve(database) as client:
        assert "50\u202f%" in (await client.get(path)).text
    async with serve(database, access="public") as client:
        everybody = await client.get(path)

    assert everybody.status_code == 200
    assert "There are no key figures of this site." in everybody.text


@pytest.mark.database
async def test_an_api_key_or_a_forged_header_decides_nothing(database: str) -> None:
    await build(database)
    form = {"keys": "planned-finding-1", "decision": "dismiss"}
    for access in ("loopback", "public"):
        async with serve(database, access=access) as client:
            refused = await client.post(
                "/sites/promenade/findings", data=form, headers={"X-Remote-User": "mayor"}
            )
        assert refused.status_code == 403
    settings = {"access": "password", "password_hash": hashed("wegwarte-am-wegesrand")}
    async with serve(database, **settings) as client:
        assert (await client.post("/sites/promenade/findings", data=form)).status_code == 401


@pytest.mark.database
async def test_whom_the_proxy_names_decides_under_that_name(database: str) -> None:
    await build(database)
    settings = {"access": "proxy-header", "proxy_addresses": "127.0.0.1"}
    async with serve(database, **settings) as client:
        answer = await client.post(
            "/en/sites/promenade/findings",
            data={"keys": "no-such-finding", "decision": "dismiss"},
            headers={"X-Remote-User": "planner"},
        )
        bad = await client.post(
            "/en/sites/promenade/findings",
            data={"keys": "no-such-finding", "decision": "delete"},
            headers={"X-Remote-User": "planner"},
        )

    assert (answer.status_code, bad.status_code) == (404, 400)


@pytest.mark.database
@pytest.mark.timeout(300)
async def test_a_forecast_is_told_with_its_band_and_score(database: str) -> None:
    async with connect(database, statement_timeout_ms=0) as conn:
        files = sorted((ROOT / "demo" / "muenster-bikes" / STATION).iterdir())
        summary = await import_files(
            conn,
            mapping("muenster-bikes"),
            files,
            Wanted(),
            clock=lambda: THEN + timedelta(days=60),
            progress=Silent(),
        )
        assert summary.refused == []
        assert (await derive_once(conn, THEN + timedelta(days=60))).problems == {}
    async with serve(database, now=THEN) as client:
        shown = (await client.get(f"/en/sites/{STATION}/forecast?part=1")).text
        answer = (await client.get(f"/api/v1/sites/{STATION}/forecast")).json()

    told = [one for one in answer["values"] if one["value"] is not None]
    assert told
    text = plain(shown)
    for one in told:
        band = f"{round(one['low'])} – {round(one['high'])}"
        assert f"{round(one['value'])} {band} {one['score']['mase']:.2f}" in text
    for one in answer["values"]:
        if one["reason"] is not None:
            assert one["sentence"]["en"] in text


@pytest.mark.database
async def test_a_time_with_two_values_stands_on_the_page_with_its_commands(database: str) -> None:
    town = await build(database)
    async with connect(database) as conn:
        at = datetime(2026, 10, 24, 10, 0, tzinfo=UTC)
        again = [(town.channels["counter-1", "bicycles-a"], at, 77.0, 900_000)]
        await store(conn, town, again, received=at + timedelta(days=1))
        ((number, stored),) = await (
            await conn.execute(
                b"select x.id, o.result from conflict as x join observation as o using"
                b" (channel, time)"
            )
        ).fetchall()
    async with serve(database) as client:
        shown = plain((await client.get("/en/sites/promenade")).text)
        german = (await client.get("/sites/promenade")).text
    async with serve(database, access="public") as client:
        everybody = (await client.get("/en/sites/promenade")).text

    assert "Times with two values (open: 1)" in shown
    assert "Times with two values that wait for a decision: 1" in shown
    assert f"{stored:.0f} (" in shown
    assert "77 (" in shown
    assert f"wegwarte conflicts keep {number}" in shown
    assert f"wegwarte conflicts accept {number}" in shown
    assert "Zeitpunkte mit zwei Werten" in german
    assert "wegwarte conflicts" not in everybody


@pytest.mark.database
async def test_what_no_test_has_looked_at_is_not_called_in_order(database: str) -> None:
    await build(database)
    async with serve(database) as client:
        before = plain((await client.get("/en/sites/promenade")).text)
        async with connect(database) as conn:
            await findings.write(conn, "promenade", [], since=THEN, through=THEN, now=THEN)
        after = plain((await client.get("/en/sites/promenade")).text)

    assert "Not looked at yet" in before
    assert "noticed nothing" not in before
    assert "The tests noticed nothing in this period. Looked at up to" in after
