"""Names of devices as servers write them: DevEUIs, serial numbers, ids."""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from functools import lru_cache
from typing import Final

from devices.errors import Cause, RejectedError

_HEX: Final = re.compile(r"[0-9a-f]{16}")
_SEPARATORS: Final = re.compile(r"[:\-\s]")
_ADDRESS: Final = re.compile(r"[0-9a-f]{12}|[0-9a-f]{16}")
_BASE64_EUI: Final = re.compile(r"[A-Za-z0-9+/]{11}=")
_NAME: Final = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]{1,128}")


@lru_cache(maxsize=65_536)
def eui(text: str) -> str:
    """Return an EUI-64 in lower-case hex without separators, from hex or (ChirpStack v3) base64.

    Raises
    ------
    RejectedError
        It is none.

    Examples
    --------
    >>> eui("70-B3-D5-7B-A0-00-0B-CE"), eui("AgICAgICAgI=")
    ('70b3d57ba0000bce', '0202020202020202')
    """
    found = text.lower()
    if _HEX.fullmatch(found):
        return found
    found = _SEPARATORS.sub("", found)
    if _HEX.fullmatch(found):
        return found
    if _BASE64_EUI.fullmatch(text):
        try:
            return b64decode(text, validate=True).hex()
        except Base64Error:  # the pattern admits bits that no byte has
            pass
    raise RejectedError(Cause.MALFORMED, f"{text[:64]!r} is no EUI-64: 16 hex digits are expected")


@lru_cache(maxsize=65_536)
def name(text: str, what: str) -> str:
    """Return a name as it may be kept: printable, 1 to 128 characters.

    Raises
    ------
    RejectedError
        It is not; `what` says which name.
    """
    if _NAME.fullmatch(text) is None:
        raise RejectedError(
            Cause.MALFORMED, f"{what} {text[:64]!r} is not 1 to 128 printable characters"
        )
    return text


def key(text: str) -> str:
    """Return by what a name is found: in lower case, an address (MAC, EUI) without separators.

    The database does the same (`alias_key` in store/migrations).

    Examples
    --------
    >>> key("80:1F:12:D5:30:DC"), key("Bay-1-1")
    ('801f12d530dc', 'bay-1-1')
    """
    bare = _SEPARATORS.sub("", text).lower()
    return bare if _ADDRESS.fullmatch(bare) else text.lower()


def serial(text: str) -> str:
    """Return a serial number as `key` does.

    Raises
    ------
    RejectedError
        It is not 1 to 128 printable characters.
    """
    return name(key(text.strip()), "the serial number")


def same(topic: str | None, body: str | None, what: str) -> str | None:
    """Return the name that topic and body agree on; None when neither has one.

    Raises
    ------
    RejectedError
        `DEVICE_MISMATCH`: the body names another one.
    """
    if topic is not None and body is not None and topic != body:
        raise RejectedError(
            Cause.DEVICE_MISMATCH,
            f"the body says {what} {body[:64]!r}, the topic {topic[:64]!r}: identity comes from "
            "the topic, which the broker has authorised",
        )
    return body if topic is None else topic
