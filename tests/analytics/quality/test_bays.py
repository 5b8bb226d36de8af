"""Bays that hang are found by what happens at bays like them; healthy and silent ones are not."""

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.closures import Closure
from analytics.parking.stays import Stretches, stretches
from analytics.quality.bays import bay_findings
from analytics.quality.finding import Finding, Test
from analytics.site import Site
from devices.quality import Flag

BERLIN = ZoneInfo("Europe/Berlin")
HOUR_MS, DAY_MS = 3_600_000, 86_400_000
FIRST_MS = 1_785_708_000_000  # 3 August 2026, local midnight: a Monday
DAYS, BAYS = 60, 8
UNTIL_MS = FIRST_MS + DAYS * DAY_MS
NAMES = {bay: f"bay{bay}" for bay in range(BAYS)}


def site(**facts: object) -> Site:
    return Site(id="lane", zone=BERLIN, sources=(), **facts)  # type: ignore[arg-type]


def busy(bay: int, *, stuck_from: int | None = None, until: int = DAYS) -> Stretches:
    """Return a bay that changes hands five times a day, and by night is vacant.

    Parameters
    ----------
    stuck_from
        The day on which it is taken at 08:00 and never left again, as its sensor says.
    """
    rng = np.random.default_rng(bay)
    begin, end, occupied = [], [], []
    at, taken = FIRST_MS, False
    for day in range(until):
        morning = FIRST_MS + day * DAY_MS + 8 * HOUR_MS
        if day == stuck_from:
            begin += [at, morning]
            end += [morning, FIRST_MS + until * DAY_MS]
            occupied += [taken, True]
            break
        for visit in range(5):
            come = morning + visit * 2 * HOUR_MS + int(rng.integers(0, HOUR_MS))
            for change, state in (
                (come, True),
                (come + int(rng.integers(600_000, HOUR_MS)), False),
            ):
                begin.append(at)
                end.append(change)
                occupied.append(taken)
                at, taken = change, state
    else:
        begin.append(at)
        end.append(FIRST_MS + until * DAY_MS)
        occupied.append(taken)
    count = len(begin)
    first = np.arange(count) == 0
    said = {
        "occupied": np.array(occupied),
        "arrived": ~first,
        "departed": np.arange(count) < count - 1,
        "resumed": np.zeros(count, dtype=bool),
    }
    return stretches(bay, np.array(begin), np.array(end), said, None)


def look(told: dict[int, Stretches], until_ms: int = UNTIL_MS, **facts: object) -> list[Finding]:
    found = bay_findings(site(**facts), told, NAMES, until_ms)
    return [one for those in found.values() for one in those]


def town(**changed: Stretches) -> dict[int, Stretches]:
    return {bay: changed.get(NAMES[bay], busy(bay)) for bay in range(BAYS)}


def test_a_stuck_bay_is_found_and_nothing_else() -> None:
    (one,) = look(town(bay3=busy(3, stuck_from=40)))

    began = FIRST_MS + 40 * DAY_MS + 8 * HOUR_MS
    assert (one.datastream, one.start_ms, one.end_ms) == ("bay3", began, UNTIL_MS)
    assert one.seen_ms - began <= 4 * DAY_MS + 16 * HOUR_MS
    assert look(town()) == []


def test_a_fault_has_one_key_whichever_test_sees_it_first() -> None:
    told = town(bay3=busy(3, stuck_from=40))
    keys, tests = set(), set()
    for day in range(44, 60):
        for one in look(told, FIRST_MS + day * DAY_MS):
            keys.add(one.key)
            tests.add(one.test)
            assert one.seen_ms <= FIRST_MS + day * DAY_MS

    assert len(keys) == 1
    assert tests <= {Test.BAY_STUCK, Test.BAY_INACTIVE}


def test_what_comes_later_changes_nothing_that_was_found() -> None:
    told = town(bay3=busy(3, stuck_from=40))
    early = look(told, FIRST_MS + 50 * DAY_MS)
    late = [one for one in look(told) if one.seen_ms <= FIRST_MS + 50 * DAY_MS]

    assert [one.key for one in early] == [one.key for one in late]
    assert [one.seen_ms for one in early] == [one.seen_ms for one in late]


def test_a_silent_sensor_is_not_stuck() -> None:
    assert look(town(bay3=busy(3, until=40))) == []


def test_before_four_weeks_nobody_knows_what_is_long() -> None:
    told = {bay: busy(bay, stuck_from=10 if bay == 3 else None) for bay in range(4)}

    assert look(told) == []  # three neighbours are too few for the other test, too


def test_a_closed_street_is_not_stuck() -> None:
    told = {bay: busy(bay, stuck_from=40 if bay == 3 else None) for bay in range(4)}
    fair = Closure(
        every="Mon-Sun 00:00-24:00", from_date=date(2026, 9, 12), to_date=date(2026, 10, 5)
    )

    assert [one.test for one in look(told)] == [Test.BAY_STUCK]
    assert look(told, closures=(fair,)) == []


def test_seven_days_without_a_change_are_worse_than_three() -> None:
    told = town(bay3=busy(3, stuck_from=20))  # too early for the other test
    three, seven = (look(told, FIRST_MS + day * DAY_MS) for day in (24, 29))

    assert [(one.test, one.flag) for one in three] == [(Test.BAY_INACTIVE, Flag.SUSPECT)]
    assert [(one.test, one.flag) for one in seven] == [(Test.BAY_INACTIVE, Flag.FAIL)]
    assert three[0].key == seven[0].key
    assert "7 Stellplätzen" in seven[0].de


@pytest.mark.parametrize("told", [{}, {0: busy(0, until=1)}])
def test_little_or_nothing_is_no_finding(told: dict[int, Stretches]) -> None:
    assert look(told) == []
