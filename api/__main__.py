"""`python -m api`: serve until SIGTERM or SIGINT; open live streams end at once."""

import logging
import sys
from threading import Thread
from types import FrameType
from typing import Final

import structlog
import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError

from analytics.calendar import region
from api.app import create_app
from api.settings import Settings

#: Requests under way may finish; then the server stops. [s]
STOP_MAX_S: Final = 3


class Server(uvicorn.Server):
    """Uvicorn, ending the live streams when it is told to stop: it would wait for their readers."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop."""
        self._app.state.feed.close()
        super().handle_exit(sig, frame)


def serve(settings: Settings) -> int:
    """Serve until told to stop; return the exit status."""
    _log_to_stderr()
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.http_host,
        port=settings.http_port,
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        log_config=None,
        access_log=False,  # it would keep who looked at what
        proxy_headers=False,  # the peer's address decides who is trusted: never a header
        server_header=False,
        timeout_graceful_shutdown=STOP_MAX_S,
        timeout_keep_alive=30,
    )
    server = Server(config, app)
    # The holidays' package takes a second to load: the first who asks for a DTV_W need not wait.
    Thread(target=region.prepare, daemon=True).start()
    server.run()
    return 0 if server.started else 1


def _log_to_stderr() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(message)s")


def main() -> int:
    """Read the settings and serve."""
    try:
        settings = Settings.model_validate({})
    except ValidationError as why:
        for error in why.errors():
            place = "".join(f"WEGWARTE_{str(part).upper()}: " for part in error["loc"])
            sys.stderr.write(f"{place}{error['msg'].removeprefix('Value error, ')}\n")
        return 2
    return serve(settings)


if __name__ == "__main__":
    sys.exit(main())
