"""Frames of field hardware, encoded from the makers' data sheets.

Written without the decoders of `devices.codecs`, so that reading the one with the other compares
two programs. A frame is its fPort and its bytes.
"""

from typing import NamedTuple


class Frame(NamedTuple):
    """What a LoRaWAN device hands to its radio."""

    port: int
    payload: bytes
