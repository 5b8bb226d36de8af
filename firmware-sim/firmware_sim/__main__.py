"""`python -m firmware_sim FLEET`: the same as `wegwarte simulate`."""

import argparse
import json
import sys
from pathlib import Path

from firmware_sim import program
from firmware_sim.fleet import FleetError
from firmware_sim.fleet_file import load
from firmware_sim.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Run a fleet; return 0, or 1 when it cannot run; wrong use ends with 2."""
    settings = Settings.model_validate({})
    asked = _parser(settings).parse_args(arguments)
    request = program.Request(
        mqtt_url=asked.mqtt_url,
        municipality=asked.municipality,
        seed=asked.seed,
        speed=asked.speed,
        history=asked.history,
        duration=asked.duration,
        truth=asked.truth,
        run=asked.run,
        since=asked.since,
        until=asked.until,
    )
    try:
        report = program.run(load(asked.fleet), request, _tell)
    except FleetError as why:
        _tell(str(why))
        return 1
    except ValueError as why:
        _tell(str(why))
        return 2
    sys.stdout.write(json.dumps(report) + "\n")
    return 0


def _tell(sentence: str) -> None:
    sys.stderr.write(f"firmware_sim: {sentence}\n")


def _parser(settings: Settings) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("firmware_sim", description="Publish as simulated devices.")
    parser.add_argument("fleet", help="a fleet file, or the name of a shipped fleet (telgte)")
    parser.add_argument("--mqtt-url", default=settings.mqtt_url or "mqtt://127.0.0.1:1883")
    parser.add_argument("--municipality", default=settings.municipality)
    parser.add_argument(
        "--seed", type=int, help="other numbers, as plausible (default: the fleet's)"
    )
    parser.add_argument("--speed", default="1", help="of the history: 60 is a minute a second; max")
    parser.add_argument("--history", default="0", help="switched on so long ago: 6h, 24h")
    parser.add_argument("--duration", help="stop after so long: 30s, 15min")
    parser.add_argument("--truth", type=Path, help="write down every reading here")
    parser.add_argument("--run", type=Path, help="a folder for `wegwarte verify`")
    parser.add_argument("--since", help="switched on exactly then: 2026-11-16T00:00Z")
    parser.add_argument("--until", help="stop when the simulated time is there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
