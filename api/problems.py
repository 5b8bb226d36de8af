"""Problem documents (RFC 9457): every error a person or a program meets has the same form."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from api.errors import ApiError
from store.unreachable import UnreachableError

MEDIA_TYPE: Final = "application/problem+json"
DATABASE_RETRY_S: Final = 5
_log = structlog.get_logger(__name__)


class ParameterProblem(BaseModel):
    """What is wrong with one parameter."""

    parameter: str
    message: str


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    type: str = Field(description="What kind of problem it is, as a URN.")
    title: str = Field(description="The kind of problem in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong with this request.")
    instance: str = Field(description="The address that was asked.")
    remedy: str = Field(description="What to do about it.")
    errors: list[ParameterProblem] | None = Field(
        default=None, description="The parameters that are wrong, one by one."
    )


#: For every route: which problems it may answer with.
RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    status: {"description": text, "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}}
    for status, text in {
        400: "A parameter is unknown or cannot be understood.",
        401: "A login is needed (not in the access modes `loopback` and `public`).",
        403: "Not served in this mode of access, or to this address.",
        404: "There is no such thing.",
        406: "The format is not spoken here.",
        503: "The database cannot be reached, or a bound is reached: try again later.",
    }.items()
}


def problem(
    instance: str,
    status: int,
    slug: str,
    title: str,
    detail: str,
    remedy: str,
    *,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[Mapping[str, str]] | None = None,
) -> JSONResponse:
    """Return a problem document as an answer."""
    document: dict[str, Any] = {
        "type": f"urn:wegwarte:problem:{slug}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": instance,
        "remedy": remedy,
    }
    if errors:
        document["errors"] = list(errors)
    told = {"Cache-Control": "no-store", **(headers or {})}
    return JSONResponse(document, status, headers=told, media_type=MEDIA_TYPE)


def of_error(instance: str, error: ApiError) -> JSONResponse:
    """Return the problem document of one of our errors."""
    headers = {}
    if error.retry_after_s is not None:
        headers["Retry-After"] = str(error.retry_after_s)
    if error.challenge is not None:
        headers["WWW-Authenticate"] = error.challenge
    return problem(
        instance, error.status, error.slug, error.title, error.detail, error.remedy, headers=headers
    )


async def _ours(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ApiError):
        raise error
    return of_error(request.url.path, error)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    wrong = [
        {"parameter": str(item["loc"][-1]), "message": str(item["msg"])} for item in error.errors()
    ]
    said = "; ".join(f"{item['parameter']}: {item['message']}" for item in wrong)
    return problem(
        request.url.path,
        HTTPStatus.BAD_REQUEST,
        "bad-parameter",
        "A parameter cannot be understood",
        said,
        "correct the parameters named in `errors`; /openapi.json describes them",
        errors=wrong,
    )


async def _of_framework(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    known = {
        404: ("not-found", "There is no such address", "the addresses are listed in /openapi.json"),
        405: ("wrong-method", "The method is not allowed here", "see the header `Allow`"),
    }
    slug, title, remedy = known.get(
        error.status_code, ("http", str(error.detail), "see /openapi.json")
    )
    detail = f"{request.method} {request.url.path}: {error.detail}"
    return problem(
        request.url.path, error.status_code, slug, title, detail, remedy, headers=error.headers
    )


async def _database_away(request: Request, error: Exception) -> JSONResponse:
    return database_away(request.url.path, error)


def database_away(instance: str, error: Exception) -> JSONResponse:
    """Return the problem document of a database that cannot be reached, and log it."""
    _log.warning("database_unreachable", path=instance, error=str(error))
    return problem(
        instance,
        HTTPStatus.SERVICE_UNAVAILABLE,
        "database-unreachable",
        "The database cannot be reached",
        "the database did not answer, or took longer than the bound on a query",
        "try again in a moment, or ask for a shorter window; /readyz shows the state",
        headers={"Retry-After": str(DATABASE_RETRY_S)},
    )


async def _unforeseen(request: Request, _error: Exception) -> JSONResponse:
    return problem(
        request.url.path,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal",
        "This should not have happened",
        "the program has met something it does not know; the log has the details",
        "report it with the time and the address you asked",
    )


def register(app: FastAPI) -> None:
    """Answer every error with a problem document."""
    app.add_exception_handler(ApiError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _of_framework)
    app.add_exception_handler(UnreachableError, _database_away)
    app.add_exception_handler(Exception, _unforeseen)
