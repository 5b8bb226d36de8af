"""CSV for programs and for German Excel."""

import csv
import io

import httpx2
import pytest

pytestmark = pytest.mark.database
VOLUME = "/api/v1/sites/promenade/indicators/volume"
CLOCK_CHANGE = {"from": "2026-10-25", "to": "2026-10-26", "bucket": "15min"}


def rows_of(answer: httpx2.Response, delimiter: str) -> list[dict[str, str]]:
    """Read a table; the byte-order mark is no part of the first header."""
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


async def test_csv_has_every_instant_in_utc_and_in_local_time_with_offset(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.get(VOLUME, params=CLOCK_CHANGE | {"format": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert not answer.content.startswith(b"\xef\xbb\xbf")
    rows = rows_of(answer, ",")
    assert len(rows) == 100
    assert len({row["start_utc"] for row in rows}) == 100
    assert (rows[8]["start_utc"], rows[8]["start_local"]) == (
        "2026-10-25T00:00:00Z",
        "2026-10-25T02:00:00+02:00",
    )
    assert rows[12]["start_local"] == "2026-10-25T02:00:00+01:00"
    assert (rows[0]["value"], rows[99]["value"], rows[99]["flag"]) == ("5", "", "9")


async def test_german_excel_reads_date_and_time_and_tells_the_doubled_hour_apart(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.get(VOLUME, params=CLOCK_CHANGE | {"format": "csv-de"})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.content.count(b"\r\n") == 101
    rows = rows_of(answer, ";")
    doubled = [row for row in rows if row["Zeitumstellung"]]
    assert [(row["Datum"], row["Uhrzeit"], row["Zeitumstellung"]) for row in doubled] == [
        ("25.10.2026", time, half)
        for half in ("2A", "2B")
        for time in ("02:00", "02:15", "02:30", "02:45")
    ]
    assert rows[0]["Uhrzeit"] == "00:00"


async def test_the_hour_that_is_jumped_over_in_spring_is_absent(
    client: httpx2.AsyncClient,
) -> None:
    asked = {"period": "2026-03-29", "bucket": "hour", "format": "csv-de"}
    rows = rows_of(await client.get(VOLUME, params=asked), ";")
    assert len(rows) == 23
    assert [row["Uhrzeit"] for row in rows[:4]] == ["00:00", "01:00", "03:00", "04:00"]
    assert {row["Zeitumstellung"] for row in rows} == {""}


async def test_german_tables_say_coverage_and_status_in_words(
    client: httpx2.AsyncClient,
) -> None:
    asked = {"from": "2026-10-24", "to": "2026-10-28", "format": "csv-de"}
    rows = rows_of(await client.get(VOLUME, params=asked), ";")
    words = [
        (row["Datum"], row["Fahrräder"], row["Abdeckung [%]"], row["Abdeckung in Worten"])
        for row in rows
    ]
    assert words == [
        ("24.10.2026", "480", "100", "vollständig"),
        ("25.10.2026", "490", "98", "unvollständig"),
        ("26.10.2026", "480", "100", "vollständig"),
        ("27.10.2026", "", "0", "keine Daten"),
    ]
    assert {row["Stand"] for row in rows} == {"endgültig"}
    assert [row["Güte"] for row in rows] == ["gut", "unvollständig", "gut", "fehlt"]


async def test_german_numbers_have_a_decimal_comma(client: httpx2.AsyncClient) -> None:
    answer = await client.get(
        "/api/v1/sites/bahnhof/indicators/occupancy",
        params={"period": "2026-10-24", "window": "24h", "format": "csv-de"},
    )
    assert rows_of(answer, ";")[0]["Auslastung"] == "0,6"


@pytest.mark.parametrize(
    ("form", "delimiter", "name"), [("csv", ",", "name"), ("csv-de", ";", "Name")]
)
async def test_a_text_that_looks_like_a_formula_is_defused(
    client: httpx2.AsyncClient, form: str, delimiter: str, name: str
) -> None:
    rows = rows_of(await client.get("/api/v1/sites", params={"format": form}), delimiter)
    names = {row[name] for row in rows}
    assert '\'=HYPERLINK("http://evil")' in names
    assert not [text for text in names if text.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/sites",
        "/api/v1/sites/promenade/datastreams",
        "/api/v1/datastreams/1/observations",
        "/api/v1/devices",
        "/api/v1/ledger",
        "/api/v1/indicators",
        "/api/v1/quality?site=promenade&period=2026-10",
    ],
)
@pytest.mark.parametrize("form", ["csv", "csv-de"])
async def test_every_list_is_a_table_too(client: httpx2.AsyncClient, path: str, form: str) -> None:
    answer = await client.get(path, params={"format": form, **httpx2.URL(path).params})
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]


async def test_the_header_accept_chooses_the_form(client: httpx2.AsyncClient) -> None:
    table = await client.get("/api/v1/sites", headers={"Accept": "text/csv"})
    assert table.headers["content-type"].startswith("text/csv")
    several = "application/geo+json, application/json;q=0.5"
    features = await client.get("/api/v1/sites", headers={"Accept": several})
    assert features.headers["content-type"] == "application/geo+json"
    refused = await client.get("/api/v1/sites", headers={"Accept": "image/png"})
    assert refused.status_code == 406
    assert refused.json()["remedy"] == "known: json, csv, csv-de, geojson"


async def test_geojson_has_a_feature_a_site(client: httpx2.AsyncClient) -> None:
    said = (await client.get("/api/v1/sites", params={"format": "geojson"})).json()
    assert said["type"] == "FeatureCollection"
    by_id = {feature["id"]: feature for feature in said["features"]}
    assert by_id["promenade"]["geometry"] == {"type": "Point", "coordinates": [7.62, 51.96]}
    assert by_id["bahnhof"]["geometry"] is None
