"""The forecast report, from the recordings of a station to the lines that are printed."""

import pytest

from analytics.forecasts import backtest, model
from benchmarks import forecast_report, quality_data


@pytest.mark.recordings
def test_every_served_horizon_of_a_counter_beats_its_baseline(
    capsys: pytest.CaptureFixture[str],
) -> None:
    if not quality_data.DATA.exists():
        pytest.skip(f"the recordings are missing: {quality_data.DATA}")
    one = next(forecast_report.tried())

    found = forecast_report.scored(one)

    assert list(found) == list(model.HORIZONS)
    for scores in found.values():
        every = scores["every"]
        assert backtest.withheld(every) is None
        assert every.n > backtest.TARGETS_MIN
        assert sum(scores[name].n for name in backtest.DAY_TYPES) == every.n
    assert not forecast_report._print(one)
    assert capsys.readouterr().out.count("served") == len(forecast_report.SHOWN)
