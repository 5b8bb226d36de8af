"""The chance of a free space on arrival: what it is made of, how it is tried, when withheld."""

from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.calendar.region import Region
from analytics.parking import arrival_told, on_arrival, trial, usual_chance
from analytics.parking.arrival_told import Basis
from analytics.parking.availability import Withheld
from analytics.parking.logistic import chance_of, fitted
from analytics.parking.usual_chance import WEEK, WEEKS, Laid, Past
from analytics.quarters import Float

BERLIN = ZoneInfo("Europe/Berlin")
NW = Region(land="NW")
#: Monday 2 November 2026, 00:00 in Berlin. [quarters since 1970]
ISSUE = 1_793_574_000 // 900
COUNT = WEEKS * WEEK


def busy(seed: int = 3, weeks: int = WEEKS) -> Float:
    """Free spaces of a car park of 60 that fills up around noon, on some days quite."""
    rng = np.random.default_rng(seed)
    place = np.arange(COUNT)
    hour = (place % 96) / 4
    day = place // 96
    much = rng.normal(1.0, 0.25, COUNT // 96)[day] * np.where(day % 7 >= 5, 0.6, 1.0)
    drift = np.zeros(COUNT)
    for k in range(1, COUNT):
        drift[k] = 0.97 * drift[k - 1] + rng.normal(0, 0.8)
    taken = 58 * much * np.exp(-(((hour - 12) / 4) ** 2)) + drift
    free = np.clip(np.rint(60 - taken), 0, 60)
    return np.where(place >= COUNT - weeks * WEEK, free, np.nan)


def past(free: Float, **changed: object) -> Past:
    none = np.zeros(COUNT, dtype=bool)
    words = {"shut": none, "doubted": none, "atypical": none} | changed
    return Past(first=ISSUE - COUNT + 1, free=free, **words)  # type: ignore[arg-type]


def laid(free: Float, **changed: object) -> Laid:
    return usual_chance.laid(past(free, **changed), BERLIN, NW)


def soon(free: Float, *, doubted: bool = False, shut: bool = False) -> arrival_told.Told:
    put = arrival_told.asked(laid(free), 1, doubted=doubted)
    (told,) = arrival_told.within_the_hour(put, [ISSUE + 2], [shut])
    return told


def cell(kind: int, slot: int) -> int:
    return int(usual_chance.cell_of(np.array(kind), np.array(slot)))


def test_what_is_told_came_true_as_often_as_was_said() -> None:
    free = busy()
    put = arrival_told.asked(laid(free), 1, doubted=False)

    told = soon(free)

    assert told.basis is Basis.NOW
    assert told.reason is None
    assert told.score is not None
    assert put.usual is not None
    assert told.score.error.value < 0.03
    assert told.score.skill.value > 0.3
    assert told.score.brier.value < put.usual.brier.value
    assert int(told.score.table.n.sum()) == told.score.n > 5_000
    assert 54 <= told.score.days <= 57


def test_nothing_is_learned_from_what_it_is_judged_on() -> None:
    free, changed = busy(), busy()
    at = COUNT - 3 * WEEK  # the last three weeks are quite another world
    changed[at:] = 60 - changed[at:]

    walks = []
    for one in (free, changed):
        of = laid(one)
        walks.append(on_arrival.walk(of, usual_chance.usual(of, 1), 2, 1))

    before = slice(0, at + 2)  # told before the change began
    for name in ("chance", "usual"):
        same = [getattr(walked, name)[before] for walked in walks]
        assert np.array_equal(same[0], same[1], equal_nan=True), name
    assert (~np.isnan(walks[0].chance[before])).sum() > 3_000
    first_week = slice(at + 2, at + WEEK)  # learned before, seen after
    assert not np.array_equal(walks[0].chance[first_week], walks[1].chance[first_week])
    assert np.array_equal(walks[0].usual[first_week], walks[1].usual[first_week])


@pytest.mark.parametrize(
    ("weeks", "reason"),
    [(7, Withheld.FEW_DAYS), (9, Withheld.NOT_TRIED), (12, None)],
)
def test_it_needs_eight_weeks_and_two_to_be_tried(weeks: int, reason: Withheld | None) -> None:
    assert soon(busy(weeks=weeks)).reason is reason


def test_a_kind_of_day_needs_twenty_days() -> None:
    put = arrival_told.asked(laid(busy(weeks=14)), 1, doubted=False)
    noon = 12 * 4

    monday, sunday = (
        arrival_told.on_a_day(put, ISSUE + 96, cell(k, noon), shut=False) for k in (0, 2)
    )

    assert (monday.reason, monday.days) == (None, 70)
    assert monday.low < monday.chance < monday.high
    assert (sunday.reason, sunday.chance) == (Withheld.FEW_DAYS, None)


def test_an_old_or_doubted_value_or_a_closed_site_is_said_so() -> None:
    silent = busy()
    silent[-3:] = np.nan
    late = busy()
    late[-2:] = np.nan

    assert soon(silent).reason is Withheld.UNKNOWN_NOW
    assert soon(late).reason is None
    assert soon(busy(), doubted=True).reason is Withheld.DOUBTED
    assert soon(busy(), shut=True).reason is Withheld.CLOSED
    assert soon(np.full(COUNT, np.nan)).reason is Withheld.FEW_DAYS


def test_what_is_closed_every_night_is_closed_then() -> None:
    place = np.arange(COUNT)
    night = place % 96 < 24
    free = np.where(night, np.nan, busy())
    put = arrival_told.asked(laid(free, shut=night), 1, doubted=False)

    told = arrival_told.on_a_day(put, ISSUE + 96, cell(0, 8), shut=False)

    assert told.reason is Withheld.CLOSED


def test_chances_that_have_become_wrong_are_withheld() -> None:
    free = busy()
    free[COUNT - 5 * WEEK :] = 0.0  # full ever since, and then free again: nobody could know
    free[COUNT - 2 * WEEK :] = 60.0
    put = arrival_told.asked(laid(free), 1, doubted=False)

    told = arrival_told.on_a_day(put, ISSUE + 96, 48, shut=False)

    assert told.reason is Withheld.NOT_RELIABLE
    assert told.score is not None
    assert told.score.error.value > trial.ERROR_MAX


def test_a_car_park_that_is_never_full_is_told_by_its_kind_of_day() -> None:
    told = soon(np.full(COUNT, 40.0))

    assert told.reason is None
    assert told.chance > 0.99
    assert told.score is not None
    assert told.score.base_rate.value == 1.0


def test_more_spaces_are_less_likely() -> None:
    of = laid(busy())
    chances = []
    for spaces in (1, 5, 20):
        put = arrival_told.asked(of, spaces, doubted=False)
        chances.append(arrival_told.on_a_day(put, ISSUE + 96, 48, shut=False))

    told = [one.chance if one.chance is not None else np.nan for one in chances]
    assert told[0] > told[-1]


def test_atypical_days_are_neither_learned_from_nor_judged_by() -> None:
    free = busy()
    fair = np.zeros(COUNT, dtype=bool)
    fair[COUNT - 10 * 96 :] = True
    spoiled = np.where(fair, 0.0, free)

    calm = usual_chance.usual(laid(free, atypical=fair), 1)
    spoilt = usual_chance.usual(laid(spoiled, atypical=fair), 1)

    assert np.array_equal(calm.free_days, spoilt.free_days)


def test_a_regression_without_rows_is_what_is_usual() -> None:
    aim = np.array([1.0, 0.0])
    assert fitted(np.zeros((0, 2)), np.zeros(0), aim, aim).tolist() == [1.0, 0.0]
    told = chance_of(np.array([-1e9, 1e9]))
    assert 0 < told[0] < told[1] <= 1


def test_only_whole_weeks_and_the_next_two_hours() -> None:
    odd = past(busy())
    short = Past(
        first=odd.first,
        free=odd.free[:-1],
        shut=odd.shut[:-1],
        doubted=odd.doubted[:-1],
        atypical=odd.atypical[:-1],
    )
    with pytest.raises(ValueError, match="whole weeks"):
        usual_chance.laid(short, BERLIN, NW)
    of = laid(busy())
    with pytest.raises(ValueError, match="ahead"):
        on_arrival.walk(of, usual_chance.usual(of, 1), 0, 1)
