"""The report on before and after judges real counters, and says how often it was wrong."""

from datetime import date

import pytest

from analytics.effects.before_after import Effect, Verdict
from benchmarks import effect_data, effect_report, quality_data

pytestmark = pytest.mark.recordings


@pytest.fixture
def munich() -> effect_data.Panel:
    if not quality_data.DATA.exists():
        pytest.skip(f"the recordings are missing: {quality_data.DATA}")
    return effect_data.munich()


def test_on_munichs_counters_nothing_is_said_too_often(munich: effect_data.Panel) -> None:
    days = list(effect_data.dates(date(2018, 3, 1), date(2024, 3, 1), 180))
    found = [one.said() for one in effect_report.trials(munich, days, 60, together=True)]

    assert len(found) > 40
    assert not effect_report.too_often(found)
    assert "half width" in effect_report.line("all others", found)


def test_weather_learned_in_some_years_tells_later_ones(munich: effect_data.Panel) -> None:
    said = list(effect_report.explain(munich))

    assert len(said) >= 5
    for line in said[1:]:
        without, learned = line.split("R2")[1].split("MASE")[0].split("->")
        assert float(learned) > float(without) + 0.1


def test_one_wrong_word_in_ten_is_too_often() -> None:
    def effect(verdict: Verdict) -> Effect:
        return Effect(change=0.0, low=0.0, high=0.0, n_before=20, n_after=20, verdict=verdict)

    quiet = [effect(Verdict.NOT_DISTINGUISHABLE)] * 9
    assert effect_report.too_often([*quiet, effect(Verdict.MORE)])
    assert not effect_report.too_often(quiet)
