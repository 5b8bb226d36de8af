"""JSON bytes -> a typed structure, or the reason why not."""

from typing import Any, TypeVar

import msgspec

from devices.errors import Cause, RejectedError

T = TypeVar("T")


def decode(decoder: "msgspec.json.Decoder[T]", payload: bytes, kind: str) -> T:
    """Read a message of a network server.

    Parameters
    ----------
    kind
        Whose message it should be, for the sentence that refuses it.

    Raises
    ------
    RejectedError
        Empty, not JSON, or not of the server's form.
    """
    if not payload.strip():
        raise RejectedError(Cause.EMPTY, "the payload is empty")
    try:
        return decoder.decode(payload)
    except msgspec.ValidationError as why:
        raise RejectedError(
            Cause.MALFORMED, f"not a message of {kind}: {why}; is the source of another kind?"
        ) from why
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as why:
        raise RejectedError(
            Cause.NOT_JSON,
            f"the payload is not JSON: {why}; set the integration of {kind} to JSON",
        ) from why


def malformed(kind: str, why: str) -> RejectedError:
    """Return the refusal of a message whose parts do not fit together."""
    return RejectedError(Cause.MALFORMED, f"not a message of {kind}: {why}")


def flat(part: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Return an object as it is, and nothing of what is none."""
    return part if isinstance(part, dict) else {}
