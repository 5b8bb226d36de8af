"""Wall clocks agree with the standard library at every hour of years with changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from ingest.recordings.clock import to_local, to_utc


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "UTC"])
def test_every_half_hour_of_two_years_goes_there_and_back(zone: str) -> None:
    begin = datetime(2023, 12, 30, tzinfo=UTC)
    moments = [begin + timedelta(minutes=30 * i) for i in range(2 * 370 * 24)]
    local = [moment.astimezone(ZoneInfo(zone)) for moment in moments]
    us = np.array([m.timestamp() * 1_000_000 for m in moments], dtype=np.int64)
    wall = np.array([m.replace(tzinfo=UTC).timestamp() * 1_000_000 for m in local], dtype=np.int64)
    assert (to_local(zone, us) == wall).all()
    second = np.array([m.fold == 1 for m in local])
    assert (to_utc(zone, wall, second) == us).all()
    assert second.any() == (zone in {"Europe/Berlin", "America/Los_Angeles"})
