"""Whether the process lives, and whether it can answer questions."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse

from api.context import NowDep
from api.metrics import RECENT
from api.problems import RESPONSES
from store import readiness
from store.unreachable import UnreachableError

router = APIRouter(tags=["operation"])
_NO_STORE = {"Cache-Control": "no-store"}


class Health(BaseModel):
    """The process answers."""

    status: Literal["alive"]


class Derive(BaseModel):
    """How far behind the indicators are."""

    dirty: int
    last_computed: datetime | None


class Readiness(BaseModel):
    """Whether questions can be answered; 503 when not."""

    status: Literal["ready", "not ready"]
    database: Literal["reachable", "unreachable"]
    migrations_missing: list[str] | None
    derive: Derive | None


@router.get("/healthz", summary="Whether the process lives", responses=RESPONSES)
async def healthz() -> Health:
    """Answer without asking the database."""
    return Health(status="alive")


@router.get(
    "/readyz",
    summary="Whether questions can be answered",
    responses={**RESPONSES, 200: {"model": Readiness}, 503: {"model": Readiness}},
)
async def readyz(request: Request, now: NowDep) -> JSONResponse:
    """Ask whether the database answers and fits the program; say how far behind derive is.

    Indicators that lag make nobody unready: what is served says how old it is.
    """
    try:
        async with request.app.state.pool.connection(timeout=2.0) as conn:
            missing = await readiness.pending_migrations(conn)
            lags = None if missing else await readiness.lags(conn, since=(now - RECENT).date())
    except UnreachableError:
        found = Readiness(
            status="not ready", database="unreachable", migrations_missing=None, derive=None
        )
        return _answer(found)
    derive = None if lags is None else Derive(dirty=lags.dirty, last_computed=lags.last_computed)
    return _answer(
        Readiness(
            status="not ready" if missing else "ready",
            database="reachable",
            migrations_missing=missing,
            derive=derive,
        )
    )


def _answer(found: Readiness) -> JSONResponse:
    status = 200 if found.status == "ready" else 503
    return JSONResponse(found.model_dump(mode="json"), status, headers=_NO_STORE)
