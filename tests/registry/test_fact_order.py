"""Whatever is said of a site, and in whatever order, the same holds afterwards."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations
from pathlib import Path
from random import Random

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.properties import Property
from store import marks
from store.fact_history import Piece, Said, differing, pieces
from tests.analytics.town import Reading, Town, every_quarter, utc
from tests.registry.test_api import ROOT, client, sent
from tests.registry.town import NOW, Terminal, derived, derived_anew, in_town, rows

__all__ = ["client"]
HOLDS = (
    "select value::text, lower(valid)::date, upper(valid)::date from fact order by 2 nulls first"
)
YEARS = [utc(f"20{at}-01-01 00:00") for at in range(10, 30)]


def spaces(number: int, since: datetime | None, until: datetime | None = None) -> Said:
    """Return how many spaces somebody says."""
    return Said(
        id=number, value=float(number), since=since, until=until, recorded=False, source="town"
    )


def held(said: list[Said]) -> list[tuple[float | str, datetime | None, datetime | None]]:
    """Return what holds, and when."""
    return [(one.value, one.since, one.until) for one in pieces(said)]


def test_an_earlier_date_holds_until_the_later_one() -> None:
    later, earlier = spaces(100, YEARS[14]), spaces(80, YEARS[12])

    assert held([later, earlier]) == held([earlier, later])
    assert held([later, earlier]) == [(80, YEARS[12], YEARS[14]), (100, YEARS[14], None)]


def test_after_an_end_that_is_said_holds_again_what_would_without_it() -> None:
    told = [spaces(100, None), spaces(80, YEARS[2], YEARS[5]), spaces(90, YEARS[4], YEARS[8])]

    assert held(told) == [
        (100, None, YEARS[2]),
        (80, YEARS[2], YEARS[4]),
        (90, YEARS[4], YEARS[8]),
        (100, YEARS[8], None),
    ]
    assert held([spaces(80, YEARS[2], YEARS[5])]) == [(80, YEARS[2], YEARS[5])]
    assert held([]) == []


MANY = st.lists(
    st.tuples(st.none() | st.integers(0, 9), st.none() | st.integers(10, 19), st.booleans()),
    max_size=8,
    unique_by=lambda one: one[0],
)


@given(MANY, st.randoms())
def test_at_every_moment_holds_what_began_last(
    told: list[tuple[int | None, int | None, bool]], random: Random
) -> None:
    said = [
        Said(
            id=at + 1,
            value=float(at),
            since=None if since is None else YEARS[since],
            until=None if until is None else YEARS[until],
            recorded=recorded,
            source="one",
        )
        for at, (since, until, recorded) in enumerate(told)
    ]
    found = pieces(said)
    shuffled = list(said)
    random.shuffle(shuffled)

    assert pieces(shuffled) == found
    assert all(one.end <= other.begin for one, other in pairwise(found))
    for moment in (datetime(1990, 1, 1, tzinfo=UTC), *(y + timedelta(days=9) for y in YEARS)):
        over = [one for one in said if one.begin <= moment < one.end]
        over.sort(key=lambda one: (not one.recorded, one.begin))
        values = [one.value for one in found if one.begin <= moment < one.end]
        assert values == [one.value for one in over[-1:]]


def test_what_differs_is_told_once_and_exactly() -> None:
    before = [Piece(said=1, value=100, since=None, until=None)]
    after = pieces([spaces(100, None), spaces(80, YEARS[2], YEARS[3]), spaces(90, YEARS[3])])

    (time,) = differing(before, after)
    assert (time.since, time.until) == (YEARS[2], None)
    assert differing(after, after) == []


@pytest.fixture
def theater(terminal: Terminal) -> Terminal:
    """Return a terminal of a town with a car park."""
    terminal.run("site", "add", "Theater", "--kind", "car_park")
    return terminal


def say(terminal: Terminal, number: float, *words: str, dry_run: bool = False) -> str:
    """Say how many spaces the car park has."""
    rehearsed = ("--dry-run",) if dry_run else ()
    return terminal.run("site", "fact", "theater", "capacity", str(number), *words, *rehearsed)


@pytest.mark.database
def test_the_order_of_saying_changes_nothing(theater: Terminal) -> None:
    words = [(100, ("--from", "2024-01-01")), (80, ("--from", "2022-01-01")), (70, ())]
    held = []
    for order in permutations(words):
        in_town(theater.database, forget("fact_said"))
        for number, when in order:
            say(theater, number, *when)
        held.append([tuple(one.values()) for one in theater.json("site", "fact", "theater")])

    assert [one[2] for one in held[0]] == [70, 80, 100]
    assert [one[4] for one in held[0]][1] == "2023-12-31T23:00:00+00:00"
    assert all(one == held[0] for one in held)


@pytest.mark.database
def test_the_same_beginning_replaces_and_the_history_keeps_the_old(theater: Terminal) -> None:
    say(theater, 100, "--from", "2024-01-01")
    say(theater, 110, "--from", "2024-01-01", "--why", "counted")

    (one,) = theater.json("site", "fact", "theater")
    assert (one["value"], one["source"]) == (110, "counted")
    told = theater.run("history", "theater")
    assert "100" in told
    assert "110" in told


@pytest.mark.database
def test_what_was_said_is_ended_replaced_and_taken_back(theater: Terminal) -> None:
    def values() -> list[float]:
        return [one["value"] for one in theater.json("site", "fact", "theater")]

    say(theater, 100)
    say(theater, 80, "--from", "2022-01-01", "--to", "2023-01-01")
    say(theater, 120, "--from", "2025-01-01")
    assert values() == [100, 80, 100, 120]

    say(theater, 90, "--from", "2021-01-01", "--replace-later")
    assert values() == [100, 90]
    theater.run("site", "fact", "theater", "capacity", "--withdraw", "--from", "2021-01-01")
    assert values() == [100]
    wrong = theater.run("site", "fact", "theater", "capacity", "--withdraw", "--from", "2021-01-01",
        code=1)  # fmt: skip
    assert "said is: ever" in wrong
    told = theater.run("site", "fact", "theater", "capacity", "90", "--from", "2022-01-01", "--to",
        "2021-01-01", code=1)  # fmt: skip
    assert "the end is not after the beginning" in told
    theater.run("site", "fact", "theater", "capacity", "9", "--withdraw", code=2)
    theater.run("site", "fact", "theater", "capacity", "--replace-later", code=2)
    assert values() == [100]


async def filled(town: Town) -> None:
    """Let a car park be half full for a year and a half, every three hours."""
    free = await town.state(
        "theater", "free", Property.FREE_SPACES, since=utc("2025-01-01 00:00"), hold_max_s=20_000
    )
    begin = utc("2025-06-01 00:00")
    history: list[Reading] = [
        (free, begin + timedelta(hours=3 * n), float(n % 50), None) for n in range(8 * 60)
    ]
    await town.store(history, now=NOW)
    await derived(town)


@pytest.mark.database
def test_numbers_do_not_depend_on_the_order_and_only_the_differing_days_are_derived(
    theater: Terminal,
) -> None:
    database = theater.database
    in_town(database, filled)
    words = [
        (60, ("--from", "2025-06-20")),
        (80, ()),
        (70, ("--from", "2025-06-10")),
        (65, ("--from", "2025-07-01", "--to", "2025-07-04")),
    ]
    results = []
    for order in (words, words[::-1], [words[2], words[0], words[3], words[1]]):
        in_town(database, forget("fact_said"))
        for number, when in order:
            say(theater, number, *when)
            in_town(database, derived)
        results.append(in_town(database, derived))
        assert results[-1] == in_town(database, derived_anew)
    assert results[0]["indicator"]
    assert all(one == results[0] for one in results)

    told = theater.json(
        "site", "fact", "theater", "capacity", "75", "--from", "2025-06-12", "--dry-run"
    )
    (touched,) = told["touched"]
    # A reading holds into the next day, which is therefore looked at, too.
    assert (touched["first"], touched["last"]) == ("2025-06-11", "2025-06-20")
    say(theater, 75, "--from", "2025-06-12")
    marked = rows(database, "select distinct utc_day::text from dirty order by 1")
    assert [day for (day,) in marked] == [f"2025-06-{day}" for day in range(11, 20)]
    assert in_town(database, derived) == in_town(database, derived_anew)
    say(theater, 75, "--from", "2025-06-12", "--why", "the same again")
    assert rows(database, "select * from dirty") == []


@pytest.mark.database
def test_regulated_hours_are_said_in_any_order(theater: Terminal) -> None:
    theater.run("close", "theater", "--regulated", "daily 09-12", "--from", "2026-06-10")
    theater.run("close", "theater", "--regulated", "Mo-Fr 08-20", "--from", "2026-05-01")
    theater.run("site", "fact", "theater", "regulated_hours", "Mo-Fr 07-20")

    assert [one["value"] for one in theater.json("site", "fact", "theater")] == [
        "Mo-Fr 07-20",
        "Mo-Fr 08-20",
        "daily 09-12",
    ]


def forget(table: str) -> Callable[[Town], Awaitable[object]]:
    """Return what empties a table."""
    return lambda town: town.owner.execute(f"truncate {table} cascade".encode())


def parking(folder: Path, month: str, spaces: int) -> str:
    """Write one file of a car park that says its capacity."""
    path = folder / f"{month}.csv"
    path.write_text(
        "Datum und Uhrzeit,PH Theater\n"
        f'"Anzahl Parkplätze gesamt","({spaces})"\n{month}-01 00:00,12\n',
        encoding="utf-8",
    )
    return str(path)


@pytest.mark.database
def test_files_and_people_are_heard_in_any_order(theater: Terminal, tmp_path: Path) -> None:
    theater.run("site", "add", "PH Theater", "--kind", "car_park", "--id", "ph-theater")
    files = [
        parking(tmp_path, month, spaces)
        for month, spaces in (("2024-11", 700), ("2025-02", 710), ("2025-05", 720))
    ]
    acts = [
        *(("import", "--mapping", "muenster-parking", one) for one in files),
        ("site", "fact", "ph-theater", "capacity", "500", "--from", "2025-01-01"),
        ("site", "fact", "ph-theater", "capacity", "400", "--from", "2024-12-01", "--to",
            "2025-03-01"),
    ]  # fmt: skip
    held = []
    for order in ([0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 4, 0, 3, 1]):
        for table in ("fact_said", "import_file", "import_label", "deployment", "observation"):
            in_town(theater.database, forget(table))
        for at in order:
            theater.run(*acts[at])
        held.append(rows(theater.database, HOLDS))

    assert [one[0] for one in held[0]] == ["748", "700", "400.0", "500.0"]
    assert held[1] == held[0]
    assert held[2] == held[0]

    theater.run("site", "fact", "ph-theater", "capacity", "--withdraw", "--from", "2025-01-01")
    assert [one[0] for one in rows(theater.database, HOLDS)] == [
        "748", "700", "400.0", "710", "720",
    ]  # fmt: skip


async def test_facts_are_said_in_any_order_through_the_api(client: httpx2.AsyncClient) -> None:
    await sent(client, "sites", {"id": "ring", "name": "Ring", "kind": "car_park"}, code=201)
    capacity = {"kind": "capacity"}
    await sent(client, "sites/ring/facts", capacity | {"value": 100, "from_date": "2024-01-01"})
    early = capacity | {"value": 80, "from_date": "2022-01-01", "to_date": "2025-01-01"}
    rehearsed = await sent(client, "sites/ring/facts?dry_run=true", early)
    assert rehearsed["sites"] == ["ring"]
    await sent(client, "sites/ring/facts", early)

    async def held() -> list[float]:
        said = (await client.get(f"{ROOT}/sites/ring/facts")).json()["items"]
        return [one["value"] for one in said]

    assert await held() == [80, 100]
    address = f"{ROOT}/sites/ring/facts"
    gone = await client.delete(address, params={"kind": "capacity", "from_date": "2024-01-01"})
    assert gone.status_code == 200
    assert await held() == [80]
    again = await client.delete(address, params={"kind": "capacity", "from_date": "2024-01-01"})
    assert again.status_code == 404
    late = capacity | {"value": 90, "from_date": "2021-01-01", "replace_later": True}
    await sent(client, "sites/ring/facts", late)
    assert await held() == [90]
    wrong = capacity | {"value": 90, "from_date": "2021-01-01", "to_date": "2021-01-01"}
    await sent(client, "sites/ring/facts", wrong, code=409)


@pytest.mark.database
def test_a_device_is_recalibrated_in_any_order(terminal: Terminal) -> None:
    in_town(terminal.database, one_counter)
    words = [("1.5", "2026-06-04"), ("2", "2026-06-06"), ("1", "2026-06-08")]
    held = []
    for order in permutations(words):
        in_town(terminal.database, deployed_anew)
        for factor, day in order:
            at = f"{day}T00:00Z"
            terminal.run("device", "recalibrate", "d1", "--factor", factor, "--at", at)
            in_town(terminal.database, derived)
        held.append((rows(terminal.database, FACTORS), in_town(terminal.database, derived)))
        assert held[-1][1] == in_town(terminal.database, derived_anew)

    assert [factor for factor, _ in held[0][0]] == [1, 1.5, 2, 1]
    assert all(one == held[0] for one in held)


FACTORS = "select factor, lower(valid)::date from deployment order by lower(valid)"


async def one_counter(town: Town) -> None:
    """Let a counter count for ten days."""
    await town.site("promenade")
    channel = await town.counter("promenade", "c", since=utc("2026-06-01 00:00"))
    await town.owner.execute("update device set model = 'wegwarte-bicycle-counter-1'")
    counts = [4.0] * 96 * 10
    await town.store(every_quarter(channel, utc("2026-06-01 00:00"), counts), now=NOW)


async def deployed_anew(town: Town) -> None:
    """Forget every calibration."""
    await town.owner.execute("delete from deployment where lower(valid) > '2026-06-02Z'")
    await town.owner.execute("update deployment set factor = 1, valid = '[2026-06-01Z,)'")
    await marks.mark_everything(town.owner)
