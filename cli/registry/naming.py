"""Names of devices as people write them: DevEUIs with separators, serial numbers, topic ids."""

import re
from typing import Final

from cli.failure import FailedError
from devices.names import slug

_SEPARATORS: Final = re.compile(r"[\s:.\-–]")
_EUI: Final = re.compile(r"[0-9a-f]{16}")


def dev_eui(text: str) -> str:
    """Return a DevEUI in lower-case hex without separators, or refuse it.

    Raises
    ------
    FailedError
        It has not sixteen hexadecimal digits.

    Examples
    --------
    >>> dev_eui("70-B3-D5-7E-D0-00-12-AB")
    '70b3d57ed00012ab'
    """
    bare = bare_hex(text)
    if not _EUI.fullmatch(bare):
        raise FailedError(
            f"{text!r} is no DevEUI: it has 16 hexadecimal digits, this has {len(bare)} characters"
        )
    return bare


def looks_like_eui(text: str) -> bool:
    """Whether a name is a DevEUI in some spelling."""
    return _EUI.fullmatch(bare_hex(text)) is not None


def bare_hex(text: str) -> str:
    """Return what is left of a hexadecimal number without separators and prefix, in lower case."""
    return _SEPARATORS.sub("", text.strip().lower().removeprefix("0x"))


def device_id(text: str) -> str:
    """Return the id of a device: of a DevEUI its digits, of anything else a slug."""
    return bare_hex(text) if looks_like_eui(text) else slug(text)
