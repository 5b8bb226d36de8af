"""How a test says that a codec refuses a frame."""

import pytest

from devices.codecs.catalogue import find
from devices.errors import Cause, RejectedError


def sentence(name: str, port: int, payload_hex: str) -> str:
    """Return the sentence with which a codec refuses a frame."""
    with pytest.raises(RejectedError) as caught:
        find(name)(port, bytes.fromhex(payload_hex))
    assert caught.value.cause is Cause.CODEC_FAILED
    return caught.value.detail
