"""The balance of a car park with gates, from the quarter hours of a year."""

from collections.abc import Iterator

import numpy as np

from analytics.parking import balance
from analytics.parking.anchors import Anchors, Flow
from analytics.parking.drift import ANCHORS_MAX
from analytics.quarters import QUARTER_MS
from analytics.topic import Indicator
from benchmarks.ratios.counters import ZONE, Counter
from benchmarks.ratios.frames import Frame, pd
from benchmarks.ratios.pair import Pair


def pairs(flow: Counter, back: Counter) -> Iterator[Pair]:
    """Yield the balance of a car park that is counted every night.

    Parameters
    ----------
    flow, back
        What enters and leaves.
    """
    entries, exits = flow.run.total, back.run.total
    ends_ms = (np.arange(len(entries)) + flow.run.first + 1) * QUARTER_MS
    at = np.arange(8, len(entries), 96)
    present = np.random.default_rng(2).integers(5, 30, len(at)) / 1.0
    anchors = Anchors(time_ms=ends_ms[at], present=present)
    index = pd.to_datetime(ends_ms, unit="ms", utc=True).tz_convert(ZONE.key)
    frame = pd.DataFrame({"in": entries, "out": exits}, index=index)
    known = pd.Series(present, index=index[at])
    told = Flow(time_ms=ends_ms, entries=entries, exits=exits)
    yield Pair(
        name="occupancy_corrected",
        indicators=(Indicator.OCCUPANCY_CORRECTED,),
        ours=lambda: balance.corrected(told, anchors),
        pandas=lambda: _pandas_corrected(frame, known),
        within=1e-6,
    )


def _pandas_corrected(flow: Frame, anchors: Frame) -> Frame:
    after = anchors.index.searchsorted(flow.index, side="left") - 1
    of = flow.groupby(after)
    net = of["in"].cumsum() - of["out"].cumsum()
    passed = of["in"].cumsum() + of["out"].cumsum()
    raw = net + anchors.reset_index(drop=True).reindex(after).to_numpy()
    ends = raw.groupby(after).last()
    whole = passed.groupby(after).last()
    drift = ends.loc[0:].iloc[:-1] - anchors.to_numpy()[1:]
    rates = (drift / whole.loc[0:].iloc[:-1]).dropna()
    last = len(anchors) - 1
    drift[last], whole[last] = rates.tail(ANCHORS_MAX).median(), 1.0
    stretch = pd.Series(after, index=flow.index)
    share = passed / stretch.map(whole.where(whole > 0))
    found = raw - (stretch.map(drift) * share).fillna(0.0)
    return found.where(after >= 0)
