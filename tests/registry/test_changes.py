"""A change entered late, at the moment at which it was done, gives the numbers it should have."""

from datetime import timedelta
from typing import Any

import pytest

from analytics.derive import derive_once
from devices.models import text
from store.pool import connect
from tests.analytics.town import Reading, Town, every_quarter, utc
from tests.registry.town import NOW, Terminal, derived, derived_anew, in_town, rows

pytestmark = pytest.mark.database
BEGIN = utc("2026-06-01 00:00")
RAW = "select channel, time, duration_ms, result, quality, block from observation order by 1, 2"


def counter(terminal: Terminal, *others: str) -> None:
    """Make a cycle track with one counter of two directions since June, and counters at hand."""
    terminal.run("site", "add", "Promenade", "--kind", "cycle_track", "--time-zone", "UTC")
    for device in ("c1", *others):
        terminal.run("device", "add", device, "--model", "wegwarte-bicycle-counter-1")
    for direction in ("a", "b"):
        words = ("--property", "count", "--mode", "bicycle", "--direction", direction)
        made = terminal.json("datastream", "add", "promenade", *words)
        number = str(made["datastream"])
        words = ("c1", f"bicycles-{direction}", number, "--from", "2026-06-01")
        terminal.run("deployment", "add", *words)
    terminal.run("device", "accept", "c1", "--at", "2026-06-01")


def channel(database: str, device: str, name: str) -> int:
    """Return the number of a channel."""
    (number,) = (
        number
        for number, one, other in rows(database, "select id, device, name from channel")
        if (one, other) == (device, name)
    )
    return int(number)


def said(database: str, device: str, *, days: int = 10, a: int = 3, b: int = 2) -> list[Reading]:
    """Return what a counter says in the first days of June."""
    ways = (
        (channel(database, device, "bicycles-a"), a),
        (channel(database, device, "bicycles-b"), b),
    )
    return [
        reading
        for number, value in ways
        for reading in every_quarter(number, BEGIN, [value] * 96 * days)
    ]


def store(database: str, readings: list[Reading]) -> None:
    """Store readings as ingest does, and derive."""

    async def storing(town: Town) -> None:
        await town.store(readings, now=NOW)
        await derive_once(town.owner, NOW)

    in_town(database, storing)


def days(database: str, direction: str = "") -> dict[str, float]:
    """Derive what is dirty; return the volume of each day."""

    async def asked(town: Town) -> dict[str, tuple[Any, ...]]:
        await derive_once(town.owner, NOW)
        return await town.numbers("volume")

    wanted = f"{direction} 2026" if direction else "2026"
    return {
        key[-10:]: value[0]
        for key, value in in_town(database, asked).items()
        if key.startswith(wanted)
    }


def prove_derived(database: str) -> None:
    """Compare what was derived from the marks with what the readings alone give."""
    marked = in_town(database, derived)
    assert marked["indicator"]
    assert in_town(database, derived_anew) == marked


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


def test_only_accepted_readings_count(terminal: Terminal) -> None:
    counter(terminal)
    store(terminal.database, said(terminal.database, "c1"))

    terminal.run("device", "accept", "c1", "--at", "2026-06-04T00:00")

    assert sorted(days(terminal.database))[0] == "2026-06-04"
    prove_derived(terminal.database)
    terminal.run("device", "accept", "c1", "--at", "2026-06-02T00:00")
    assert sorted(days(terminal.database))[0] == "2026-06-02"
    prove_derived(terminal.database)


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


def test_readings_count_after_the_settling_time_of_the_model(terminal: Terminal) -> None:
    file = text("wegwarte-bicycle-counter-1").replace(
        'id = "wegwarte-bicycle-counter-1"', 'id = "slow-counter"\nsettling_s = 3600'
    )

    async def own_model(town: Town) -> None:
        await town.owner.execute(
            "insert into device_model (id, file) values ('slow-counter', %s)", (file,)
        )

    counter(terminal)
    in_town(terminal.database, own_model)
    terminal.run("device", "add", "slow", "--model", "slow-counter")

    told = terminal.run("device", "swap", "c1", "slow", "--at", "2026-06-05T06:00")

    assert "its readings count from 2026-06-05 07:00Z on" in told
    terminal.run("device", "accept", "slow", "--at", "2026-06-06T06:00")
    accepted = terminal.json("device", "show", "slow")["accepted_at"]
    assert accepted == "2026-06-06T07:00:00+00:00"


def allee(terminal: Terminal) -> None:
    """Make another cycle track."""
    terminal.run("site", "add", "Allee", "--kind", "cycle_track", "--time-zone", "UTC")


def of_site(database: str, site: str) -> dict[str, float]:
    """Derive what is dirty; return the volume of each day of a site, both directions together."""
    days(database)
    found = rows(
        database,
        "select site, start::text, value from indicator"
        " where indicator = 'volume' and bucket = 'day' and direction = '' order by 1, 2",
    )
    return {start: value for of, start, value in found if of == site and value is not None}


def test_a_campaign_entered_late_lets_nothing_count_that_was_commissioning(
    terminal: Terminal,
) -> None:
    """The counter stood at the Allee from 1 to 4 June, at the Promenade from 5, accepted on 8."""
    counter(terminal)
    allee(terminal)
    terminal.run("deployment", "change", "1", "--from", "2026-06-05")
    terminal.run("deployment", "change", "2", "--from", "2026-06-05")
    terminal.run("device", "accept", "c1", "--at", "2026-06-08")
    store(terminal.database, said(terminal.database, "c1"))
    assert sorted(of_site(terminal.database, "promenade"))[0] == "2026-06-08"

    words = ("campaign", "add", "allee", "c1", "--from", "2026-06-01", "--to", "2026-06-04")
    terminal.run(*words)

    assert sorted(of_site(terminal.database, "promenade"))[0] == "2026-06-08"
    assert of_site(terminal.database, "allee") == {f"2026-06-0{day}": 96 * 5 for day in (1, 2, 3)}
    prove_derived(terminal.database)


def test_a_device_accepted_at_a_new_place_keeps_what_it_counted_in_a_campaign(
    terminal: Terminal,
) -> None:
    allee(terminal)
    terminal.run("site", "add", "Ring", "--kind", "cycle_track", "--time-zone", "UTC")
    terminal.run("device", "add", "c1", "--model", "wegwarte-bicycle-counter-1")
    terminal.run("campaign", "add", "allee", "c1", "--from", "2026-06-01", "--to", "2026-06-04")
    terminal.run("device", "install", "c1", "ring", "--at", "2026-06-05")
    store(terminal.database, said(terminal.database, "c1"))
    assert of_site(terminal.database, "ring") == {}  # nobody has accepted it there

    terminal.run("device", "accept", "c1", "--at", "2026-06-07")

    assert len(of_site(terminal.database, "allee")) == 3
    assert sorted(of_site(terminal.database, "ring"))[0] == "2026-06-07"
    prove_derived(terminal.database)
    terminal.run("device", "accept", "c1", "--at", "2026-06-02")  # said of the campaign alone
    assert sorted(of_site(terminal.database, "allee"))[0] == "2026-06-02"
    assert sorted(of_site(terminal.database, "ring"))[0] == "2026-06-07"
    prove_derived(terminal.database)


def test_a_moved_device_that_is_accepted_anew_keeps_what_counted_before(
    terminal: Terminal,
) -> None:
    counter(terminal)
    allee(terminal)
    store(terminal.database, said(terminal.database, "c1"))
    terminal.run("device", "move", "c1", "--to", "allee", "--at", "2026-06-04T00:00")

    terminal.run("device", "accept", "c1", "--at", "2026-06-06T00:00")

    assert sorted(of_site(terminal.database, "promenade")) == [
        "2026-06-01", "2026-06-02", "2026-06-03",
    ]  # fmt: skip
    assert sorted(of_site(terminal.database, "allee"))[0] == "2026-06-06"
    prove_derived(terminal.database)


def test_a_device_of_an_earlier_campaign_settles_where_it_is_swapped_in(
    terminal: Terminal,
) -> None:
    """Its campaign counts as before; in the new place it counts after its settling time."""
    file = text("wegwarte-bicycle-counter-1").replace(
        'id = "wegwarte-bicycle-counter-1"', 'id = "slow-counter"\nsettling_s = 86400'
    )

    async def own_model(town: Town) -> None:
        await town.owner.execute(
            "insert into device_model (id, file) values ('slow-counter', %s)", (file,)
        )

    counter(terminal)
    in_town(terminal.database, own_model)
    allee(terminal)
    terminal.run("device", "add", "c2", "--model", "slow-counter", "--accepted-at", "2026-05-01")
    terminal.run("campaign", "add", "allee", "c2", "--from", "2026-06-01", "--to", "2026-06-03")
    readings = said(terminal.database, "c1") + said(terminal.database, "c2", a=7, b=5)
    store(terminal.database, readings)

    terminal.run("device", "swap", "c1", "c2", "--at", "2026-06-05T00:00")

    assert sorted(of_site(terminal.database, "allee")) == ["2026-06-01", "2026-06-02"]
    promenade = of_site(terminal.database, "promenade")
    assert (promenade["2026-06-04"], promenade["2026-06-06"]) == (96 * 5, 96 * 12)
    assert promenade.get("2026-06-05") is None
    prove_derived(terminal.database)


def test_a_campaign_that_begins_earlier_than_was_said_counts_from_there(
    terminal: Terminal,
) -> None:
    allee(terminal)
    terminal.run("device", "add", "c1", "--model", "wegwarte-bicycle-counter-1")
    terminal.run("campaign", "add", "allee", "c1", "--from", "2026-06-03", "--to", "2026-06-05")
    store(terminal.database, said(terminal.database, "c1"))

    for number in ("1", "2"):
        terminal.run("deployment", "change", number, "--from", "2026-06-02")

    assert sorted(of_site(terminal.database, "allee")) == [
        "2026-06-02", "2026-06-03", "2026-06-04",
    ]  # fmt: skip
    prove_derived(terminal.database)


def test_a_device_that_stands_nowhere_is_not_accepted_silently(terminal: Terminal) -> None:
    terminal.run("device", "add", "c1", "--model", "wegwarte-bicycle-counter-1")

    told = terminal.run("device", "accept", "c1", "--at", "2026-06-04", code=1)

    assert "c1 stands nowhere at 2026-06-03 22:00Z" in told
    assert "`wegwarte device install c1 SITE --at T`" in told
    device = terminal.json("device", "show", "c1")
    assert (device["installed_at"], device["accepted_at"]) == (None, None)
    terminal.run("device", "accept", "c1", "--at", "2026-06-04", "--installed-at", "2026-06-02")
    device = terminal.json("device", "show", "c1")
    assert device["installed_at"] == "2026-06-01T22:00:00+00:00"
    assert device["accepted_at"] == "2026-06-03T22:00:00+00:00"


def test_a_device_was_installed_when_it_was_deployed_not_when_it_is_accepted(
    terminal: Terminal,
) -> None:
    allee(terminal)
    terminal.run("device", "add", "c1", "--model", "wegwarte-bicycle-counter-1")
    words = ("--property", "count", "--mode", "bicycle", "--direction", "a")
    number = str(terminal.json("datastream", "add", "allee", *words)["datastream"])
    terminal.run("deployment", "add", "c1", "bicycles-a", number, "--from", "2026-06-01")

    terminal.run("device", "accept", "c1", "--at", "2026-06-04")

    assert terminal.json("device", "show", "c1")["installed_at"] == "2026-06-01T00:00:00+00:00"
