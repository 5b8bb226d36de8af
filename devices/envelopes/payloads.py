"""Bytes as servers write them: base64 or hex."""

from binascii import Error, a2b_base64, unhexlify

from devices.envelopes.decoding import malformed
from devices.errors import RejectedError


def from_base64(text: str, kind: str) -> bytes:
    """Return what base64 stands for; recorded messages leave the padding out.

    Raises
    ------
    RejectedError
        It is no base64.
    """
    try:
        return a2b_base64(text + "=" * (-len(text) % 4), strict_mode=True)
    except (Error, ValueError) as why:
        raise _refusal(text, "base64", kind) from why


def from_hex(text: str, kind: str) -> bytes:
    """Return what hex digits stand for.

    Raises
    ------
    RejectedError
        It is no hex.
    """
    try:
        return unhexlify(text)
    except (Error, ValueError) as why:
        raise _refusal(text, "hex", kind) from why


def _refusal(text: str, form: str, kind: str) -> RejectedError:
    return malformed(kind, f"the frame {text[:64]!r} is no {form}")
