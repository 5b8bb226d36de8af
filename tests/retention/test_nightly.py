"""`wegwarte archive nightly`: by itself, once a night, one at a time, and killed it goes on."""

import json
import os
import signal
import subprocess
import sys
from datetime import date, datetime, timedelta
from urllib.parse import quote

import pytest

from cli import nightly
from cli.plan import Plan
from cli.wanted import Wanted
from store import archive, archive_runs
from store.archive_files import ArchiveError
from store.archive_runs import Run
from store.pool import connect
from tests.analytics.town import utc
from tests.cli.terminal import run
from tests.cli.up_process import wait_until
from tests.retention.city import City

pytestmark = [pytest.mark.database, pytest.mark.timeout(600)]
KEPT = {"WEGWARTE_RAW_RETENTION_MONTHS": "12"}
#: An hour that has begun today, whenever the test runs.
ANY_HOUR = {"WEGWARTE_ARCHIVE_HOUR_UTC": "0"}


def words(city: City, *said: str, role: str = "") -> tuple[str, ...]:
    """Return a command on the city, as its owner or as a login of one role."""
    url = city.dsn
    if role:
        url += f"{'&' if '?' in url else '?'}options={quote(f'-c role={role}')}"
    return ("archive", *said, "--database-url", url, "--data", str(city.root.parent))


def ran(begun: datetime, *, ended: bool = True, by: archive_runs.By = "nightly") -> Run:
    """Return a run that began at a moment."""
    return Run(
        id=1,
        by=by,
        keep_months=12,
        begun_at=begun,
        ended_at=begun + timedelta(minutes=3) if ended else None,
        months=[],
        problem=None,
    )


def test_a_run_is_due_once_a_night_and_after_a_night_that_was_missed() -> None:
    at = utc("2026-03-10 00:59")
    assert nightly.due([], at, 1)
    assert not nightly.due([ran(utc("2026-03-09 01:00"))], at, 1)
    assert nightly.due([ran(utc("2026-03-09 01:00"))], utc("2026-03-10 01:00"), 1)
    assert nightly.due([ran(utc("2026-03-07 01:00"))], at, 1)
    assert nightly.due([ran(utc("2026-03-09 05:00"), ended=False)], at, 1)
    assert nightly.due([ran(utc("2026-03-09 05:00"), by="command")], at, 1)


async def test_what_is_older_is_archived_once_a_night_and_told(plain_city: City) -> None:
    first = run(*words(plain_city, "nightly", "--once"), **KEPT, **ANY_HOUR)
    assert first.returncode == 0, first.stderr
    assert first.stdout.count("lie in archive/2025-0") == 3
    states = {one.month: one.state for one in await archive.months(plain_city.conn)}
    assert set(states.values()) == {"sealed"}
    assert date(2025, 3, 1) in states

    again = run(*words(plain_city, "nightly", "--once"), **KEPT, **ANY_HOUR)
    assert (again.returncode, again.stdout) == (0, "")
    told = run(*words(plain_city, "status"), **KEPT).stdout
    assert "raw readings are kept for 12 months; archived every night" in told
    assert "2025-02, 2025-03, 2025-04" in told
    (one,) = json.loads(run(*words(plain_city, "status", "--json"), **KEPT).stdout)["runs"]
    assert (one["by"], one["problem"]) == ("nightly", None)


async def test_without_a_word_nothing_is_archived(plain_city: City) -> None:
    for said in ({}, KEPT | {"WEGWARTE_ARCHIVE_NIGHTLY": "false"}):
        done = run(*words(plain_city, "nightly", "--once"), **said)
        assert done.returncode == 0, done.stderr
        assert "every raw reading is kept" in done.stdout
    assert await archive.months(plain_city.conn) == []
    assert await archive_runs.newest(plain_city.conn, limit=9) == []
    assert "every raw reading is kept" in run(*words(plain_city, "status")).stdout


async def test_two_never_archive_at_once(plain_city: City) -> None:
    async with connect(plain_city.dsn) as other:
        await archive.lock(other)
        done = run(*words(plain_city, "nightly", "--once"), **KEPT, **ANY_HOUR)
        with pytest.raises(ArchiveError):
            await archive.lock(plain_city.conn)

    assert done.returncode == 1
    assert "another `wegwarte archive` is at work" in done.stdout
    assert await archive.months(plain_city.conn) == []


async def test_the_login_of_ingest_is_enough_where_derive_runs(plain_city: City) -> None:
    done = run(*words(plain_city, "nightly", "--once", role="wegwarte_ingest"), **KEPT, **ANY_HOUR)

    assert done.stdout.count("lie in archive/2025-0") == 3, done.stdout + done.stderr
    back = run(*words(plain_city, "restore", "2025-03", role="wegwarte_ingest"))
    assert back.returncode == 0, back.stderr


async def test_what_keeps_a_month_from_the_archive_is_told(plain_city: City) -> None:
    await plain_city.conn.execute(
        "insert into fact (site, kind, value, valid) "
        "values ('theater', 'opening_hours', to_jsonb('nonsense'::text), tstzrange(null, null))"
    )
    await plain_city.conn.execute(
        "insert into dirty (datastream, utc_day, cause) select id, '2025-03-03', 'hours' "
        "from datastream where site = 'theater'"
    )

    done = run(*words(plain_city, "nightly", "--once"), **KEPT, **ANY_HOUR)

    assert done.returncode == 1
    assert "site theater" in done.stdout
    told = run(*words(plain_city, "status"), **KEPT).stdout
    assert "the newest run ended early: 2025-0" in told
    assert "site theater" in told


async def test_killed_it_goes_on_and_ended_it_leaves_at_once(plain_city: City) -> None:
    before = await plain_city.raw()
    unfinished = 0
    for _ in range(3):
        with started(plain_city) as process:
            wait_until(lambda: any(plain_city.root.glob("*")), 60)
            process.send_signal(signal.SIGKILL)
        runs = await archive_runs.newest(plain_city.conn, limit=1)
        unfinished += runs[0].ended_at is None
    assert unfinished

    with started(plain_city) as process:
        wait_until(lambda: "2025-04: " in (plain_city.root.parent / "said").read_text(), 120)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    (last, *_) = await archive_runs.newest(plain_city.conn, limit=1)
    assert last.ended_at is not None
    assert {one.state for one in await archive.months(plain_city.conn)} == {"sealed"}
    await plain_city.restore()
    assert await plain_city.raw() == before


def started(city: City) -> subprocess.Popen[bytes]:
    """Start the process that stays."""
    with (city.root.parent / "said").open("wb") as said:
        return subprocess.Popen(
            (sys.executable, "-u", "-m", "cli", *words(city, "nightly")),
            stdout=said,
            stderr=subprocess.DEVNULL,
            env=os.environ | KEPT | ANY_HOUR,  # noqa: TID251 - for the child
        )


@pytest.mark.parametrize(
    ("said", "runs"),
    [({}, False), (KEPT, True), (KEPT | {"WEGWARTE_ARCHIVE_NIGHTLY": "false"}, False)],
)
def test_up_archives_every_night_where_somebody_has_said_how_long(
    tmp_path: "os.PathLike[str]", said: dict[str, str], *, runs: bool
) -> None:
    wanted = Wanted(
        folder=tmp_path,  # type: ignore[arg-type]
        demo=False,
        http_host="127.0.0.1",
        http_port=None,
        mqtt_port=None,
        database_url="postgresql://nobody@127.0.0.1:1/none",
        mqtt_url="mqtt://127.0.0.1:1",
        municipality="telgte",
        environment=said,
    )

    parts = {part.name: part for part in Plan(wanted).parts()}

    assert ("archive" in parts) is runs
    assert not runs or not parts["archive"].vital
