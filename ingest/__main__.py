"""`python -m ingest`: settings, logging, and the event loop."""

import gc
import logging
import sys

import structlog
import uvloop

from ingest import run
from ingest.address import AddressError
from ingest.roads import RoadError
from ingest.settings import Settings


def main() -> int:
    """Run ingest as a service; return its exit status."""
    settings = Settings()
    _log_to_stderr(settings.log_level)
    if not settings.database_url or not settings.all_brokers():
        sys.stderr.write(
            "ingest: set WEGWARTE_DATABASE_URL and WEGWARTE_MQTT_URL, or start everything with "
            "`wegwarte up`\n"
        )
        return 2
    # A batch makes tens of thousands of objects without cycles that live for milliseconds; looking
    # through them for cycles takes a tenth of ingest's time.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    try:
        uvloop.run(run.main(settings))
    except (run.InUseError, AddressError, RoadError) as why:
        sys.stderr.write(f"ingest: {why}\n")
        return 1
    return 0


def _log_to_stderr(level: str) -> None:
    """Write for people on a terminal, one JSON object a line elsewhere."""
    shown: structlog.types.Processor = structlog.processors.JSONRenderer()
    if sys.stderr.isatty():
        shown = structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            shown,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
