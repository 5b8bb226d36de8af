"""A changed formula: what it changes is derived again by itself, but for what is sealed."""

import asyncio
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from types import ModuleType

import pytest

from analytics import volume
from analytics.answers import topics
from analytics.derive import derive_once, loop, outdated, states, stays
from analytics.derive.settings import ServiceSettings
from analytics.derive.sites import Sites
from analytics.indicators import METHODS
from analytics.series import Series
from analytics.topic import Indicator
from api import revision_causes
from store import closures, indicators, sealed
from store.indicators import BucketKey, Number
from store.pool import Connection, connect
from tests.patience import PATIENCE_S
from tests.retention.city import LATE, NOW, City

pytestmark = [pytest.mark.database, pytest.mark.timeout(300)]

LATER = NOW + timedelta(hours=1)
#: What an older program says of a day.
OLDER = Number(
    key=BucketKey(
        site="gate",
        indicator="volume",
        mode="bicycle",
        direction="",
        variant="",
        bucket="day",
        start=date(2025, 3, 10),
    ),
    value=1.0,
    n_expected=96,
    n_valid=96,
    coverage=1.0,
    flag=1,
    method_version=volume.METHOD_VERSION,
    final=True,
)
STORED = sorted(name for name, method in METHODS.items() if method.stored)
NUMBERS = (
    "select site, indicator, mode, direction, variant, bucket, start, value, method_version, "
    "computed_at, revision from indicator order by 1, 2, 3, 4, 5, 6, 7"
)


def raised(series: Series) -> Series:
    """Return what another formula might say: one more, by the next version."""
    told = {one.name: getattr(series, one.name) for one in fields(Series)}
    told["total"] = None if series.total is None else raised(series.total)
    told |= {"value": series.value + 1, "method_version": series.method_version + 1}
    return Series(**told)


def bump(patch: pytest.MonkeyPatch, indicator: Indicator) -> None:
    """Give an indicator another formula."""
    older = METHODS[indicator]
    answer: Callable[..., Series] = older.answer
    patch.setitem(METHODS, indicator, replace(older, answer=lambda *given: raised(answer(*given))))


async def marked(city: City) -> int:
    """Mark what is outdated, as derive does when it starts."""
    sites = await Sites().follow(city.conn, LATER)
    return await outdated.mark(city.conn, sites.values(), now=LATER)


async def start(city: City, now: datetime = LATER) -> int:
    """Start derive, which marks what is outdated, and let it work."""
    made = await marked(city)
    await derive_once(city.conn, now)
    return made


async def test_nothing_is_marked_while_the_formulas_are_the_same(plain_city: City) -> None:
    assert await marked(plain_city) == 0


async def test_the_versions_are_those_that_answers_tell(plain_city: City) -> None:
    sites = await Sites().follow(plain_city.conn, LATER)
    offered = {topic.indicator for site in sites.values() for topic in topics(site)}
    told = outdated.versions(sites.values())
    stored = dict(
        await plain_city.town.rows("select distinct indicator, method_version from indicator")
    )

    assert sorted(told) == sorted(offered & set(STORED))
    assert {name: told[name] for name in stored} == stored


@pytest.mark.parametrize("indicator", ["volume", "v85", "occupancy", "free_spaces"])
async def test_a_changed_formula_changes_its_numbers_and_no_others(
    plain_city: City, monkeypatch: pytest.MonkeyPatch, indicator: str
) -> None:
    before = await plain_city.town.rows(NUMBERS)
    states_before = await plain_city.states()
    bump(monkeypatch, Indicator(indicator))

    assert await start(plain_city) > 0

    after = await plain_city.town.rows(NUMBERS)
    assert indicator in {row[1] for row in before}
    for old, new in zip(before, after, strict=True):
        if old[1] != indicator:
            assert new == old
            continue
        assert new[8] == old[8] + 1
        assert new[7] == (None if old[7] is None else pytest.approx(old[7] + 1))
    assert await plain_city.states() == states_before
    causes = await plain_city.town.rows("select distinct indicator, cause from indicator_revision")
    assert [(told, revision_causes.kinds(cause)) for told, cause in causes] == [
        (indicator, ["method"])
    ]
    assert await plain_city.town.rows("select count(*) from dirty") == [(0,)]
    assert await start(plain_city) == 0
    assert await plain_city.town.rows(NUMBERS) == after


async def test_a_final_number_of_another_formula_says_so_over_http(
    plain_city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    bump(monkeypatch, Indicator.VOLUME)
    await start(plain_city)

    asked = "/api/v1/sites/promenade/indicators/volume{}?from=2025-03-10&to=2025-03-11"
    listed, now = await plain_city.ask(asked.format("/revisions"), asked.format(""), now=LATER)

    (one,) = listed["items"]
    assert one["causes"] == ["method"]
    assert one["new_value"] == one["old_value"] + 1
    assert now["method_version"] == volume.METHOD_VERSION + 1


async def test_marks_that_wait_are_not_made_twice(
    plain_city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    bump(monkeypatch, Indicator.OCCUPANCY)
    first = await marked(plain_city)

    assert first > 0
    assert await marked(plain_city) == 0
    assert await plain_city.town.rows("select count(*) from dirty") == [(first,)]


@pytest.mark.parametrize(
    ("module", "versions"),
    [
        (states, "select distinct method_version from day_state"),
        (stays, "select distinct method_version from stay"),
    ],
)
async def test_changed_states_and_stays_are_derived_again(
    plain_city: City, monkeypatch: pytest.MonkeyPatch, module: ModuleType, versions: str
) -> None:
    ((older,),) = await plain_city.town.rows(versions)
    monkeypatch.setattr(module, "METHOD_VERSION", older + 1)

    assert await start(plain_city) > 0

    assert await plain_city.town.rows(versions) == [(older + 1,)]
    assert await start(plain_city) == 0


async def test_what_is_sealed_keeps_its_formula(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    await city.seal()
    before, numbers = await city.town.rows(NUMBERS), await city.numbers()
    days, kept = await city.states(), await city.stays()
    older = states.METHOD_VERSION
    monkeypatch.setattr(states, "METHOD_VERSION", older + 1)
    for indicator in STORED:
        bump(monkeypatch, indicator)

    assert await start(city) > 0

    assert await city.numbers() == numbers
    assert await city.states() == days
    assert kept == await city.stays()
    after = await city.town.rows(NUMBERS)
    opened = [row for row in after if f"{row[6]}" >= "2025-04" and row[5] != "year"]
    was = {row[:7]: row[8] for row in before}
    assert opened
    assert {row[8] - was[row[:7]] for row in opened} == {1}
    versions = await city.town.rows(
        "select distinct method_version from day_state where utc_day >= '2025-04-01'"
    )
    assert versions == [(older + 1,)]
    assert await marked(city) == 0


async def test_a_corrected_capacity_still_reaches_a_sealed_number(
    plain_city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plain_city.seal()
    bump(monkeypatch, Indicator.OCCUPANCY)
    bump(monkeypatch, Indicator.VOLUME)
    await start(plain_city)
    before = await plain_city.numbers()

    await plain_city.conn.execute("update fact set value = '100' where site = 'theater'")
    await closures.mark_site(plain_city.conn, "theater", None, None, cause="capacity")
    await derive_once(plain_city.conn, LATER)

    changed = [
        old for old, new in zip(before, await plain_city.numbers(), strict=True) if old != new
    ]
    assert changed
    assert {row[1] for row in changed} == {"occupancy"}
    assert await sealed.states(plain_city.conn, None)


async def test_a_start_where_no_formula_changed_looks_at_nothing_that_is_stored(
    plain_city: City,
) -> None:
    await marked(plain_city)
    told = await plain_city.town.rows(
        "select method, version, since from derive_formula order by 1"
    )
    # By hand, past whatever writes: who looked at the numbers would see it.
    await plain_city.conn.execute("update indicator set method_version = method_version + 1")

    assert await marked(plain_city) == 0
    again = "select method, version, since from derive_formula order by 1"
    assert await plain_city.town.rows(again) == told
    assert {method for method, _, _ in told} > {"day_state", "stay", "volume", "occupancy"}


async def test_what_an_older_program_wrote_beside_a_newer_one_is_derived_again(
    plain_city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        bump(newer, Indicator.VOLUME)
        assert await marked(plain_city) > 0  # and somebody else is faster to work it off:
    await derive_once(plain_city.conn, LATER)
    versions = "select distinct method_version from indicator where indicator = 'volume'"
    await plain_city.town.store(plain_city.late(LATE[0]), now=NOW)
    await derive_once(plain_city.conn, LATER)
    assert await plain_city.town.rows(versions) == [(volume.METHOD_VERSION,)]

    bump(monkeypatch, Indicator.VOLUME)
    assert await start(plain_city) > 0

    assert await plain_city.town.rows(versions) == [(volume.METHOD_VERSION + 1,)]
    assert await start(plain_city) == 0


async def test_a_start_waits_for_who_is_writing_by_the_older_formula(
    plain_city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    await marked(plain_city)
    await plain_city.conn.execute("delete from indicator where site = 'gate' and bucket = 'day'")
    bump(monkeypatch, Indicator.VOLUME)
    async with connect(plain_city.dsn) as writer, connect(plain_city.dsn) as other:
        async with writer.transaction():
            await indicators.write(writer, [OLDER], causes={"gate": ""}, watermark=NOW, now=NOW)
            starting = asyncio.create_task(marked(plain_city))
            await waiting(other)
        await starting

    await derive_once(plain_city.conn, LATER)
    versions = (
        "select distinct method_version from indicator where site = 'gate' and bucket = 'day' "
        "and indicator = 'volume'"
    )
    assert await plain_city.town.rows(versions) == [(volume.METHOD_VERSION + 1,)]
    assert await marked(plain_city) == 0


async def waiting(conn: Connection) -> None:
    """Wait until somebody waits for a table."""
    asked = "select count(*) from pg_locks where locktype = 'relation' and not granted"
    async with asyncio.timeout(PATIENCE_S):
        while True:
            row = await (await conn.execute(asked)).fetchone()
            if row is not None and row[0]:
                return
            await asyncio.sleep(0.01)


async def test_a_restored_month_is_looked_at_by_the_next_start(
    plain_city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plain_city.seal()
    bump(monkeypatch, Indicator.VOLUME)
    await start(plain_city)

    await plain_city.restore()
    await start(plain_city)

    numbers = "select distinct method_version from indicator where indicator = 'volume'"
    assert await plain_city.town.rows(numbers) == [(volume.METHOD_VERSION + 1,)]
    assert await start(plain_city) == 0


async def test_derive_looks_for_outdated_numbers_when_it_starts(
    plain_city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    bump(monkeypatch, Indicator.FREE_SPACES)
    settings = ServiceSettings(database_url=plain_city.dsn)

    work = await loop.once(settings, lambda: LATER, again=False)

    assert (work.marks > 0, work.numbers > 0, work.states) == (True, True, 0)
    again = await loop.once(settings, lambda: LATER, again=False)
    assert (again.marks, again.numbers) == (0, 0)
