"""The application: `create_app(settings)` puts the parts together."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from importlib import resources
from importlib.metadata import version
from typing import Final

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from api import clock as own_clock
from api import health, live, metrics, problems
from api.access import login
from api.access.guard import Guard
from api.access.headers import SecurityHeaders
from api.access.sessions import Attempts, Sessions
from api.context import refuse_unknown_parameters
from api.feed import Feed
from api.head import AnswerHead
from api.metrics import CountRequests, Metrics
from api.pages import router as pages_router
from api.plans import Plans
from api.routes import (
    arrival,
    catalogue,
    datastreams,
    device,
    effects,
    forecasts,
    groups,
    indicators,
    inside,
    quality,
    registry,
    revisions,
    sites,
    uplinks,
    what_if,
)
from api.settings import Settings
from store.pool import open_pool

GZIP_MIN_BYTES: Final = 1_000
GZIP_LEVEL: Final = 5
_TAGS: Final = [
    {"name": "sites", "description": "Places, and the datastreams of each."},
    {"name": "indicators", "description": "Numbers a planner asks for, with their completeness."},
    {"name": "groups", "description": "Sites that belong together, as one."},
    {"name": "observations", "description": "Readings as they were stored."},
    {"name": "quality", "description": "What is missing, disputed or was set aside."},
    {"name": "live", "description": "New values as they arrive."},
    {"name": "uplinks", "description": "Where network servers and devices push messages."},
    {"name": "registry", "description": "Changes of the registry, with a key."},
    {"name": "operation", "description": "Devices, ledger, health and figures of the operation."},
]


def create_app(settings: Settings, *, clock: Callable[[], datetime] = own_clock.now) -> FastAPI:
    """Return the application; it opens its pool when it starts and closes it when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with open_pool(
            settings.database_url,
            "wegwarte_read",
            connections_max=settings.database_connections_max,
            statement_timeout_ms=settings.statement_timeout_ms,
        ) as pool:
            app.state.pool = pool
            app.state.feed = Feed(
                pool,
                poll_s=settings.live_poll_s,
                subscribers_max=settings.live_subscribers_max,
            )
            yield
            app.state.feed.close()

    app = FastAPI(
        title="Wegwarte",
        summary="Bicycle counts, car parks and other sensors of a town, as numbers to trust.",
        version=version("wegwarte"),
        lifespan=lifespan,
        openapi_tags=_TAGS,
        docs_url=None,  # it would load its scripts from elsewhere
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.clock = clock
    app.state.metrics = Metrics()
    app.state.plans = Plans(public_only=settings.access == "public")
    app.state.sessions = _sessions(settings, clock)
    problems.register(app)
    _add_routes(app)
    _add_middleware(app, settings)
    return app


def _sessions(settings: Settings, clock: Callable[[], datetime]) -> Sessions:
    hashed = settings.password_hash
    return Sessions(
        password_hash=None if hashed is None else hashed.get_secret_value(),
        age_max=timedelta(seconds=settings.session_age_max_s),
        attempts=Attempts(
            failures_max=settings.login_attempts_max,
            window=timedelta(seconds=settings.login_window_s),
        ),
        clock=clock,
    )


def _add_routes(app: FastAPI) -> None:
    subjects = (
        catalogue,
        sites,
        indicators,
        revisions,
        effects,
        forecasts,
        arrival,
        groups,
        what_if,
        datastreams,
        quality,
        inside,
        device,
        live,
        uplinks,
        registry,
    )
    for subject in subjects:
        app.include_router(subject.router, dependencies=[Depends(refuse_unknown_parameters)])
    for operation in (health, metrics):
        app.include_router(operation.router)
    app.include_router(login.router)
    app.include_router(pages_router, include_in_schema=False)
    with resources.as_file(resources.files("api")) as package:
        app.mount("/static", StaticFiles(directory=package / "web" / "dist", check_dir=False))


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """Add what stands around the routes; the last one added is the outermost."""
    app.add_middleware(AnswerHead)
    app.add_middleware(GZipMiddleware, minimum_size=GZIP_MIN_BYTES, compresslevel=GZIP_LEVEL)
    app.add_middleware(Guard, settings=settings, sessions=app.state.sessions)
    app.add_middleware(
        SecurityHeaders, secure=settings.secure, open_data=settings.access == "public"
    )
    app.add_middleware(CountRequests, metrics=app.state.metrics)
