"""Before and after on Munich's counters, with weather in files as the DWD writes them."""

import csv
import gzip
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest

from analytics.derive import derive_once
from api.described.effects import BeforeAfter
from ingest.recordings.importing import import_files
from ingest.recordings.summary import Summary, Wanted
from store.pool import connect
from tests.api.conftest import serve
from tests.ingest.recordings.samples import mapping
from tests.needs import RECORDINGS

pytestmark = [pytest.mark.database, pytest.mark.recordings, pytest.mark.timeout(600)]

NOW: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
AT: Final = date(2019, 3, 1)
FIRST, END = date(2018, 1, 1), date(2019, 7, 1)
SITES: Final = ("Margareten", "Olympia", "Erhardt")
#: What is put into the counts of the first site since `AT`.
GROWN: Final = 1.3


class Silent:
    def advance(self, summary: Summary, size_bytes: int) -> None:
        """Say nothing."""


def _rows() -> Iterator[dict[str, str]]:
    path = RECORDINGS / "munich_bikes_weather" / "rad_tage.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if FIRST <= date.fromisoformat(row["datum"].replace(".", "-")) < END:
                yield row


def _bikes(folder: Path) -> Path:
    path = folder / "rad_tage.csv"
    rows = [row for row in _rows() if row["zaehlstelle"] in SITES]
    for row in rows:
        if row["zaehlstelle"] == SITES[0] and row["datum"] >= AT.strftime("%Y.%m.%d"):
            for name in ("richtung_1", "richtung_2", "gesamt"):
                row[name] = str(round(int(row[name]) * GROWN)) if row[name] else ""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, fieldnames=list(rows[0]))
        out.writeheader()
        out.writerows(rows)
    return path


def _weather(folder: Path) -> list[Path]:
    """Write the days as hours, as the Deutscher Wetterdienst does: padded, -999, `eor`, in UTC."""
    days = {row["datum"]: row for row in _rows()}
    warm, wet = [], []
    for name, row in sorted(days.items()):
        middle = (float(row["min-temp"]) + float(row["max-temp"])) / 2
        rain = float(row["niederschlag"]) / 24
        begin = datetime.strptime(name, "%Y.%m.%d").replace(tzinfo=UTC)
        for hour in range(24):
            at = f"{begin + timedelta(hours=hour):%Y%m%d%H}"
            degrees = "-999.0" if hour == 5 else f"{middle:6.1f}"
            warm.append(f"       3379;{at};    3;{degrees};  70.0;eor")
            wet.append(f"       3379;{at};    3;{rain:6.1f};   {int(rain > 0)};-999;eor")
    files = []
    for product, head, lines in (
        ("tu", "STATIONS_ID;MESS_DATUM;QN_9;TT_TU;RF_TU;eor", warm),
        ("rr", "STATIONS_ID;MESS_DATUM;QN_8;  R1;RS_IND;WRTR;eor", wet),
    ):
        path = folder / f"produkt_{product}_stunde_20180101_20190630_03379.txt"
        path.write_bytes(("\r\n".join([head, *lines]) + "\r\n").encode())
        files.append(path)
    return files


async def _said(client: httpx2.AsyncClient, **asked: str | list[str]) -> dict[str, Any]:
    answer = await client.get("/api/v1/sites/margareten/before-after", params=asked)
    assert answer.status_code == 200, answer.text
    BeforeAfter.model_validate(answer.json())
    said: dict[str, Any] = answer.json()
    return said


async def test_a_third_more_is_told_and_weather_narrows_the_interval(
    database: str, tmp_path: Path
) -> None:
    async with connect(database, statement_timeout_ms=0) as conn:
        for name, files in (
            ("munich-bikes", [_bikes(tmp_path)]),
            ("dwd-hourly", _weather(tmp_path)),
        ):
            summary = await import_files(
                conn, mapping(name), files, Wanted(), clock=lambda: NOW, progress=Silent()
            )
            assert summary.refused == []
        assert (await derive_once(conn, NOW)).problems == {}
    async with serve(database, now=NOW) as client:
        asked: dict[str, str | list[str]] = {
            "at": str(AT),
            "control": ["olympia", "erhardt"],
            "to": "2019-06-01",
        }
        plain = await _said(client, **asked)
        freed = await _said(client, **asked, weather="03379")
        short = await _said(client, **{**asked, "from": "2018-10-01"}, weather="03379")
        alone = await client.get(
            "/api/v1/sites/margareten/before-after", params={**asked, "weather": "olympia"}
        )

    assert plain["weather"] is None
    assert (plain["verdict"], freed["verdict"]) == ("more", "more")
    assert freed["low"] < GROWN - 1 < freed["high"]
    assert freed["weather"]["elements"] == ["air_temperature", "precipitation"]
    assert freed["weather"]["taken_out"]
    assert freed["weather"]["explained"] > 0.3
    assert abs(freed["weather"]["narrowed"]) < 0.5
    assert (short["weather"]["taken_out"], short["weather"]["explained"]) == (False, None)
    assert "300 Tage" in short["weather"]["sentence"]["de"]
    assert alone.status_code == 400
    assert "dwd-hourly" in alone.json()["remedy"]
