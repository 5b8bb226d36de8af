"""What can be wrong with a request, by the answer it gets.

* `ApiError`: becomes a problem document (RFC 9457) with the status of its class
  * `BadRequestError` 400: `BadWindowError`, `UnknownParameterError`, `BadCursorError`, …
  * `LoginNeededError`, `KeyNeededError` 401, `ForbiddenError`, `ScopeMissingError` 403
  * `NotFoundError` 404, `NotAcceptableError` 406, `ConflictError` 409
  * `TooMuchError` 413 (a window over a limit), `MisdirectedError` 421
  * `TooManyError` 429, `FullError` 503

`type` of a problem is `urn:wegwarte:problem:<slug>`.
"""

from http import HTTPStatus
from typing import ClassVar


class ApiError(Exception):
    """A request that cannot be answered; `detail` says what is wrong, `remedy` what to do."""

    status: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST
    slug: ClassVar[str] = "bad-request"
    title: ClassVar[str] = "The request cannot be understood"
    challenge: str | None = None  #: `WWW-Authenticate` (RFC 6750): how to come in

    def __init__(self, detail: str, remedy: str, *, retry_after_s: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.remedy = remedy
        self.retry_after_s = retry_after_s


class BadRequestError(ApiError):
    """A parameter has a value that means nothing here."""

    slug, title = "bad-parameter", "A parameter cannot be understood"


class UnknownParameterError(ApiError):
    """A parameter that this address does not know."""

    slug, title = "unknown-parameter", "This address does not know the parameter"


class BadWindowError(ApiError):
    """The window of time is not one."""

    slug, title = "bad-window", "The window of time cannot be understood"


class BadCursorError(ApiError):
    """`after` was not made by this address."""

    slug, title = "bad-cursor", "The page cannot be found again"


class TooMuchError(ApiError):
    """The window is longer than the limit."""

    slug, title = "window-too-long", "The window is over a limit"


class LoginNeededError(ApiError):
    """Nobody is logged in."""

    status = HTTPStatus.UNAUTHORIZED
    slug, title = "login-needed", "A login is needed"


class KeyNeededError(ApiError):
    """The request brings no key, or one that does not fit."""

    status = HTTPStatus.UNAUTHORIZED
    slug, title = "key-needed", "A key is needed"
    challenge = 'Bearer realm="wegwarte"'


class TooLargeError(ApiError):
    """The body is over a limit."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    slug, title = "too-large", "The message is too large"


class ForbiddenError(ApiError):
    """Not from there, or not in this mode of access."""

    status = HTTPStatus.FORBIDDEN
    slug, title = "forbidden", "This is not served here"


class ScopeMissingError(ApiError):
    """The key that is shown is not good for this."""

    status = HTTPStatus.FORBIDDEN
    slug, title = "scope-missing", "The key may not do this"

    def __init__(self, detail: str, remedy: str, *, scope: str) -> None:
        super().__init__(detail, remedy)
        self.challenge = f'Bearer realm="wegwarte", error="insufficient_scope", scope="{scope}"'


class NotFoundError(ApiError):
    """There is no such thing."""

    status = HTTPStatus.NOT_FOUND
    slug, title = "not-found", "There is no such thing"


class ConflictError(ApiError):
    """What is asked for contradicts what is registered."""

    status = HTTPStatus.CONFLICT
    slug, title = "contradiction", "The registry says otherwise"


class UnknownSiteError(NotFoundError):
    """No site has this id or alias."""

    slug, title = "unknown-site", "There is no such site"


class UnknownDeviceError(NotFoundError):
    """No device has this id or alias."""

    slug, title = "unknown-device", "There is no such device"


class UnknownDatastreamError(NotFoundError):
    """No datastream has this number."""

    slug, title = "unknown-datastream", "There is no such datastream"


class UnknownIndicatorError(NotFoundError):
    """The catalogue does not have it, or the site has nothing it is made of."""

    slug, title = "unknown-indicator", "There is no such indicator here"


class NotAcceptableError(ApiError):
    """A format that this address does not speak."""

    status = HTTPStatus.NOT_ACCEPTABLE
    slug, title = "unknown-format", "This address does not speak the format"


class MisdirectedError(ApiError):
    """The request was meant for another host (DNS rebinding)."""

    status = HTTPStatus.MISDIRECTED_REQUEST
    slug, title = "wrong-host", "The request names another host"


class TooManyError(ApiError):
    """Too many attempts."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    slug, title = "too-many-attempts", "Too many attempts"


class FullError(ApiError):
    """A bound on open streams is reached."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    slug, title = "full", "No place is free"
