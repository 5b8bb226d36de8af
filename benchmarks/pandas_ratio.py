"""Every indicator by our kernels and by straightforward pandas, from the same input, in one run.

Ours takes arrays, as the store hands them out or as `derive` keeps them; pandas a frame or series
whose index is in the zone of the site. Reading from the database counts for neither. Both give
the same numbers, within rounding, before any clock runs. Processor time, in turns.

Speeds, gaps and sound levels are laid into buckets straight from single values, as pandas does and
a notebook may (`analytics.speeds.buckets`); the API folds histograms of them that `derive` keeps.

A figure is how many times a second ours gives the answer; its ratio is how many times as fast
that is as pandas.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from benchmarks.bench import Bench
from benchmarks.figure import Figure, Reference
from benchmarks.ratios import (
    air,
    annual,
    bay_time,
    carparks,
    counters,
    expanded,
    following,
    gates,
    peaks,
    profiles,
    shares,
    sound,
    speeds,
    stays,
    volumes,
)
from benchmarks.ratios.frames import pd
from benchmarks.ratios.pair import Pair, timed

_ROUNDS: Final = 5
_VEHICLES: Final = 100_000
_BAYS: Final = 30
#: Once something so large was freed, malloc keeps what is freed, as it does in every process
#: that has run for a while; before, either side would pay for new pages at each call. [numbers]
_SETTLED: Final = 2_000_000


def run(bench: Bench) -> Iterator[Figure]:
    """Yield the ratio of each indicator, or of several that come from one kernel."""
    np.ones(_SETTLED).sum()
    for pair in pairs(quick=bench.quick):
        pair.agree()
        yield _figure(bench, pair, *timed(pair, rounds=bench.amount(_ROUNDS, 1)))


def pairs(*, quick: bool) -> Iterator[Pair]:
    """Yield all pairs; a year of one counter, car park or station, 100,000 vehicles, 30 bays.

    Parameters
    ----------
    quick
        Fewer vehicles and bays.
    """
    counter, before = counters.counter(1), counters.counter(2, year=counters.YEAR - 1)
    other, heavy = counters.counter(3, share=0.8), counters.counter(4, share=0.05)
    free = counters.calendar()
    yield from volumes.pairs(counter)
    yield from annual.pairs(counter, before, free)
    yield from peaks.pairs(counter)
    yield from profiles.pairs(counter, free)
    yield from shares.pairs(counter, other, heavy)
    yield from expanded.pairs(counter, other)
    radar = speeds.radar(4_000 if quick else _VEHICLES, 10 if quick else 42)
    yield from speeds.pairs(radar)
    yield from following.pairs(radar)
    yield from air.pairs(air.station())
    yield from sound.pairs(sound.street())
    yield from carparks.pairs(carparks.car_park(), free)
    yield from gates.pairs(counter, other)
    street = stays.street(4, 59) if quick else stays.street(_BAYS, 365)
    yield from stays.pairs(street)
    yield from bay_time.pairs(street)


def _figure(bench: Bench, pair: Pair, ours_s: list[float], pandas_s: list[float]) -> Figure:
    figure = Figure(
        name=f"pandas.{pair.name}",
        values=[1 / seconds for seconds in ours_s],
        unit="answers/s",
        reference=Reference(
            name=f"pandas {pd.__version__}", values=[1 / seconds for seconds in pandas_s]
        ),
        at_least=pair.at_least,
        note=_note(pair, min(ours_s), min(pandas_s)),
    )
    missed = "" if figure.reached else f"  MISSED {pair.at_least:g}"
    bench.say(
        f"  {pair.name:28} {min(ours_s) * 1e3:9.3f} ms, pandas {min(pandas_s) * 1e3:9.3f} ms, "
        f"{figure.ratio:6.2f} x{missed}"
    )
    return figure


def _note(pair: Pair, ours_s: float, pandas_s: float) -> str:
    stands_for = ", ".join(indicator.value for indicator in pair.indicators)
    least = f"ours {ours_s * 1e3:.3g} ms, pandas {pandas_s * 1e3:.3g} ms; {stands_for}"
    return f"{least}; {pair.why}" if pair.why else least
