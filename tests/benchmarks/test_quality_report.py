"""The quality report puts faults into real recordings and says what became of them."""

import pytest

from benchmarks import quality_data, quality_report
from benchmarks.quality_subjects import LOOPS

pytestmark = [
    pytest.mark.recordings,
    pytest.mark.skipif(
        not quality_data.DATA.is_dir(), reason=f"the recordings are missing: {quality_data.DATA}"
    ),
]


def test_faults_of_a_town_nobody_tuned_on_are_found() -> None:
    part = quality_report.score(LOOPS, rounds=1)["C"]

    recall = {name: one.recall for name, one in part.faults.items()}
    assert set(recall) == {"dead", "halved", "doubled", "stuck", "shifted", "spiked"}
    assert {name for name, share in recall.items() if share < 0.8} <= {"spiked"}
    assert sum(part.alarms.values()) <= sum(part.months.values())


def test_what_is_proved_to_be_wrong_is_listed_with_its_time() -> None:
    listed = quality_data.proved("muenster-parking")
    feed = next(one for one in listed if not one.stations)
    spikes = [one for one in listed if one.stations]

    assert feed.explains("ph-theater", feed.from_ms, feed.to_ms)
    assert not feed.explains("ph-theater", feed.to_ms, feed.to_ms + 1)
    assert spikes
    assert all(one.to_ms - one.from_ms == 300_000 for one in spikes)
