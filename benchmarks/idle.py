"""What `wegwarte up` costs while nothing happens: processor time of all its processes."""

import time
from collections.abc import Iterator

from benchmarks import one_machine
from benchmarks.bench import Bench
from benchmarks.figure import Figure


def run(bench: Bench) -> Iterator[Figure]:
    """Yield per cent of one core over a minute, some time after the start."""
    settle_s, watch_s = bench.amount(20, 1), bench.amount(60, 2)
    with one_machine.up(bench) as machine:
        bench.say(f"  up; {settle_s} s to settle, {watch_s} s to watch")
        time.sleep(settle_s)
        began_s, used_s = time.monotonic(), machine.cpu_s()
        time.sleep(watch_s)
        share = (machine.cpu_s() - used_s) / (time.monotonic() - began_s)
    yield Figure(
        name="idle.cpu",
        values=[share * 100],
        unit="% of one core",
        at_most=2,
        note=f"all processes of `wegwarte up` without demo, over {watch_s} s",
    )
