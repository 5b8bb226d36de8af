"""`python -m benchmarks [NAME…] [--quick]`: figures to stdout as JSON lines, the rest to stderr."""

import argparse
import sys
from importlib import import_module
from typing import Final

from benchmarks.bench import opened

#: name -> module; in the order in which they run
BENCHMARKS: Final = {
    "ingest": "benchmarks.durable_ingest",
    "envelopes": "benchmarks.envelopes",
    "readable": "benchmarks.readable",
    "import": "benchmarks.recordings",
    "codecs": "benchmarks.codecs",
    "javascript": "benchmarks.javascript",
    "simulator": "benchmarks.simulator",
    "region": "benchmarks.region",
    "derive": "benchmarks.derive",
    "late": "benchmarks.late",
    "live-city": "benchmarks.live_city",
    "pandas": "benchmarks.pandas_ratio",
    "sensor-year": "benchmarks.sensor_year",
    "reconnect": "benchmarks.reconnect",
    "memory": "benchmarks.memory",
    "idle": "benchmarks.idle",
}


def main(arguments: list[str] | None = None) -> int:
    """Run benchmarks; return 0 when all of them ran, whether or not a target is missed."""
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--quick", action="store_true", help="small amounts: does it still run?")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - set(BENCHMARKS):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    with opened(quick=asked.quick, progress=sys.stderr) as bench:
        for name in asked.names or BENCHMARKS:
            bench.say(name)
            for figure in import_module(BENCHMARKS[name]).run(bench):
                print(figure.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
