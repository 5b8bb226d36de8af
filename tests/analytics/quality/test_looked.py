"""A site is looked at with what people have said of it: words, capacities, intervals."""

from zoneinfo import ZoneInfo

import numpy as np

from analytics.day_state import pack_days
from analytics.quality.finding import Finding, Test
from analytics.quality.looked import Known, site_findings
from analytics.quarters import DAY_MS, QUARTER_MS, empty, no_ends
from analytics.said import Judgement
from analytics.site import Deployment, Site, Source
from analytics.spans import Span
from devices.properties import Property
from devices.quality import Flag

DAY = 19_797  # 2024-03-15
DAYS = 6
BEGIN_MS, UNTIL_MS = DAY * DAY_MS, (DAY + DAYS) * DAY_MS
MORNING = Span(BEGIN_MS + 2 * DAY_MS + 8 * 3_600_000, BEGIN_MS + 2 * DAY_MS + 12 * 3_600_000)


def states(value: np.ndarray, observed: Property, grain: int = 1) -> dict[int, bytes]:
    """Pack values by quarter; NaN: not known, though expected."""
    run = empty(DAY * 96, DAYS * 96)
    known = ~np.isnan(value)
    state = observed is Property.FREE_SPACES
    run.total[:] = np.nan_to_num(value) * (QUARTER_MS if state else 1)
    run.expected_ms[:] = QUARTER_MS
    run.observed_ms[known] = QUARTER_MS
    run.flag[known] = Flag.GOOD
    run.grain[known] = grain
    return pack_days(run, no_ends(DAYS))


def looked(
    value: np.ndarray,
    observed: Property = Property.COUNT,
    *,
    said: tuple[Judgement, ...] = (),
    capacity: tuple[tuple[Span, float], ...] = (),
    grain: int = 1,
) -> list[Finding]:
    always = Span(BEGIN_MS - DAY_MS, UNTIL_MS + DAY_MS)
    source = Source(
        id=1,
        observed=observed,
        mode="bicycle",
        deployments=(Deployment(channel=1, device="d", span=always),),
        judgements=said,
    )
    site = Site(id="s", zone=ZoneInfo("UTC"), sources=(source,), capacity=capacity)
    known = Known(source=source, name="s/1", states=states(value, observed, grain))
    return site_findings(site, [known], [], UNTIL_MS)[1]


def counted(missing: Span | None = None) -> np.ndarray:
    value = np.random.default_rng(3).poisson(9, DAYS * 96).astype(float)
    if missing is not None:
        begin, end = ((at - BEGIN_MS) // QUARTER_MS for at in (missing.from_ms, missing.to_ms))
        value[begin:end] = np.nan
    return value


def test_hours_without_values_are_a_gap() -> None:
    (one,) = looked(counted(MORNING))

    assert (one.test, Span(one.start_ms, one.end_ms)) == (Test.GAP, MORNING)


def test_a_site_of_one_datastream_asks_its_like_elsewhere_who_is_silent() -> None:
    always = Span(BEGIN_MS - DAY_MS, UNTIL_MS + DAY_MS)

    def deck(number: int, missing: Span | None) -> Known:
        source = Source(
            id=number,
            observed=Property.FREE_SPACES,
            deployments=(Deployment(channel=number, device=f"d{number}", span=always),),
        )
        kept = states(counted(missing), Property.FREE_SPACES)
        return Known(source=source, name=f"deck {number}", states=kept)

    def told(elsewhere: Span | None) -> list[tuple[Test, object]]:
        own = deck(1, MORNING)
        site = Site(id="s", zone=ZoneInfo("UTC"), sources=(own.source,))
        found = site_findings(site, [own], [deck(2, elsewhere)], UNTIL_MS)[1]
        return [(one.test, one.evidence.get("others")) for one in found if one.flag == Flag.MISSING]

    assert told(None) == [(Test.SILENT, "deck 2")]
    assert told(MORNING) == [(Test.GAP, None)]


def test_what_a_person_calls_anomalous_is_not_missing() -> None:
    assert looked(counted(MORNING), said=(Judgement(kind="anomalous", span=MORNING),)) == []


def test_what_a_person_calls_atypical_is_missing_all_the_same() -> None:
    assert len(looked(counted(MORNING), said=(Judgement(kind="atypical", span=MORNING),))) == 1


def test_free_spaces_are_held_against_the_capacity_of_their_time() -> None:
    free = np.where(np.arange(DAYS * 96) % 2, 70.0, 60.0)
    turn = BEGIN_MS + 3 * DAY_MS
    capacity = ((Span(BEGIN_MS - DAY_MS, turn), 63.0), (Span(turn, UNTIL_MS + DAY_MS), 80.0))

    above = [
        one
        for one in looked(free, Property.FREE_SPACES, capacity=capacity)
        if one.test is Test.ABOVE_CAPACITY
    ]

    (one,) = above  # every other quarter: a day apart at most, one finding
    assert (one.start_ms, one.evidence["value"]) == (BEGIN_MS + QUARTER_MS, 70)
    assert one.end_ms == turn


def test_counts_by_the_day_have_no_curve_and_are_known_when_the_day_ends() -> None:
    days, dead = 120, 100
    by_day = np.random.default_rng(5).poisson(960, (3, days)).astype(float)
    by_day[0, dead:] = 0
    run, always = empty(DAY * 96, days * 96), Span(BEGIN_MS, BEGIN_MS + days * DAY_MS)
    run.expected_ms[:] = run.observed_ms[:] = QUARTER_MS
    run.flag[:], run.grain[:] = Flag.GOOD, 96
    known = []
    for number, totals in enumerate(by_day):
        run.total[:] = np.repeat(totals / 96, 96)
        deployed = (Deployment(channel=number, device=f"d{number}", span=always),)
        source = Source(
            id=number, observed=Property.COUNT, mode="bicycle", deployments=deployed,
            direction="ab"[number % 2],
        )  # fmt: skip
        packed = pack_days(run, no_ends(days))
        known.append(Known(source=source, name=f"s/{number}", states=packed))
    site = Site(id="s", zone=ZoneInfo("UTC"), sources=tuple(one.source for one in known))

    found = site_findings(site, known, [], always.to_ms)

    (one,) = [one for one in found[0] if one.test is Test.DEAD]
    assert (one.start_ms, one.seen_ms) == (
        BEGIN_MS + dead * DAY_MS,
        BEGIN_MS + (dead + 1) * DAY_MS,
    )
    shown = {one.test for of_one in found.values() for one in of_one}
    assert shown <= {Test.DEAD, Test.ZERO_RUN, Test.LEVEL_LOW, Test.LEVEL_HIGH}


def test_hours_laid_into_quarters_are_no_stuck_value() -> None:
    hourly = np.repeat(np.random.default_rng(4).poisson(36, DAYS * 24) / 4, 4)

    assert looked(hourly, grain=4) == []


def test_a_capacity_that_is_to_come_changes_no_finding_of_now() -> None:
    free = np.where(np.arange(DAYS * 96) % 2, 70.0, 60.0)
    free[200:260] = 0.0
    always, after = Span(0, UNTIL_MS + 30 * DAY_MS), Span(UNTIL_MS + DAY_MS, UNTIL_MS + 90 * DAY_MS)
    until = Span(0, after.from_ms)

    known = looked(free, Property.FREE_SPACES, capacity=((always, 65.0),))

    assert known
    for to_come in (0.0, 500.0):
        told = looked(free, Property.FREE_SPACES, capacity=((until, 65.0), (after, to_come)))
        assert told == known
