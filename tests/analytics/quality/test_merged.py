"""One fault is one finding: what explains most takes the others in, and says since when."""

import numpy as np
import pytest

from analytics.quality.finding import Evidence, Finding, Test, found
from analytics.quality.judge import counter_findings
from analytics.quality.levels import level_findings
from analytics.quality.merged import of_one_source, one_each
from analytics.quality.repeats import zero_findings
from analytics.quality.shapes import shift_findings, swap_findings
from analytics.quality.silence import gap_findings
from analytics.quality.spells import Spell, of_one_clock
from analytics.quality.track import HOUR_MS
from analytics.spans import Span
from tests.analytics.quality.streets import FIRST_DAY, ZONE, changed, step, town, watched

DAY_MS = 24 * HOUR_MS
NAMES = (
    "factor", "counted", "expected", "hours", "intervals", "value", "around", "before", "after",
    "capacity", "days",
)  # fmt: skip
NUMBERS: Evidence = {**dict.fromkeys(NAMES, 2.0), "other": "y", "others": "y, z"}


def one(test: Test, first: float, last: float, seen: float, **numbers: float) -> Finding:
    """Return a finding of some days, known on a day."""
    span = (round(first * DAY_MS), round(last * DAY_MS))
    return found(test, "x", span, round(seen * DAY_MS), evidence={**NUMBERS, **numbers})


def told(*findings: Finding) -> list[tuple[str, str]]:
    return [(str(f.test), str(f.evidence.get("also", ""))) for f in one_each(findings)]


@pytest.mark.parametrize(
    ("explaining", "explained"),
    [
        (one(Test.SWAPPED, 1, 9, 3), one(Test.LEVEL_HIGH, 1.2, 9, 1.6)),
        (one(Test.SWAPPED, 1, 9, 3), one(Test.CLOCK_SHIFT, 4, 6, 6)),
        (one(Test.DEAD, 1, 9, 2), one(Test.LEVEL_LOW, 1, 10, 1.9)),
        (one(Test.DEAD, 1, 3, 2), one(Test.DEAD, 1.5, 1.6, 1.6)),
        (one(Test.ZERO_RUN, 1, 3, 2), one(Test.CLOCK_SHIFT, 1, 3, 3)),
        (one(Test.STUCK, 1, 3, 2), one(Test.LEVEL_LOW, 1, 3, 1.5)),
        (one(Test.CLOSED_AS_FULL, 1, 1.5, 1.5), one(Test.STUCK, 1, 1.5, 1.2)),
        (one(Test.GAP, 1, 5, 1.1), one(Test.LEVEL_HIGH, 2, 5.5, 5.5)),
        (one(Test.LEVEL_LOW, 1, 20, 2), one(Test.DEAD, 5, 5.2, 5.1)),
        (one(Test.LEVEL_LOW, 1, 20, 2), one(Test.LEVEL_HIGH, 5, 5.3, 5.2)),
        (one(Test.CLOCK_SHIFT, 1, 9, 3, hours=1), one(Test.DEAD, 5, 5.08, 5.05)),
    ],
)
def test_what_explains_most_is_told_and_names_what_it_takes_in(
    explaining: Finding, explained: Finding
) -> None:
    also = "" if explaining.test is explained.test else str(explained.test)

    assert told(explained, explaining) == told(explaining, explained)
    assert told(explaining, explained) == [(str(explaining.test), also)]


@pytest.mark.parametrize(
    "two",
    [
        (one(Test.LEVEL_LOW, 1, 20, 2), one(Test.DEAD, 5, 6, 5.1)),  # a day of zeros
        (one(Test.LEVEL_LOW, 1, 20, 9), one(Test.DEAD, 5, 5.2, 5.1)),  # known before
        (one(Test.CLOCK_SHIFT, 1, 9, 3, hours=1), one(Test.DEAD, 5, 5.5, 5.1)),
        (one(Test.SWAPPED, 1, 3, 3), one(Test.LEVEL_LOW, 2, 30, 4)),
        (one(Test.DEAD, 1, 2, 2), one(Test.DEAD, 4, 5, 5)),
        (one(Test.SWAPPED, 1, 9, 3), one(Test.DEAD, 2, 4, 2.1)),
        (one(Test.GAP, 1, 9, 3), one(Test.DEAD, 2, 4, 2.1)),
    ],
)
def test_another_fault_stays_one_of_its_own(two: tuple[Finding, Finding]) -> None:
    assert one_each(two) == list(two)


def test_of_a_chain_the_first_is_told() -> None:
    chain = (one(Test.DEAD, 1, 9, 2), one(Test.STUCK, 2, 4, 3), one(Test.LEVEL_LOW, 2, 5, 4))

    assert told(*chain) == [("dead", "level_low, stuck")]


def test_what_is_missing_of_one_source_is_told_once() -> None:
    names = {1: "s/deck (free_spaces)", 2: "s/deck (operating_state)", 3: "s/yard (free_spaces)"}
    gap, later = one(Test.GAP, 1, 3, 1.1), one(Test.SILENT, 1.1, 3, 1.2)
    apart, dead = one(Test.GAP, 5, 6, 5.1), one(Test.DEAD, 1, 3, 1.1)

    kept = of_one_source({1: [gap], 2: [later, apart, dead], 3: [gap]}, names)

    assert kept == {1: [gap], 2: [apart, dead], 3: [gap]}


def test_what_is_missing_of_one_source_is_told_once_when_it_was_confirmed() -> None:
    names = {1: "s/deck (free_spaces)", 2: "s/deck (operating_state)", 3: "s/yard (free_spaces)"}
    gap, apart = one(Test.GAP, 1, 3, 1.1), one(Test.GAP, 5, 6, 5.1)
    confirmed = {1: [Span(DAY_MS, 3 * DAY_MS)]}  # called anomalous, it is not found again

    kept = of_one_source({1: [], 2: [gap, apart], 3: [gap]}, names, confirmed)

    assert kept == {1: [], 2: [apart], 3: [gap]}


def test_a_level_says_what_its_name_says_or_what_its_window_said() -> None:
    every = town()
    for seed in range(6):
        value = every["in"].value.copy()
        random = np.random.default_rng(seed)
        at = step(60 + seed, 7)
        value[at : at + 96 * 3] = random.poisson(value[at : at + 96 * 3] * 0.55)
        tracks = watched({**every, "in": changed(every["in"], 0, len(value), value)})
        beside = [other for name, other in tracks.items() if name != "in"]
        for finding in level_findings(tracks["in"], beside):
            factor = float(finding.evidence["factor"])
            assert (factor > 1) is (finding.test is Test.LEVEL_HIGH), finding


def test_swapped_directions_are_one_finding_that_begins_with_them() -> None:
    every = town()
    part = slice(step(70) - 4, step(80) - 4)  # local days
    into, out = every["in"], every["out"]
    turned = {
        **every,
        "in": changed(into, part.start, part.stop, out.value[part]),
        "out": changed(out, part.start, part.stop, into.value[part]),
    }
    tracks = watched(turned)
    beside = [other for name, other in tracks.items() if name != "in"]

    findings = one_each(counter_findings(tracks["in"], partner=tracks["out"], beside=beside))

    inside = [
        (f.test, f.start_ms // DAY_MS, f.end_ms // DAY_MS)
        for f in findings
        if into.at_ms(part.start) < f.end_ms and f.start_ms < into.at_ms(part.stop)
    ]
    assert inside == [(Test.SWAPPED, FIRST_DAY + 69, FIRST_DAY + 79)]
    assert len(swap_findings(tracks["in"], tracks["out"])) == 1


def test_a_clock_that_is_mended_after_weeks_was_wrong_up_to_then() -> None:
    every = town()
    begin, end = step(60) - 4, step(95) - 4
    late = changed(every["in"], begin, end, every["in"].value[begin - 4 : end - 4])

    (finding,) = shift_findings(watched({"in": late})["in"])

    assert (finding.test, finding.evidence["hours"]) == (Test.CLOCK_SHIFT, 1)
    assert abs(finding.start_ms - late.at_ms(begin)) <= DAY_MS
    assert abs(finding.end_ms - late.at_ms(end)) <= DAY_MS


def test_a_short_odd_curve_is_not_mended_by_another_one() -> None:
    odd, other = Spell(begin=10, end=12, seen=11, lag=1), Spell(begin=20, end=22, seen=21, lag=-1)

    assert of_one_clock([odd, other]) == [odd, other]


def test_a_counter_that_comes_and_goes_is_told_by_its_zeros() -> None:
    track = town()["in"]
    dead = changed(changed(track, step(60, 8), step(60, 14), 0), step(61, 8), step(61, 15), 0)
    tracks = watched({**town(), "in": dead})
    beside = [other for name, other in tracks.items() if name != "in"]

    (finding,) = zero_findings(tracks["in"], beside)

    assert finding.evidence["zero_hours"] == pytest.approx(13, abs=0.5)
    assert finding.evidence["counted"] != 0
    assert finding.en.startswith("Comes and goes: nothing but zeros for 13")
    assert finding.de.startswith("Setzt aus und zählt wieder: insgesamt 13")


def test_a_gap_within_a_day_is_a_gap_and_a_day_that_is_cut_is_named_as_people_do() -> None:
    track = town()["in"]
    within = changed(track, step(50, 7), step(50, 10), np.nan)
    cut = changed(track, step(50, 16), step(50, 23), np.nan)

    (gap,) = gap_findings(within, [], ZONE, track.end_ms)
    (short,) = gap_findings(cut, [], ZONE, track.end_ms)

    assert (gap.test, gap.en) == (Test.GAP, "No values for 3 h.")
    assert short.evidence["day"] == "2024-02-20"
    assert short.de == "Der Tag 20.02.2024 hat nur 17 von 24 Stunden."
    assert short.en == "The day 20 February 2024 has only 17 of 24 hours."


def test_a_day_into_which_a_value_holds_is_missing() -> None:
    """The last value of a car park holds for half an hour."""
    track = town()["in"]
    begin, end = step(58, 23.5), step(59, 23)  # 29 February in Münster

    (one_day,) = gap_findings(changed(track, begin, end, np.nan), [], ZONE, track.end_ms)

    assert (one_day.test, one_day.evidence["day"]) == (Test.MONTH_END, "2024-02-29")
