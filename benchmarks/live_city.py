"""What following a live city costs: 300 sites speak as on any day, `derive` runs as a service.

Counters by the minute and by the quarter hour, bays, car parks and weather stations, each with a
day behind it. Readings are put into the store as ingest leaves them, marks included, spread evenly
over time as devices are that keep no step with each other. What the clock alone asks for comes
four times an hour: it is measured by itself and counted with its share of the time.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import psycopg

from benchmarks import city, resources
from benchmarks.bench import Bench
from benchmarks.derive import derived, partitions
from benchmarks.figure import Figure

_NAME: Final = "wegwarte-live-city"  #: of the sessions of derive
_TURN_S: Final = 0.25  #: as often as ingest commits a batch
_POLL_S: Final = 0.1
_PATIENCE_S: Final = 120.0
_QUARTER_S: Final = 900
_BEHIND_H: Final = 26
_SHARES: Final = {
    "live_city.derive": "of derive",
    "live_city.database": "of derive's database sessions",
}
#: Clocks of sites whose states go on while nobody speaks; the others wait for midnight. Put back
#: by so much, all of it has to be followed up again.
_PUT_BACK: Final = """
update derive_clock set through = through - interval '15 min'
where site in (select site from datastream where property in ('bay_state', 'free_spaces'))
"""
_BEHIND: Final = """
select count(*) from derive_clock
where site in (select site from datastream where property in ('bay_state', 'free_spaces'))
  and through < date_trunc('hour', now())
    + floor(extract(minute from now()) / 15) * interval '15 min'
"""
_SESSIONS: Final = "select pid from pg_stat_activity where application_name = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Used:
    """Processor time of derive and of its database sessions over a time. [s]."""

    lasted_s: float
    used_s: tuple[float, float]


def run(bench: Bench) -> Iterator[Figure]:
    """Yield the share of one core that derive takes, and its database sessions beside it."""
    watch_s = bench.amount(60, 3)
    dsn = bench.migrated_database()
    now_s = time.time()
    begins = datetime.fromtimestamp(now_s, UTC) - timedelta(hours=_BEHIND_H)
    partitions(dsn, begins.date(), (begins + timedelta(days=2)).date())
    with psycopg.connect(dsn, autocommit=True) as conn:
        sites = city.register(conn)
        traffic = city.Traffic(conn, now_s - bench.amount(_BEHIND_H, 1) * 3_600)
        behind = traffic.until(now_s)
        conn.execute("analyze")
        derived(bench, dsn)
        bench.say(f"  {sites} sites, {behind:,} readings behind them")
        settings = {"WEGWARTE_DATABASE_URL": dsn, "PGAPPNAME": _NAME}
        with bench.process("analytics.derive", settings=settings) as derive:
            _wait_for_session(conn)
            _flow(traffic, bench.amount(15, 2))
            sent = 0

            def steady() -> None:
                nonlocal sent
                sent = _flow(traffic, watch_s)

            watched = _watched(conn, derive.pid, steady)
            clock = _watched(conn, derive.pid, lambda: _quarter(conn, traffic))
    for at, (name, what) in enumerate(_SHARES.items()):
        share = watched.used_s[at] / watched.lasted_s
        more_s = max(clock.used_s[at] - share * clock.lasted_s, 0.0)
        yield Figure(
            name=name,
            values=[(share + more_s / _QUARTER_S) * 100],
            unit="% of one core",
            at_most=5 if at == 0 else None,
            note=f"{what}: {share * 100:.2f} % by {sent / watched.lasted_s:.1f} readings/s over "
            f"{watched.lasted_s:.0f} s, and {more_s:.2f} s each quarter hour",
        )


def _flow(traffic: city.Traffic, lasts_s: float) -> int:
    """Let the town speak for so long; return how many readings it said."""
    ends_s, sent = time.monotonic() + lasts_s, 0
    while time.monotonic() < ends_s:
        time.sleep(_TURN_S)
        sent += traffic.until(time.time())
    return sent


def _quarter(conn: psycopg.Connection[Any], traffic: city.Traffic) -> None:
    """Let the clocks be a quarter hour behind, and wait until it is followed up."""
    conn.execute(_PUT_BACK)
    ends_s = time.monotonic() + _PATIENCE_S
    while conn.execute(_BEHIND).fetchone() != (0,):
        if time.monotonic() > ends_s:
            raise AssertionError("derive does not follow the clock")
        traffic.until(time.time())
        time.sleep(_POLL_S)


def _wait_for_session(conn: psycopg.Connection[Any]) -> None:
    ends_s = time.monotonic() + _PATIENCE_S
    while not conn.execute(_SESSIONS, [_NAME]).fetchall():
        if time.monotonic() > ends_s:
            raise AssertionError("derive has no database session")
        time.sleep(_POLL_S)


def _watched(conn: psycopg.Connection[Any], pid: int, work: Callable[[], None]) -> _Used:
    sessions = [number for (number,) in conn.execute(_SESSIONS, [_NAME]).fetchall()]
    family = resources.family(pid)
    began_s, before = time.monotonic(), (resources.cpu_s(family), resources.cpu_s(sessions))
    work()
    after = (resources.cpu_s(family), resources.cpu_s(sessions))
    return _Used(
        lasted_s=time.monotonic() - began_s, used_s=(after[0] - before[0], after[1] - before[1])
    )
