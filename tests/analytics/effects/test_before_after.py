"""Before and after: effects that are there are found, and none is found where there is none."""

import math
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from analytics.calendar.region import Region, number_of
from analytics.counting.expansion import Expansion
from analytics.effects import matching, short_counts
from analytics.effects.before_after import Effect, Verdict, Weather, before_after, chosen
from analytics.effects.words import REASONS, SENTENCES
from analytics.figure import Figure, Reason
from analytics.quarters import Float, Int

NW = Region(land="NW")
FIRST = number_of(date(2022, 1, 10))
TIMES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    before: int
    after: int
    carried_over: float  # of a day's deviation to the next day
    noise: float = 0.1  # of a site's own
    volume: float = 500.0


SETTINGS = (
    Setting(before=365, after=180, carried_over=0.6),
    Setting(before=365, after=60, carried_over=0.8),
    Setting(before=90, after=90, carried_over=0.6),
    Setting(before=35, after=35, carried_over=0.3),
)


def _swings(rng: np.random.Generator, shape: tuple[int, int], kept: float, sd: float) -> Float:
    """Return deviations that carry over from day to day."""
    shocks = rng.normal(0, sd * math.sqrt(1 - kept**2), shape)
    found = np.empty(shape)
    found[:, 0] = rng.normal(0, sd, shape[0])
    for k in range(1, shape[1]):
        found[:, k] = kept * found[:, k - 1] + shocks[:, k]
    return found


def _counted(rng: np.random.Generator, mean: Float, setting: Setting) -> Float:
    """Return over-dispersed counts: a site has dull weeks and lively days of its own."""
    size = mean.shape[0], mean.shape[1]
    own = np.exp(_swings(rng, size, setting.carried_over, setting.noise))
    shape = 0.2 / setting.noise**2  # of a gamma distribution: half as spread again, day by day
    days = rng.gamma(shape, 1 / shape, mean.shape)
    return rng.poisson(mean * own * days).astype(np.float64)


def _simulated(setting: Setting, effect: float, times: int, seed: int = 4) -> list[Effect]:
    """Return what is said of a site with an effect and a control, both in the same weather."""
    rng = np.random.default_rng(seed)
    number = np.arange(FIRST, FIRST + setting.before + setting.after)
    at = FIRST + setting.before
    week = np.array([1.1, 1.15, 1.15, 1.1, 1.0, 0.7, 0.5])[(number + 3) % 7]
    usual = week * (1 + 0.3 * np.sin(2 * np.pi * number / 365))
    weather = np.exp(_swings(rng, (times, len(number)), 0.5, 0.25))
    changed = 1 + effect * (number >= at)
    site = _counted(rng, setting.volume * usual * weather * changed, setting)
    control = _counted(rng, 2_000 * usual * weather, setting)
    return [
        before_after(one, [other], number, at, NW) for one, other in zip(site, control, strict=True)
    ]


def _share(found: list[Effect], verdict: Verdict) -> float:
    return sum(one.verdict is verdict for one in found) / len(found)


@pytest.mark.parametrize("setting", SETTINGS)
def test_without_an_effect_more_is_said_in_at_most_one_of_twenty(setting: Setting) -> None:
    found = _simulated(setting, 0.0, TIMES)

    assert _share(found, Verdict.MORE) <= 0.05
    assert _share(found, Verdict.LESS) <= 0.05


@pytest.mark.parametrize("effect", [0.05, 0.2])
@pytest.mark.parametrize("setting", SETTINGS)
def test_an_effect_is_recovered_and_lies_in_its_interval(setting: Setting, effect: float) -> None:
    found = [one for one in _simulated(setting, effect, 300) if one.change is not None]
    changes = [one.change for one in found if one.change is not None]
    inside = [
        one.low <= effect <= one.high
        for one in found
        if one.low is not None and one.high is not None
    ]

    assert np.mean(changes) == pytest.approx(effect, abs=0.02)
    assert np.mean(inside) >= 0.92
    assert _share(found, Verdict.LESS) <= 0.05


def test_a_fifth_more_over_half_a_year_is_nearly_always_seen() -> None:
    steady = Setting(before=365, after=180, carried_over=0.6, noise=0.04)

    assert _share(_simulated(steady, 0.2, 200), Verdict.MORE) >= 0.95
    assert _share(_simulated(SETTINGS[0], 0.2, 200), Verdict.MORE) >= 0.6


def test_levels_that_wander_are_taken_for_usual_variation() -> None:
    rng = np.random.default_rng(9)
    days, at = 545, FIRST + 365
    number = np.arange(FIRST, FIRST + days)
    found = []
    for _ in range(300):
        wandering = np.exp(np.cumsum(rng.normal(0, 0.01, days)))
        site = rng.poisson(500 * wandering).astype(np.float64)
        control = rng.poisson(np.full(days, 2_000.0)).astype(np.float64)
        found.append(before_after(site, [control], number, at, NW))

    assert _share(found, Verdict.MORE) <= 0.05


def test_the_same_counts_give_the_same_interval() -> None:
    assert _simulated(SETTINGS[2], 0.1, 2) == _simulated(SETTINGS[2], 0.1, 2)


def _flat(days: int = 120) -> tuple[Float, Int, int]:
    number = np.arange(FIRST, FIRST + days)
    return np.full(days, 100.0), number, FIRST + days // 2


def test_without_a_control_nothing_is_said() -> None:
    site, number, at = _flat()

    found = before_after(site, [], number, at, NW)

    assert (found.verdict, found.change, found.reason) == (None, None, Reason.NO_CONTROL)


def test_nineteen_matched_days_are_too_few_and_twenty_are_enough() -> None:
    site, number, at = _flat(200)
    every = matching.matched(number, ~np.isnan(site), matching.strata(number, NW), at)
    known = np.flatnonzero(every.used & every.after)
    for days, reason in ((19, Reason.INSUFFICIENT_DATA), (20, None)):
        few = site.copy()
        few[known[days:]] = np.nan
        found = before_after(few, [site], number, at, NW)
        assert (found.n_after, found.reason) == (days, reason)


def test_a_day_on_which_a_control_is_missing_or_that_is_atypical_is_left_out() -> None:
    site, number, at = _flat()
    rng = np.random.default_rng(1)
    site = rng.poisson(site).astype(np.float64)
    gap, fair = site.copy(), np.zeros(len(site), dtype=bool)
    gap[10], fair[11] = np.nan, True
    spoiled = site.copy()
    spoiled[10], spoiled[11] = 10_000, 10_000

    whole = before_after(site, [np.full(len(site), 100.0)], number, at, NW)
    less = before_after(
        spoiled, [np.where(np.isnan(gap), gap, 100.0)], number, at, NW, atypical=fair
    )

    assert less.n_before == whole.n_before - 2
    assert less.change == pytest.approx(whole.change, abs=0.02)


def test_holidays_christmas_eve_and_days_without_a_match_are_not_compared() -> None:
    number = np.arange(number_of(date(2022, 12, 19)), number_of(date(2022, 12, 27)))
    found = matching.strata(number, NW)

    assert found[[5, 6, 7]].tolist() == [-1, -1, -1]  # 24 to 26 December
    every = np.ones(len(number), dtype=bool)
    days = matching.matched(number, every, found, number[0] + 4)
    assert days.n_before == days.n_after == 0  # Monday to Thursday against Friday


def test_a_change_of_the_control_counts_against_the_site() -> None:
    site, number, at = _flat()
    rng = np.random.default_rng(2)
    town = rng.poisson(1000 * (1 + 0.2 * (number >= at))).astype(np.float64)

    grown = before_after(rng.poisson(town).astype(np.float64), [town], number, at, NW)

    assert grown.change == pytest.approx(0, abs=0.02)
    assert before_after(site, [town], number, at, NW).verdict is Verdict.LESS


def test_a_site_that_feels_the_weather_more_than_its_control_is_freed_of_it() -> None:
    rng = np.random.default_rng(3)
    number = np.arange(FIRST, FIRST + 365 + 90)
    at = FIRST + 365
    rain = rng.gamma(2, 1, len(number)) + 3 * (number >= at)  # a wet autumn
    week = np.where((number + 3) % 7 < 5, 1.0, 0.6)
    site = rng.poisson(800 * week * np.exp(-0.05 * rain)).astype(np.float64)
    control = rng.poisson(2_000 * week).astype(np.float64)
    weather = Weather(was=rain[:, None], usual=np.full((len(number), 1), 2.0))

    wet = before_after(site, [control], number, at, NW)
    freed = before_after(site, [control], number, at, NW, weather=weather)

    assert wet.verdict is Verdict.LESS
    assert wet.change is not None
    assert wet.change < -0.1
    assert freed.weather
    assert freed.change == pytest.approx(0, abs=0.03)


def test_weather_of_too_few_days_is_left_aside_and_said_so() -> None:
    site, number, at = _flat()
    rain = np.random.default_rng(5).random((len(number), 1))

    found = before_after(site, [site], number, at, NW, weather=Weather(was=rain, usual=rain))

    assert (found.weather, found.verdict) == (False, Verdict.NOT_DISTINGUISHABLE)


def test_two_short_counts_are_compared_with_the_errors_of_their_expansion() -> None:
    number = np.arange(28)
    control = np.where(number % 7 < 5, 1_000.0, 500.0)
    site = np.where((number < 7) | (number >= 21), control / 2, np.nan)
    for factor, verdict in ((1.3, Verdict.NOT_DISTINGUISHABLE), (1.6, Verdict.MORE)):
        grown = np.where(number >= 14, site * factor, site)
        found = short_counts.of_days(grown, control, number >= 14, error=0.1, days_min=7)
        assert (found.verdict, found.n_before, found.n_after) == (verdict, 7, 7)
        assert found.change == pytest.approx(factor - 1)
    short = short_counts.of_days(site, control, number >= 22, error=0.1, days_min=7)
    assert short.reason is Reason.INSUFFICIENT_DATA


def test_a_short_count_of_nothing_has_no_ratio() -> None:
    some = Expansion(aadt=Figure(10.0), low=None, high=None, error=0.1, hours=168)
    none = Expansion(aadt=Figure(0.0), low=None, high=None, error=0.1, hours=168)

    assert short_counts.of_short_counts(some, none).reason is Reason.UNDEFINED


def test_controls_in_other_weather_are_weighed_by_the_time_before_the_change() -> None:
    rng = np.random.default_rng(6)
    number = np.arange(FIRST, FIRST + 180)
    at = FIRST + 120
    park, road = np.exp(rng.normal(0, 0.4, (2, 180)))
    site = rng.poisson(800 * park * (1 + 0.2 * (number >= at))).astype(np.float64)
    controls = [rng.poisson(2_000 * park).astype(np.float64), rng.poisson(9_000 * road) * 1.0]

    both = before_after(site, controls, number, at, NW)
    added = before_after(site, [controls[0] + controls[1]], number, at, NW)

    assert (both.verdict, added.verdict) == (Verdict.MORE, Verdict.NOT_DISTINGUISHABLE)
    assert both.change == pytest.approx(0.2, abs=0.05)


def test_a_control_that_began_after_the_change_is_left_aside() -> None:
    site, number, at = _flat()
    site = np.random.default_rng(8).poisson(site).astype(np.float64)
    late = np.where(number < at - 10, np.nan, 50.0)
    whole = np.full(len(number), 100.0)

    found = before_after(site, [whole, late], number, at, NW)

    assert chosen(site, [whole, late], number, at) == [True, False]
    assert found == before_after(site, [whole], number, at, NW)


def test_what_lies_years_before_the_change_is_not_compared() -> None:
    number = np.arange(FIRST, FIRST + 1_500)
    site = np.random.default_rng(9).poisson(100, 1_500).astype(np.float64)
    at = FIRST + 1_400

    long = before_after(site, [site], number, at, NW)

    assert long.n_before <= 730


def test_there_is_a_sentence_for_every_verdict_and_reason() -> None:
    assert SENTENCES.keys() == set(Verdict)
    assert {Reason.INSUFFICIENT_DATA, Reason.NO_CONTROL, Reason.UNDEFINED} == REASONS.keys()
