"""A change entered late, at the moment at which it was done, gives the numbers it should have."""

from datetime import timedelta

import pytest

from store.pool import connect
from tests.analytics.town import Reading, Town
from tests.registry.counters import (
    BEGIN,
    channel,
    counter,
    days,
    prove_derived,
    said,
    store,
)
from tests.registry.town import Terminal, in_town, rows

pytestmark = pytest.mark.database
RAW = "select channel, time, duration_ms, result, quality, block from observation order by 1, 2"


def test_a_swap_entered_late_counts_and_stores_nothing_twice(terminal: Terminal) -> None:
    counter(terminal, "c2")
    old, new = said(terminal.database, "c1"), said(terminal.database, "c2", a=7, b=5)
    store(terminal.database, old + new)  # both stand there and speak, only one is deployed
    before = rows(terminal.database, RAW)
    assert days(terminal.database)["2026-06-08"] == 96 * 5

    told = terminal.run("device", "swap", "c1", "c2", "--at", "2026-06-05T06:00")
    store(terminal.database, new)  # the same messages come again

    assert "c2 answers instead of c1" in told
    assert rows(terminal.database, RAW) == before
    volume = days(terminal.database)
    assert volume["2026-06-04"] == 96 * 5
    assert volume["2026-06-05"] == 24 * 5 + 72 * 12
    assert volume["2026-06-08"] == 96 * 12
    prove_derived(terminal.database)
    assert terminal.json("device", "show", "c1")["life"] == "out of service"


def test_a_swap_takes_over_the_names_at_the_network_server(terminal: Terminal) -> None:
    counter(terminal)
    terminal.run("device", "add", "--dev-eui", "70B3D57ED0000001", "--model", "wegwarte-bay-1")
    words = ("datastream", "add", "promenade", "--property", "bay_state", "--bay", "17")
    number = str(terminal.json(*words)["datastream"])
    terminal.run("deployment", "add", "70b3d57ed0000001", "bay", number, "--from", "2026-06-01")
    terminal.run("device", "change", "70b3d57ed0000001", "--alias", "stellplatz-17")

    told = terminal.json(
        "device", "swap", "stellplatz-17", "70-B3-D5-7E-D0-00-00-02", "--at", "2026-07-01"
    )

    assert (told["new"], told["aliases"]) == ("70b3d57ed0000002", ["stellplatz-17"])
    assert terminal.json("device", "show", "stellplatz-17")["id"] == "70b3d57ed0000002"
    assert terminal.json("device", "show", "70B3D57ED0000002")["model"] == "wegwarte-bay-1"


def test_a_swap_that_cannot_be_meant_changes_nothing(terminal: Terminal) -> None:
    counter(terminal, "c2")
    terminal.run("device", "add", "bay-1", "--model", "wegwarte-bay-1")
    before = rows(terminal.database, "select * from deployment order by id")

    for words, sentence in (
        (("c1", "c1"), "cannot take its own place"),
        (("c2", "c1"), "is deployed nowhere"),
        (("c1", "bay-1"), "has none that measures"),
        (("c9", "c2"), "no device 'c9'"),
    ):
        told = terminal.run("device", "swap", *words, "--at", "2026-06-05", code=1)
        assert sentence in told
    assert rows(terminal.database, "select * from deployment order by id") == before


def test_a_swap_can_be_rehearsed_with_its_numbers(terminal: Terminal) -> None:
    counter(terminal, "c2")
    readings = said(terminal.database, "c1") + said(terminal.database, "c2", a=7, b=5)
    store(terminal.database, readings)

    told = terminal.json("device", "swap", "c1", "c2", "--at", "2026-06-05T06:00", "--dry-run")

    first, second = told["touched"]
    assert told["dry_run"] is True
    assert first["before"]["counted"] - first["after"]["counted"] == -(5 * 96 + 72) * 4
    assert second["first"] == "2026-06-05"
    assert days(terminal.database)["2026-06-08"] == 96 * 5


def test_a_moved_counter_counts_here_before_and_there_after(terminal: Terminal) -> None:
    counter(terminal)
    store(terminal.database, said(terminal.database, "c1"))
    terminal.run("site", "add", "Ring", "--kind", "cycle_track", "--time-zone", "UTC")

    terminal.run("device", "move", "c1", "--to", "ring", "--at", "2026-06-05T00:00")

    prove_derived(terminal.database)
    found = rows(
        terminal.database,
        "select site, start::text, value from indicator where bucket = 'day' and direction = '' "
        "and start in ('2026-06-04', '2026-06-05') order by 1, 2",
    )
    assert found == [("promenade", "2026-06-04", 480.0), ("ring", "2026-06-05", 480.0)]


def test_a_turned_counter_exchanges_its_directions_from_then_on(terminal: Terminal) -> None:
    counter(terminal)
    store(terminal.database, said(terminal.database, "c1"))

    terminal.run("device", "turn", "c1", "--at", "2026-06-05T00:00")

    volume = days(terminal.database, "a")
    assert (volume["2026-06-04"], volume["2026-06-05"]) == (96 * 3, 96 * 2)
    prove_derived(terminal.database)
    terminal.run("device", "turn", "c1", "--at", "2026-06-05T00:00")
    assert days(terminal.database, "a")["2026-06-05"] == 96 * 3


def test_a_counter_with_one_direction_turns_into_the_other(terminal: Terminal) -> None:
    counter(terminal)
    (one,) = rows(terminal.database, "select id from deployment order by id desc limit 1")
    terminal.run("deployment", "retire", str(one[0]), "--at", "2026-06-01")
    store(terminal.database, said(terminal.database, "c1"))

    terminal.run("device", "turn", "c1", "--at", "2026-06-05T00:00")

    assert days(terminal.database, "b")["2026-06-05"] == 96 * 3
    prove_derived(terminal.database)


def test_a_new_calibration_holds_from_its_moment(terminal: Terminal) -> None:
    counter(terminal)
    store(terminal.database, said(terminal.database, "c1"))

    words = ("device", "recalibrate", "c1", "--factor", "2", "--at", "2026-06-05T12:00")
    told = terminal.json(*words)

    assert told["changed"] == 2
    assert days(terminal.database)["2026-06-05"] == 48 * 5 + 48 * 10
    prove_derived(terminal.database)
    assert "already" in terminal.run(*words)


def test_a_retired_counter_no_longer_counts_from_its_moment(terminal: Terminal) -> None:
    counter(terminal)
    store(terminal.database, said(terminal.database, "c1"))

    terminal.run("device", "retire", "c1", "--at", "2026-06-05T00:00")

    assert sorted(days(terminal.database))[-1] == "2026-06-04"
    prove_derived(terminal.database)


def test_a_corrected_deployment_makes_its_days_anew(terminal: Terminal) -> None:
    counter(terminal)
    store(terminal.database, said(terminal.database, "c1"))
    for words in (("--to", "2026-06-08T00:00"), ("--from", "2026-06-03T06:00"), ("--to", "open")):
        terminal.run("deployment", "change", "1", *words)
        prove_derived(terminal.database)
    volume = days(terminal.database, "a")
    assert (volume["2026-06-03"], len(volume)) == (72 * 3, 8)


def test_what_is_expected_of_a_silent_month_follows_the_deployment(terminal: Terminal) -> None:
    counter(terminal)
    store(terminal.database, said(terminal.database, "c1", days=40))

    terminal.run("device", "swap", "c1", "never-speaks", "--at", "2026-06-20T00:00")

    prove_derived(terminal.database)
    terminal.run("device", "retire", "never-speaks", "--at", "2026-09-01T00:00")
    prove_derived(terminal.database)


def test_a_swapped_bay_holds_no_state_of_the_old_sensor(terminal: Terminal) -> None:
    terminal.run("site", "add", "Markt", "--kind", "parking_zone", "--time-zone", "UTC")
    for device in ("b1", "b2"):
        terminal.run("device", "add", device, "--model", "wegwarte-bay-1")
    words = ("datastream", "add", "markt", "--property", "bay_state", "--bay", "1")
    number = str(terminal.json(*words)["datastream"])
    terminal.run("deployment", "add", "b1", "bay", number, "--from", "2026-06-01")
    terminal.run("device", "accept", "b1", "--at", "2026-06-01")
    old, new = (channel(terminal.database, device, "bay") for device in ("b1", "b2"))
    readings: list[Reading] = [
        (number, BEGIN + timedelta(hours=8 * k), float(k % 2), None)
        for k in range(30)
        for number in (old, new)
    ]
    store(terminal.database, readings)

    terminal.run("device", "swap", "b1", "b2", "--at", "2026-06-05T03:00")

    prove_derived(terminal.database)


async def test_the_registry_role_may_write_the_registry_and_no_reading(database: str) -> None:
    async with connect(database, "wegwarte_registry") as conn:
        await conn.execute("insert into site (id, name, kind) values ('x', 'X', 'station')")
        with pytest.raises(Exception, match="permission denied"):
            await conn.execute("delete from observation")


def test_what_a_recording_counts_is_not_moved_by_hand(terminal: Terminal) -> None:
    counter(terminal, "c2")

    async def as_recording(town: Town) -> None:
        await town.owner.execute("update device set model = 'import' where id = 'c1'")

    in_town(terminal.database, as_recording)

    for words in (("swap", "c1", "c2"), ("turn", "c1"), ("retire", "c1")):
        assert "stands for a recording" in terminal.run("device", *words, code=1)


@pytest.mark.parametrize("command", ["swap", "retire", "move", "recalibrate", "accept"])
def test_a_running_counter_read_every_other_day_is_cut_at_the_moment(
    terminal: Terminal, command: str
) -> None:
    terminal.run("site", "add", "Tor", "--kind", "cross_section", "--time-zone", "UTC")
    terminal.run("site", "add", "Allee", "--kind", "cross_section", "--time-zone", "UTC")
    for device in ("n1", "n2"):
        terminal.run("device", "add", device, "--model", "nwave-ncc405")
    terminal.run("device", "install", "n1", "tor", "--at", "2026-06-01")
    terminal.run("device", "accept", "n1", "--at", "2026-06-01")
    numbers = [channel(terminal.database, device, "vehicles") for device in ("n1", "n2")]
    readings: list[Reading] = [
        (number, BEGIN + timedelta(hours=45 * k), 1000.0 * k, None)
        for k in range(12)
        for number in numbers
    ]
    store(terminal.database, readings)
    more = {"swap": ("n2",), "move": ("--to", "allee"), "recalibrate": ("--factor", "2")}

    terminal.run("device", command, "n1", *more.get(command, ()), "--at", "2026-06-08T13:20")

    prove_derived(terminal.database)
