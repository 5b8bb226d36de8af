"""`python -m analytics.derive [--once] [--again] [--findings]`: settings, logging, signals."""

import argparse
import asyncio
import signal
import sys
from datetime import UTC, datetime

import structlog

from analytics.derive import loop, watching, workers
from analytics.derive.settings import ServiceSettings
from analytics.derive.workers import WorkerError
from store.unreachable import UNLIKE_SCHEMA, UnreachableError


def main() -> int:
    """Run derive; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m analytics.derive")
    parser.add_argument("--once", action="store_true", help="end when nothing is left to compute")
    parser.add_argument("--again", action="store_true", help="mark everything, then as --once")
    parser.add_argument(
        "--findings", action="store_true", help="look for faults at the sites that are due, and end"
    )
    parser.add_argument("--beside", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    settings = ServiceSettings()
    _log_to_stderr(settings.log_level)
    if not settings.database_url:
        sys.stderr.write(
            "derive: set WEGWARTE_DATABASE_URL, or start everything with `wegwarte up`\n"
        )
        return 2
    try:
        return _done(settings, chosen)
    except UNLIKE_SCHEMA as why:
        said = str(why).splitlines()[0]
        sys.stderr.write(
            f"derive: the database has not the schema of this program ({said}): run "
            "`wegwarte migrate`\n"
        )
    except UnreachableError as why:
        sys.stderr.write(f"derive: cannot reach the database: {str(why).strip()}\n")
    return 1


def _done(settings: ServiceSettings, chosen: argparse.Namespace) -> int:
    """Do what was chosen; return the exit status."""
    if chosen.beside:
        sys.stdout.write(workers.written(asyncio.run(loop.beside(settings, _now))))
        return 0
    if chosen.findings:
        sys.stdout.write(asyncio.run(watching.once(settings, _now)) + "\n")
        return 0
    if chosen.once or chosen.again:
        return asyncio.run(_once(settings, again=chosen.again))
    asyncio.run(_run(settings))
    return 0


async def _once(settings: ServiceSettings, *, again: bool) -> int:
    try:
        work = await loop.once(settings, _now, again=again)
    except WorkerError as failed:
        sys.stderr.write(f"derive: a process beside this one failed, run it again: {failed}\n")
        return 1
    sys.stdout.write(
        f"{work.marks} marks worked off, {work.states} day states and {work.numbers} numbers "
        "changed\n"
    )
    for site, why in sorted(work.problems.items()):
        sys.stderr.write(f"derive: site {site} left out: {why}\n")
    return 1 if work.problems else 0


async def _run(settings: ServiceSettings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with asyncio.TaskGroup() as both:
        both.create_task(loop.run(settings, _now, stop))
        both.create_task(watching.run(settings, _now, stop))


def _now() -> datetime:
    """Return the current instant: the only place in derive that asks the time."""
    return datetime.now(UTC)  # noqa: TID251 - the rim


def _log_to_stderr(level: str) -> None:
    """Write for people on a terminal, one JSON object a line elsewhere."""
    shown: structlog.types.Processor = structlog.processors.JSONRenderer()
    if sys.stderr.isatty():
        shown = structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            shown,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level.lower()),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


if __name__ == "__main__":
    sys.exit(main())
