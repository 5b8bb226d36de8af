"""What a device counts from its acceptance on, and what was commissioning before."""

import pytest

from devices.models import text
from tests.analytics.town import Town
from tests.registry.counters import counter, days, of_site, prove_derived, said, store
from tests.registry.town import Terminal, in_town

pytestmark = pytest.mark.database


def test_only_accepted_readings_count(terminal: Terminal) -> None:
    counter(terminal)
    store(terminal.database, said(terminal.database, "c1"))

    terminal.run("device", "accept", "c1", "--at", "2026-06-04T00:00")

    assert sorted(days(terminal.database))[0] == "2026-06-04"
    prove_derived(terminal.database)
    terminal.run("device", "accept", "c1", "--at", "2026-06-02T00:00")
    assert sorted(days(terminal.database))[0] == "2026-06-02"
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
