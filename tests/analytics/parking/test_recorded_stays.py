"""The kernels on recorded stays: charging bays with arrivals and departures to the second."""

import gzip
import json
from email.utils import parsedate_to_datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from analytics.civil import to_ms
from analytics.parking import durations, survival, turnover
from analytics.parking.debounce import debounce
from analytics.parking.records import stays_of
from analytics.parking.stays import Stays
from analytics.spans import Span

FILE = (
    Path(__file__).resolve().parents[4]
    / "shared"
    / "data"
    / "ev_bay_sessions"
    / "acndata_sessions.json.gz"
)
DAY_MS = 86_400_000


@pytest.fixture(scope="module")
def recorded() -> Stays:
    if not FILE.exists():
        pytest.skip(f"the recording is missing: {FILE}")
    sessions = json.loads(gzip.decompress(FILE.read_bytes()))
    _, bay = np.unique([row["spaceID"] for row in sessions], return_inverse=True)
    arrive, depart = (
        np.array([float(to_ms(parsedate_to_datetime(row[name]))) for row in sessions])
        for name in ("connectionTime", "disconnectTime")
    )
    return stays_of(bay.astype(np.int64), arrive, depart)


@pytest.mark.recordings
def test_events_of_recorded_stays_give_back_the_stays(recorded: Stays) -> None:
    bay = np.concatenate([recorded.bay, recorded.bay, np.unique(recorded.bay)])
    first = int(recorded.begin_ms.min()) - DAY_MS
    before = np.full(len(np.unique(recorded.bay)), first)
    time = np.concatenate([recorded.begin_ms, recorded.end_ms, before])
    state = np.repeat([1.0, 0.0, 0.0], [len(recorded), len(recorded), len(before)])
    order = np.random.default_rng(11).permutation(len(time))

    told = debounce(
        bay[order],
        time[order],
        state[order],
        np.zeros(len(time), dtype=np.int64),
        until_ms=int(time.max()) + DAY_MS,
        hold_max_ms=400 * DAY_MS,
    )

    assert len(told.stays) == len(recorded) - told.n_merged - told.n_dropped
    assert told.n_raw == len(recorded)
    assert told.stays.arrived.all()
    assert told.stays.departed.all()


@pytest.mark.recordings
def test_days_put_together_tell_the_durations_of_the_whole(recorded: Stays) -> None:
    first, last = int(recorded.begin_ms.min()), int(recorded.end_ms.max())
    whole = Span(first, last + 1)
    cuts = [*range(first, last + 1, DAY_MS), last + 1]
    days = [durations.in_window(recorded, Span(a, b)) for a, b in pairwise(cuts)]

    together = survival.kaplan_meier(
        np.concatenate([day.duration_min for day in days]),
        np.concatenate([day.ended for day in days]),
        np.concatenate([day.entry_min for day in days]),
    )
    told = durations.in_window(recorded, whole)

    assert survival.percentile(together, 50) == durations.duration_percentile(told, 50)
    assert durations.duration_percentile(told, 50).value == pytest.approx(
        np.percentile((recorded.end_ms - recorded.begin_ms) / 60_000, 50, method="inverted_cdf")
    )
    assert turnover.volume(recorded, whole) == len(recorded) == 775
