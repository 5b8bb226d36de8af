"""Faults of real recordings are found live: imported, derived, looked at night by night."""

import asyncio
import csv
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from analytics.derive import derive_once, findings
from store.pool import connect
from tests.registry.town import Terminal

ROOT: Final = Path(__file__).resolve().parents[2]
DATA: Final = ROOT.parent / "shared/data"
BIKES: Final = DATA / "muenster_bikes"
LOTS: Final = DATA / "german_parking_lots"
pytestmark = [
    pytest.mark.database,
    pytest.mark.recordings,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"the recordings are missing: {DATA}"),
]
BERLIN: Final = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a recording shows, since when, and how soon it must be found.

    Parameters
    ----------
    night
        The look that has to find it, on what was measured until the midnight before.
    within_h
        From the fault's start to the last value that was needed to find it. [h]
    begin_h
        How far the beginning may be off: of a wrong clock only days are told. [h]
    """

    test: str
    site: str
    source_id: str
    since: str
    night: str
    within_h: float
    begin_h: float = 2


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def derive(terminal: Terminal, now: datetime) -> None:
    async def deriving() -> None:
        async with connect(terminal.database) as conn:
            await derive_once(conn, now)

    asyncio.run(deriving())


def look(terminal: Terminal, night: str, site: str) -> None:
    """Look at a site as the process of that night does."""

    async def looking() -> None:
        async with connect(terminal.database, "wegwarte_derive") as conn:
            await findings.look(conn, local(night), [site])

    asyncio.run(looking())


def missed(terminal: Terminal, faults: Sequence[Fault]) -> list[str]:
    """Look night by night; return what was not found in time."""
    left = []
    for fault in sorted(faults, key=lambda one: one.night):
        look(terminal, fault.night, fault.site)
        since = local(fault.since)
        late = [
            (datetime.fromisoformat(one["known_at"]) - since) / timedelta(hours=1)
            for one in found(terminal, fault.site, fault.source_id)
            if one["test"] == fault.test
            and datetime.fromisoformat(one["start"]) <= since + timedelta(hours=fault.begin_h)
            and datetime.fromisoformat(one["end"]) > since
        ]
        if not any(-2 <= hours <= fault.within_h for hours in late):
            left.append(f"{fault.test} of {fault.source_id} since {fault.since}: {late or 'never'}")
    return left


def found(terminal: Terminal, site: str, source_id: str) -> list[dict[str, Any]]:
    """Return what waits for a decision of a source of a site."""
    said = terminal.json("quality", "list", site)
    return [one for one in said if one["source_id"] == source_id]


STATIONS: Final = ("100034981", "100034982", "300038855", "300037926")
TURNED: Final = "353420516 (b, bicycle, part)"  # its direction was named anew in October
OF_2024: Final = (
    Fault(
        test="spike", site="100034982", source_id="101034982",
        since="2024-03-16T12:45", night="2024-03-17T03:00", within_h=1,
    ),
    Fault(
        test="gap", site="100034981", source_id="101034981",
        since="2024-03-30T00:00", night="2024-03-31T03:00", within_h=1,
    ),
    Fault(
        test="truncated_day", site="300038855", source_id="353420517",
        since="2024-04-30T05:00", night="2024-05-01T03:00", within_h=1,
    ),
    Fault(
        test="month_end_missing", site="100034981", source_id="101034981",
        since="2024-05-31T00:00", night="2024-06-02T03:00", within_h=24,
    ),
    Fault(  # zeros for weeks at a street that never sleeps, with hours in which it counts
        test="dead", site="100034982", source_id="102034982",
        since="2024-06-14T08:00", night="2024-06-15T03:00", within_h=2,
    ),
    Fault(  # zeros in one direction, while the other one counts
        test="dead", site="100034981", source_id="102034981",
        since="2024-07-21T01:30", night="2024-07-22T03:00", within_h=48,
    ),
    Fault(
        test="silent", site="100034982", source_id="102034982",
        since="2024-09-12T00:00", night="2024-09-13T03:00", within_h=1,
    ),
    Fault(
        test="swapped", site="300038855", source_id=TURNED,
        since="2024-10-22T00:00", night="2024-10-26T03:00", within_h=96,
    ),
)  # fmt: skip


@pytest.fixture
def year(terminal: Terminal) -> Terminal:
    """Import ten months of four stations of Münster."""
    paths = [BIKES / one / f"2024-{month:02}.csv.gz" for one in STATIONS for month in range(1, 11)]
    terminal.run("import", "files", *[str(path) for path in paths if path.exists()])
    derive(terminal, local("2024-11-02T03:00"))
    return terminal


def test_the_faults_of_a_year_of_bicycles_are_found_in_their_nights(year: Terminal) -> None:
    assert missed(year, OF_2024) == []


def test_a_counter_that_comes_and_goes_is_told_of_once(year: Terminal) -> None:
    look(year, "2024-07-02T03:00", "100034982")

    june = [
        (one["test"], one["evidence"]["counted"])
        for one in found(year, "100034982", "102034982")
        if "2024-06-14" < one["start"] < "2024-06-29" and one["test"] in {"dead", "zero_run"}
    ]
    assert june == [("dead", 269)]


def test_the_summed_hour_is_explained_and_not_doubted(year: Terminal) -> None:
    look(year, "2024-10-29T03:00", "100034981")

    told = [
        (one["test"], one["flag"])
        for one in found(year, "100034981", "102034981")
        if one["start"] <= "2024-10-27T01:00" and one["end"] > "2024-10-27"
    ]
    assert told == [("summed_hour", 1)]


def test_the_faults_of_car_parks_are_found_in_their_nights(terminal: Terminal) -> None:
    days = [
        str(path)
        for month in ("2022-05", "2022-06", "2022-07")
        for path in sorted((DATA / "muenster_parking_decks" / month).glob("*.csv.gz"))
        if path.name < "2022-07-13"
    ]
    terminal.run("import", "files", "--mapping", "muenster-parking", *days)
    derive(terminal, local("2022-07-13T03:00"))
    site = {"site": "ph-aegidii", "source_id": "ph-aegidii"}

    assert missed(terminal, [
        Fault(  # on a Sunday morning 228 spaces become none, and 90 minutes later 460
            test="closed_as_full", **site,
            since="2022-05-22T07:15", night="2022-05-23T03:00", within_h=3,
        ),
        Fault(
            test="spike", **site,
            since="2022-05-23T17:30", night="2022-05-24T03:00", within_h=1,
        ),
        Fault(  # the feed of the whole town stands still for a day
            test="stuck", **site,
            since="2022-07-10T10:00", night="2022-07-12T03:00", within_h=14,
        ),
    ]) == []  # fmt: skip


def test_a_day_without_a_file_is_told_once_of_each_deck(terminal: Terminal) -> None:
    """Free spaces, and whether the deck is open, come in one file: both are missing."""
    kept = ("2022-05-09", "2022-05-10", "2022-05-12", "2022-05-13")
    days = [DATA / "muenster_parking_decks/2022-05" / f"{one}.csv.gz" for one in kept]
    terminal.run("import", "files", "--mapping", "muenster-parking", *map(str, days))
    derive(terminal, local("2022-05-14T03:00"))

    look(terminal, "2022-05-14T03:00", "ph-aegidii")

    told = [
        (one["test"], one["message"])
        for one in terminal.json("quality", "list", "ph-aegidii")
        if one["start"] < "2022-05-11T12" < one["end"]
    ]
    assert told == [("gap", "No values for 23.5 h.")]

    (key,) = [
        one["key"]
        for one in terminal.json("quality", "list", "ph-aegidii")
        if one["start"] < "2022-05-11T12" < one["end"]
    ]
    terminal.run("quality", "confirm", key, "--why", "the town's feed stood still")
    look(terminal, "2022-05-14T03:00", "ph-aegidii")
    assert [
        (one["key"], one["state"])
        for one in terminal.json("quality", "list", "ph-aegidii", "--decided")
        if one["start"] < "2022-05-11T12" < one["end"]
    ] == [(key, "confirmed")]


def test_the_faults_of_other_towns_lots_are_found(terminal: Terminal, tmp_path: Path) -> None:
    lots = ("dresden-parken-Kaditz", "karlsruhe-parken-Post-Galerie", "bonn-bcp-parken-beetplatz")
    for path in sorted((LOTS / "2022-06").glob("*.csv.gz")):
        _columns(path, tmp_path / path.name, ("timestamp", *lots))
    (tmp_path / "meta-data.csv").write_bytes((LOTS / "meta-data.csv").read_bytes())
    terminal.run("import", "files", "--mapping", "german-lots", str(tmp_path))
    derive(terminal, local("2022-07-01T03:00"))
    kaditz, galerie, beetplatz = ({"site": one.lower(), "source_id": one.lower()} for one in lots)

    assert missed(terminal, [
        Fault(
            test="above_capacity", **kaditz,
            since="2022-06-01T02:00", night="2022-06-02T03:00", within_h=1,
        ),
        Fault(
            test="above_capacity", **galerie,
            since="2022-06-01T02:00", night="2022-06-02T03:00", within_h=1,
        ),
        Fault(  # 200 of 200 for the whole month
            test="stuck", **beetplatz,
            since="2022-06-01T02:00", night="2022-06-09T03:00", within_h=7 * 24 + 1,
        ),
    ]) == []  # fmt: skip


def test_a_radar_box_on_winter_time_is_found_where_nobody_has_said_so(
    terminal: Terminal, tmp_path: Path
) -> None:
    """The shipped mapping knows that boxes are not switched; one of one's own does not."""
    shipped = (ROOT / "ingest/mappings/basel-radar.toml").read_text()
    own = shipped.replace('"not-switched"', '"fold-by-order"').replace('"basel-radar"', '"own"')
    (tmp_path / "own.toml").write_text(own)
    files = [f"basel_radar_vehicles/Brennerstrasse_dir{one}.txt.gz" for one in (1, 2)]
    terminal.run("import", "files", "--mapping", str(tmp_path / "own.toml"), *_paths(files))
    derive(terminal, local("2017-04-15T03:00"))

    assert missed(terminal, [
        Fault(
            test="clock_not_changed", site="brennerstrasse", source_id=direction,
            since="2017-03-26T03:00", night="2017-03-30T03:00", within_h=72, begin_h=24,
        )
        for direction in ("1", "2")
    ]) == []  # fmt: skip


def test_a_radar_box_whose_clock_is_told_is_not_doubted(terminal: Terminal) -> None:
    files = [f"basel_radar_vehicles/Brennerstrasse_dir{one}.txt.gz" for one in (1, 2)]
    terminal.run("import", "files", *_paths(files))
    derive(terminal, local("2017-04-15T03:00"))

    look(terminal, "2017-04-15T03:00", "brennerstrasse")

    said = terminal.json("quality", "list", "brennerstrasse")
    assert [one for one in said if one["test"].startswith("clock")] == []


@pytest.mark.parametrize(
    ("clock", "disputed"),
    [('"fold-by-order"', set()), ('"fixed-offset"\noffset = "+01:00"', {"2024-10-27"})],
    ids=["told", "not told"],
)
def test_times_that_come_twice_are_two_hours_or_a_dispute(
    terminal: Terminal, tmp_path: Path, clock: str, disputed: set[str]
) -> None:
    """Telraam's file has the hour 02 of the clock change twice, with different values."""
    file = tmp_path / "telraam_2024-10.csv.gz"
    with gzip.open(DATA / "telraam_berlin/telraam_2024-10.csv.gz", "rt") as lines:
        kept = [line for line in lines if line.startswith(("segment_id", "9000006276"))]
    file.write_bytes(gzip.compress("".join(kept).encode()))
    shipped = (ROOT / "ingest/mappings/telraam.toml").read_text()
    own = shipped.replace('"fold-by-order"', clock).replace('id = "telraam"', 'id = "own"')
    (tmp_path / "own.toml").write_text(own)
    terminal.run("import", "files", "--mapping", str(tmp_path / "own.toml"), str(file))
    derive(terminal, local("2024-11-02T03:00"))

    look(terminal, "2024-11-02T03:00", "9000006276")

    twice = {
        one["start"][:10]
        for one in terminal.json("quality", "list", "9000006276")
        if one["test"] == "conflict"
    }
    assert twice == disputed


def _paths(names: Sequence[str]) -> list[str]:
    return [str(DATA / name) for name in names]


def _columns(source: Path, target: Path, kept: Sequence[str]) -> None:
    """Copy some columns of a gzipped table."""
    with gzip.open(source, "rt", newline="") as rows, gzip.open(target, "wt", newline="") as out:
        table = csv.reader(rows)
        names = next(table)
        at = [names.index(name) for name in kept]
        csv.writer(out).writerows([kept, *([row[k] for k in at] for row in table)])
