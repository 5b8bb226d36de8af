"""How many frames a second one core decodes, by each family of built-in codecs.

Decoding alone: bytes in, fields out. What an envelope, a model and the database cost comes on top.
"""

import time
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from benchmarks.bench import Bench
from benchmarks.figure import Figure
from devices.codecs.catalogue import Codec, find

_ROUNDS: Final = 3
#: Codec -> what such a device sends in the proportion in which it does: port and frame.
FRAMES: Final[dict[str, list[tuple[int, str]]]] = {
    "bosch-tps110": [(1, "01"), (1, "00"), (2, "01ff"), (3, "240300007503000000000000001d020301")],
    "nwave-nps310": [(1, "01"), (1, "00"), (2, "00"), (3, "010d000200")],
    "nwave-nps405": [(1, "95"), (1, "fe"), (2, "00d3d800590b"), (10, "d11f345678")],
    "nwave-ncc405": [(1, "06aa"), (2, "a86661")],
    "pmx-tcr": [(13, "a2140a03e832044c3433"), (14, "a2140a03e832044c3433")],
    "parametric-pcr2": [(14, "be010400010002000300041c200ce40139")],
    "milesight-vs121": [(85, "04c9030800a106cd05"), (85, "05cc02000100")],
    "milesight-vs132": [(85, "03d2be00000004d23101000005cc00000000")],
    "milesight-vs133": [
        (
            85,
            "03d24800000004d2c800000006d20000000007d20000000009d2000000000ad2000000000cd2b4140000",
        ),
        (85, "05cc0000000008cc000000000bcc000000000ecc05000700"),
        (85, "20ce7e2f5f65050300040020ce0a305f650504000500"),
    ],
    "milesight-ws302": [(85, "017564055b053f02da016a02")],
    "elsys": [(5, "0100ea02370401900500070e10")],
    "imbuildings": [(26, "0001000003000420000d000a6a")],
    "netvox": [(6, "01050178006400c802bc00"), (6, "01050c7809c42328ffff00")],
    "decentlab-dl-pm": [
        (1, "021b50000f0c25002500270027002701f50107012c012d012d012d67bd618dbd10"),
        (1, "021b50000d0c2567bd618dbd10"),
    ],
    "decentlab-dl-trs21": [(1, "0201920003007580a10c25")],
    "cayenne-lpp": [(1, "03670110056700ff"), (1, "018806765ff2960a0003e8")],
}


def run(bench: Bench) -> Iterator[Figure]:
    """Yield frames a second of each family, and of all of them in turn."""
    watch_s = bench.amount(1, 0) or 0.02
    jobs = {
        name: [(find(name), port, bytes.fromhex(frame)) for port, frame in frames]
        for name, frames in FRAMES.items()
    }
    for name, own in jobs.items():
        yield _figure(f"codecs.{name}", own, watch_s, f"{len(own)} kinds of frame in turn")
    mixed = list(chain.from_iterable(jobs.values()))
    yield _figure("codecs.mixed", mixed, watch_s, f"{len(mixed)} frames of {len(jobs)} codecs")


def _figure(
    name: str, jobs: Sequence[tuple[Codec, int, bytes]], watch_s: float, note: str
) -> Figure:
    return Figure(
        name=name,
        values=[_rate(jobs, watch_s) for _ in range(_ROUNDS)],
        unit="frames/s of one core",
        note=note,
    )


def _rate(jobs: Sequence[tuple[Codec, int, bytes]], watch_s: float) -> float:
    """Return frames a second of processor time, decoded for `watch_s` or a little longer."""
    done, began_s = 0, time.process_time()
    while (used_s := time.process_time() - began_s) < watch_s:
        for _ in range(64):
            for decode, port, payload in jobs:
                decode(port, payload)
        done += 64 * len(jobs)
    return done / used_s
