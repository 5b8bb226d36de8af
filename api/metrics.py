"""What Prometheus reads at `/metrics`: requests by route template, and lags from the database."""

import time
from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter, Request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.context import NowDep
from api.problems import RESPONSES
from store import readiness
from store.readiness import Lags
from store.unreachable import UnreachableError

router = APIRouter(tags=["operation"])
RECENT: Final = timedelta(days=3)  #: day states looked at for the newest computation
_BUCKETS_S: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The figures of one application; a registry of its own, so that tests do not share it."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "wegwarte_http_requests",
            "Requests answered",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "wegwarte_http_request_duration_seconds",
            "Time until an answer began",
            ["method", "route"],
            buckets=_BUCKETS_S,
            registry=self.registry,
        )
        self.subscribers = self._gauge("wegwarte_live_subscribers", "Open live streams")
        self.database_up = self._gauge("wegwarte_database_up", "1 when the database answers")
        self.received_age = self._gauge(
            "wegwarte_last_received_age_seconds", "Time since the newest value arrived"
        )
        self.computed_age = self._gauge(
            "wegwarte_last_computed_age_seconds", "Time since the newest day state was computed"
        )
        self.dirty = self._gauge("wegwarte_dirty_marks", "Channel days that wait to be computed")
        self.inbox = self._gauge("wegwarte_inbox_messages", "Messages that wait in the inbox")
        self.rejected = self._gauge(
            "wegwarte_rejected_messages", "Messages set aside so far, kept or only counted"
        )
        self.conflicts = self._gauge("wegwarte_conflicts_open", "Conflicts nobody has decided")

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(name, text, registry=self.registry)

    def lags(self, lags: Lags, now: datetime) -> None:
        """Set the figures that the database tells; an age of what never happened is NaN."""
        self.received_age.set(_age_s(lags.last_received, now))
        self.computed_age.set(_age_s(lags.last_computed, now))
        self.dirty.set(lags.dirty)
        self.inbox.set(lags.inbox)
        self.rejected.set(lags.rejected_messages)
        self.conflicts.set(lags.conflicts_open)


class CountRequests:
    """ASGI middleware that counts requests by route template, never by address."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and count when the answer begins."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        told = False

        async def send_and_count(message: Message) -> None:
            nonlocal told
            if message["type"] == "http.response.start" and not told:
                told = True
                route, method = _template(scope), _method(scope)
                self.metrics.requests.labels(method, route, message["status"]).inc()
                self.metrics.seconds.labels(method, route).observe(time.perf_counter() - began)
            await send(message)

        await self.app(scope, receive, send_and_count)


@router.get(
    "/metrics",
    summary="Figures for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}, **RESPONSES},
)
async def show(request: Request, now: NowDep) -> Response:
    """Return all figures in the text format of Prometheus."""
    metrics: Metrics = request.app.state.metrics
    metrics.subscribers.set(request.app.state.feed.subscribers)
    try:
        async with request.app.state.pool.connection(timeout=2.0) as conn:
            metrics.lags(await readiness.lags(conn, since=(now - RECENT).date()), now)
        metrics.database_up.set(1)
    except UnreachableError:
        metrics.database_up.set(0)
    return Response(
        generate_latest(metrics.registry),
        media_type=CONTENT_TYPE_LATEST,
        headers={"Cache-Control": "no-store"},
    )


def _template(scope: Scope) -> str:
    route = scope.get("route")
    return getattr(route, "path_format", None) or getattr(route, "path", None) or "other"


def _method(scope: Scope) -> str:
    known = {"GET", "HEAD", "POST", "OPTIONS"}
    return scope["method"] if scope["method"] in known else "other"


def _age_s(then: datetime | None, now: datetime) -> float:
    return float("nan") if then is None else (now - then).total_seconds()
