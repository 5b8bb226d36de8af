"""Sites, groups, devices, datastreams and deployments are kept by commands, and audited."""

import asyncio

import pytest

from devices.properties import Property
from store.inventory import deployments
from store.inventory.deployments import Span
from store.inventory.errors import RegistryError
from store.pool import connect
from tests.analytics.town import Town
from tests.registry.town import NOW, Terminal, rows

pytestmark = pytest.mark.database


def bay(terminal: Terminal) -> int:
    """Make a parking zone with one bay and its sensor; return the datastream."""
    terminal.run(
        "site", "add", "Süd-Platz", "--kind", "parking_zone", "--lat", "51.98", "--lon", "7.78"
    )
    terminal.run("device", "add", "bay-17", "--model", "wegwarte-bay-1", "--serial", "0017")
    said = terminal.json(
        "datastream", "add", "sued-platz", "--property", "bay_state", "--bay", "17"
    )
    terminal.run(
        "deployment", "add", "bay-17", "bay", str(said["datastream"]), "--from", "2026-06-01"
    )
    return int(said["datastream"])


def test_a_site_gets_its_id_from_its_name_and_keeps_it(terminal: Terminal) -> None:
    terminal.run("site", "add", "Weißer Straße", "--kind", "cycle_track", "--alias", "100031297")
    terminal.run("site", "change", "100031297", "--name", "Neue Straße", "--direction-a", "hin")

    (site,) = terminal.json("site", "list")

    assert (site["id"], site["name"]) == ("weisser-strasse", "Neue Straße")
    assert (site["aliases"], site["direction_a"]) == (["100031297"], "hin")


def test_a_taken_id_or_alias_is_refused(terminal: Terminal) -> None:
    terminal.run("site", "add", "Markt", "--kind", "car_park", "--alias", "P1")

    assert "there is a site markt already" in terminal.run(
        "site", "add", "markt", "--kind", "car_park", code=1
    )
    assert "already is the name of a site" in terminal.run(
        "site", "add", "Dom", "--kind", "car_park", "--alias", "P1", code=1
    )
    assert rows(terminal.database, "select id from site") == [("markt",)]


def test_what_is_not_there_is_told_with_the_command_that_lists(terminal: Terminal) -> None:
    assert "`wegwarte site list`" in terminal.run("site", "show", "nowhere", code=1)
    assert "`wegwarte device list`" in terminal.run("device", "show", "nothing", code=1)
    assert "`wegwarte datastream list`" in terminal.run("datastream", "show", "7", code=1)
    assert "`wegwarte deployment list`" in terminal.run("deployment", "show", "7", code=1)
    assert "`wegwarte group list`" in terminal.run("group", "show", "nobody", code=1)
    assert "known: " in terminal.run("device", "add", "x", "--model", "y", code=1)


def test_tables_show_what_is_deployed_where(terminal: Terminal) -> None:
    bay(terminal)

    table = terminal.run("deployment", "list", "--site", "sued-platz", "--at", "now")

    head, line = table.splitlines()
    assert head.split()[:4] == ["id", "device", "channel", "site"]
    assert line.split()[1:4] == ["bay-17", "bay", "sued-platz"]
    assert "2026-05-31 22:00Z" in line  # local midnight
    assert "bay-17" in terminal.run("datastream", "list")
    assert "17" in terminal.run("site", "show", "sued-platz")


def test_a_device_answers_to_every_spelling_of_its_deveui(terminal: Terminal) -> None:
    said = terminal.json(
        *("device", "add", "--dev-eui", "70-B3-D5-7E-D0-00-12-AB", "--model", "wegwarte-bay-1"),
        *("--server-id", "eui-70b3d57ed00012ab"),
    )

    assert said["added"] == "70b3d57ed00012ab"
    for spelling in ("70B3D57ED00012AB", "70:b3:d5:7e:d0:00:12:ab", "eui-70b3d57ed00012ab"):
        assert terminal.json("device", "show", spelling)["id"] == "70b3d57ed00012ab"


def test_a_name_belongs_to_one_device(terminal: Terminal) -> None:
    bay(terminal)

    told = terminal.run(
        "device", "add", "bay-18", "--model", "wegwarte-bay-1", "--serial", "0017", code=1
    )

    assert "a name of device bay-17" in told
    assert "wegwarte device swap OLD NEW" in told
    assert rows(terminal.database, "select id from device") == [("bay-17",)]


def test_two_channels_never_answer_for_one_datastream_at_a_time(terminal: Terminal) -> None:
    stream = bay(terminal)
    terminal.run("device", "add", "bay-18", "--model", "wegwarte-bay-1")

    told = terminal.run(
        "deployment", "add", "bay-18", "bay", str(stream), "--from", "2026-07-01", code=1
    )

    assert "bay-17 bay already answers for datastream" in told
    assert "`wegwarte device swap bay-17 NEW --at T` replaces it" in told


def test_a_group_knows_who_belonged_to_it_when(terminal: Terminal) -> None:
    for name in ("Markt", "Dom"):
        terminal.run("site", "add", name, "--kind", "car_park")
    terminal.run("group", "add", "Altstadt", "--site", "markt")
    terminal.run("group", "join", "altstadt", "dom", "--at", "2026-03-01")
    terminal.run("group", "leave", "altstadt", "dom", "--at", "2026-06-01")

    (listed,) = terminal.json("group", "list")
    assert listed["sites"] == ["markt"]
    dom, markt = terminal.json("group", "show", "altstadt")["memberships"]
    assert (dom["from"], dom["to"]) == ("2026-02-28T23:00:00+00:00", "2026-05-31T22:00:00+00:00")
    assert (markt["from"], markt["to"]) == (None, None)
    assert "does not belong" in terminal.run(
        "group", "leave", "altstadt", "dom", "--at", "2026-07-01", code=1
    )


def test_every_change_says_who_why_before_and_after(terminal: Terminal) -> None:
    bay(terminal)
    terminal.run(
        *("device", "change", "bay-17", "--remarks", "cap is loose"),
        *("--who", "Meier", "--why", "seen on the round"),
    )

    *_, last = terminal.json("history", "0017")
    assert (last["who"], last["why"], last["what"]) == ("Meier", "seen on the round", "device")
    assert (last["before"]["remarks"], last["after"]["remarks"]) == ("", "cap is loose")
    told = terminal.run("history", "bay-17")
    assert "remarks: - -> cap is loose" in told
    of_site = terminal.json("history", "sued-platz")
    assert {one["what"] for one in of_site} == {"site", "datastream", "deployment"}


def test_a_rehearsal_changes_nothing_and_is_not_written_down(terminal: Terminal) -> None:
    bay(terminal)
    before = rows(terminal.database, "select count(*) from audit")

    told = terminal.run("device", "retire", "bay-17", "--at", "2026-07-01", "--dry-run")

    assert "nothing was changed (--dry-run)" in told
    assert rows(terminal.database, "select count(*) from audit") == before
    assert rows(terminal.database, "select upper(valid) from deployment") == [(None,)]


def test_the_life_of_a_device_follows_from_its_stamps(terminal: Terminal) -> None:
    def life() -> str:
        return str(terminal.json("device", "show", "bay-17")["life"])

    terminal.run("device", "add", "bay-17", "--model", "wegwarte-bay-1")
    assert life() == "planned"
    terminal.run("device", "change", "bay-17", "--installed-at", "2026-06-01")
    assert life() == "installed"
    terminal.run("device", "accept", "bay-17", "--at", "2026-06-02")
    assert life() == "accepted"
    terminal.run("device", "change", "bay-17", "--out-of-service-at", "2026-06-03")
    assert life() == "out of service"
    terminal.run("device", "change", "bay-17", "--back")
    assert life() == "accepted"
    terminal.run("device", "retire", "bay-17", "--at", "2026-06-04")
    assert life() == "retired"
    assert terminal.json("device", "list") == []
    assert [one["id"] for one in terminal.json("device", "list", "--life", "retired")] == ["bay-17"]


def test_a_deployed_device_that_says_nothing_is_silent(terminal: Terminal) -> None:
    bay(terminal)
    terminal.run("device", "accept", "bay-17", "--at", "2026-06-01")

    assert terminal.json("device", "show", "bay-17")["life"] == "silent"
    terminal.run("device", "retire", "bay-17")


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("yesterday", "is no time"),
        ("2026-10-25T02:30", "twice or never"),
        ("2026-03-29T02:30", "twice or never"),
    ],
)
def test_a_moment_that_is_not_one_is_refused(terminal: Terminal, at: str, sentence: str) -> None:
    bay(terminal)

    assert sentence in terminal.run("device", "retire", "bay-17", "--at", at, code=1)


def test_retiring_a_site_ends_what_is_deployed_there(terminal: Terminal) -> None:
    bay(terminal)

    terminal.run("site", "retire", "sued-platz", "--at", "2026-07-01T00:00")

    assert terminal.json("site", "list") == []
    (deployed,) = terminal.json("deployment", "list", "--device", "bay-17")
    assert deployed["until"] == "2026-06-30T22:00:00+00:00"


async def test_of_two_who_deploy_at_once_one_is_told(database: str) -> None:
    async with connect(database) as one, connect(database) as other:
        town = Town(one)
        await town.site("ring")
        stream = await town.datastream("ring", Property.COUNT, "1")
        channels = [await town.channel(name, Property.COUNT, device=name) for name in ("c1", "c2")]
        spans = [Span(datastream=stream, channel=channel, since=NOW) for channel in channels]
        async with one.transaction():
            await deployments.add(one, spans[0], now=NOW, cause="test")
            waiting = asyncio.create_task(deployments.add(other, spans[1], now=NOW, cause="test"))
            blocked = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
            async with connect(database) as watcher:
                while await Town(watcher).rows(blocked) == [(0,)]:
                    assert not waiting.done()
        with pytest.raises(RegistryError, match="somebody else"):
            await waiting


@pytest.mark.parametrize(
    "words",
    [
        ("device", "add", "x", "--model", "wegwarte-bay-1"),
        ("group", "add", "Old town"),
        ("measure", "add", "cycle street", "--from", "2026-06-01", "--site", "sued-platz"),
        ("datastream", "add", "sued-platz", "--property", "bay_state", "--bay", "18"),
        ("anchor", "sued-platz", "7", "--at", "2026-06-01"),
        ("site", "fact", "sued-platz", "capacity", "40"),
    ],
    ids=" ".join,
)
def test_every_change_can_be_rehearsed(terminal: Terminal, words: tuple[str, ...]) -> None:
    bay(terminal)
    before = rows(terminal.database, "select count(*) from audit")

    assert "nothing was changed (--dry-run)" in terminal.run(*words, "--dry-run")

    assert rows(terminal.database, "select count(*) from audit") == before
    terminal.run(*words, "--why", "because")
    assert rows(terminal.database, "select count(*) from audit") > before


def test_help_names_the_options_every_change_has(terminal: Terminal) -> None:
    told = terminal.run("group", "join", "--help")

    assert [o for o in ("--who", "--why", "--dry-run", "--data", "--json") if o not in told] == []


def test_a_site_whose_latitude_and_longitude_are_exchanged_is_refused(terminal: Terminal) -> None:
    words = ("site", "add", "Markt", "--kind", "parking_zone", "--lat", "7.79", "--lon", "51.98")

    said = terminal.run(*words, code=1)

    assert "are exchanged: lat is the one near 50" in said
    assert terminal.json("site", "list") == []
