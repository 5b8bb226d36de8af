"""A person's word changes the numbers of its time, can be rehearsed, and can be taken back."""

import pytest

from tests.registry.counters import counter, days, prove_derived, said, store
from tests.registry.town import Terminal, derived, in_town, rows

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("anomalous",), (None, 96, 0)),
        (("out-of-service",), (None, None, None)),
        (("calibrated", "--factor", "2"), (960, 96, 96)),
        (("atypical",), (480, 96, 96)),
    ],
    ids=lambda value: value[0] if isinstance(value[0], str) else "",
)
@pytest.mark.parametrize("to", ["2026-06-06T00:00", None])
def test_a_marked_time_counts_as_it_was_called_and_can_be_taken_back(
    terminal: Terminal,
    words: tuple[str, ...],
    expected: tuple[float | None, int | None, int | None],
    to: str | None,
) -> None:
    counter(terminal)
    store(terminal.database, said(terminal.database, "c1"))
    before = in_town(terminal.database, derived)
    open_or_not = () if to is None else ("--to", to)

    terminal.run("mark", "promenade", *words, "--from", "2026-06-05T00:00", *open_or_not)

    prove_derived(terminal.database)
    stored = rows(
        terminal.database,
        "select value, n_expected, n_valid from indicator "
        "where bucket = 'day' and direction = '' and start = '2026-06-05'",
    )
    if expected[0] is None:
        assert stored == [] or stored[0][0] is None
    else:
        assert stored == [expected]
    assert days(terminal.database)["2026-06-04"] == 480

    terminal.run("unmark", "1")
    assert in_town(terminal.database, derived) == before
    prove_derived(terminal.database)
    assert terminal.json("mark", "list") == []
    assert len(terminal.json("mark", "list", "--withdrawn")) == 1


def test_one_datastream_can_be_marked_alone(terminal: Terminal) -> None:
    counter(terminal)
    store(terminal.database, said(terminal.database, "c1"))

    words = ("calibrated", "--factor", "3", "--from", "2026-06-05T00:00", "--why", "video count")
    terminal.run("mark", "1", *words, "--who", "Meier")

    assert days(terminal.database, "a")["2026-06-05"] == 96 * 9
    assert days(terminal.database, "b")["2026-06-05"] == 96 * 2
    (mark,) = terminal.json("mark", "list", "--site", "promenade")
    assert (mark["who"], mark["reason"], mark["datastream"]) == ("Meier", "video count", 1)


def test_a_mark_can_be_rehearsed(terminal: Terminal) -> None:
    counter(terminal)
    store(terminal.database, said(terminal.database, "c1"))

    told = terminal.json("mark", "1", "anomalous", "--from", "2026-06-05T00:00", "--dry-run")

    (touched,) = told["touched"]
    assert touched["before"]["counted"] == 6 * 96 * 3
    assert touched["after"]["counted"] == 0
    assert terminal.json("mark", "list") == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("promenade", "calibrated"), "needs --factor"),
        (("promenade", "anomalous", "--factor", "2"), "needs --factor"),
        (("promenade", "anomalous", "--from", "2026-06-02", "--to", "2026-06-01"), "is not after"),
        (("nowhere", "anomalous"), "no site 'nowhere'"),
        (("99", "anomalous"), "no datastream 99"),
        (("promenade",), "say what promenade is"),
    ],
)
def test_a_mark_that_cannot_be_meant_is_refused(
    terminal: Terminal, words: tuple[str, ...], sentence: str
) -> None:
    counter(terminal)

    assert sentence in terminal.run("mark", *words, code=1)
    assert "no mark 7" in terminal.run("unmark", "7", code=1)
    assert rows(terminal.database, "select * from judgement") == []


def test_a_campaign_expects_nothing_outside_its_time(terminal: Terminal) -> None:
    terminal.run("site", "add", "Allee", "--kind", "cycle_track", "--time-zone", "UTC")
    terminal.run("device", "add", "c1", "--model", "wegwarte-bicycle-counter-1")
    store(terminal.database, said(terminal.database, "c1", days=20))

    words = ("allee", "c1", "--from", "2026-06-03", "--to", "2026-06-10")
    terminal.run("campaign", "add", *words)

    volume = days(terminal.database)
    assert (min(volume), max(volume), len(volume)) == ("2026-06-03", "2026-06-09", 7)
    prove_derived(terminal.database)
    expected = rows(
        terminal.database,
        "select n_expected from indicator where bucket = 'month' and direction = ''",
    )
    assert expected == [(7 * 96,)]
    assert terminal.json("device", "show", "c1")["life"] == "accepted"  # and not silent
    assert len(terminal.json("campaign", "list", "--site", "allee")) == 2


def test_a_campaign_can_end_early_and_be_withdrawn(terminal: Terminal) -> None:
    terminal.run("site", "add", "Allee", "--kind", "cycle_track", "--time-zone", "UTC")
    terminal.run("device", "add", "c1", "--model", "wegwarte-bicycle-counter-1")
    store(terminal.database, said(terminal.database, "c1", days=20))
    words = ("allee", "c1", "--from", "2026-06-03", "--to", "2026-06-10")
    terminal.run("campaign", "add", *words)

    terminal.run("campaign", "end", "allee", "c1", "--at", "2026-06-05")
    assert max(days(terminal.database)) == "2026-06-04"
    prove_derived(terminal.database)
    terminal.run("campaign", "end", "allee", "c1", "--at", "2026-06-01")
    assert days(terminal.database) == {}
    told = terminal.run("campaign", "end", "allee", "c1", "--at", "2026-06-01", code=1)
    assert "has no campaign" in told
    backwards = ("allee", "c1", "--from", "2026-06-10", "--to", "2026-06-03")
    assert "is not after" in terminal.run("campaign", "add", *backwards, code=1)


def test_a_device_is_put_to_its_place_with_one_command(terminal: Terminal) -> None:
    terminal.run("site", "add", "Markt", "--kind", "parking_zone")
    terminal.run("device", "add", "bay-17", "--model", "wegwarte-bay-1")

    terminal.run("device", "install", "bay-17", "markt", "--bay", "17", "--at", "2026-06-01")

    (deployed,) = terminal.json("deployment", "list", "--device", "bay-17")
    assert (deployed["channel"], deployed["bay"]) == ("bay", "17")
    assert terminal.json("device", "show", "bay-17")["life"] == "installed"


def test_a_measure_is_kept_and_can_be_withdrawn(terminal: Terminal) -> None:
    terminal.run("site", "add", "Markt", "--kind", "parking_zone")
    terminal.run("group", "add", "Altstadt")

    terminal.run("measure", "add", "new tariff", "--site", "markt", "--from", "2026-07-01")
    terminal.run("measure", "add", "car-free", "--group", "altstadt", "--from", "2026-08-01")

    first, second = terminal.json("measure", "list")
    assert (first["site"], first["name"], first["from_date"]) == (
        "markt",
        "new tariff",
        "2026-07-01",
    )
    assert second["site_group"] == "altstadt"
    terminal.run("measure", "withdraw", "1")
    assert len(terminal.json("measure", "list")) == 1
    assert "where was it done" in terminal.run(
        "measure", "add", "x", "--from", "2026-07-01", code=1
    )


def test_a_closure_can_be_rehearsed_and_is_signed(terminal: Terminal) -> None:
    counter(terminal)
    words = ("close", "promenade", "--every", "daily 00:00-24:00", "--from", "2026-06-01")

    terminal.run(*words, "--dry-run")
    assert rows(terminal.database, "select * from closure") == []

    terminal.run(*words, "--who", "Meier", "--why", "works")
    *_, last = terminal.json("history", "promenade")
    assert (last["what"], last["who"], last["why"]) == ("closure", "Meier", "works")
    terminal.run("close", "promenade", "--withdraw", str(last["after"]["id"]))
    *_, withdrawn = terminal.json("history", "promenade")
    assert withdrawn["before"]["withdrawn_at"] is None


def test_a_rehearsed_closure_does_not_say_that_no_number_would_change(terminal: Terminal) -> None:
    counter(terminal)
    store(terminal.database, said(terminal.database, "c1"))
    words = ("--every", "daily 00:00-24:00", "--from", "2026-06-01")

    told = terminal.run("close", "promenade", *words, "--dry-run")

    assert "these days would be computed again" in told
    assert "what was observed stays" in told


def test_a_capacity_holds_from_its_date_and_not_before(terminal: Terminal) -> None:
    terminal.run("site", "add", "Theater", "--kind", "car_park")
    terminal.run("site", "fact", "theater", "capacity", "100")
    terminal.run("site", "fact", "theater", "capacity", "80", "--from", "2026-06-01")
    terminal.run("site", "fact", "theater", "capacity", "90", "--from", "2026-07-01", "--dry-run")

    first, second = terminal.json("site", "fact", "theater")
    assert (first["value"], first["until"]) == (100, "2026-05-31T22:00:00+00:00")
    assert (second["value"], second["until"]) == (80, None)
    assert terminal.json("site", "show", "theater")["capacity"] == 80
    terminal.run("site", "fact", "theater", "capacity", "70", "--from", "2026-06-01")
    assert [one["value"] for one in terminal.json("site", "fact", "theater")] == [100, 70]
    for words, sentence in (
        (("capacity", "many"), "is a number"),
        (("capacity", "-1"), ""),
        (("opening_hours", "always"), "always"),
    ):
        told = terminal.run("site", "fact", "theater", *words, code=2 if "-1" in words else 1)
        assert sentence in told
