"""Nwave parking sensors NPS, third generation.

Source: Nwave, LoRaWAN sensors: message format, third generation.
"""

from enum import IntEnum

from firmware_sim.frames import Frame


class ResetCause(IntEnum):
    """Why it started."""

    WATCHDOG = 1
    POWER_ON = 2
    SYSTEM_REQUEST = 3
    OTHER = 4


def status(*, occupied: bool) -> Frame:
    """Return the message of a change (fPort 1)."""
    return Frame(1, bytes([occupied]))


def heartbeat(*, occupied: bool) -> Frame:
    """Return the message that it is still there (fPort 2)."""
    return Frame(2, bytes([occupied]))


def startup(*, occupied: bool, firmware: tuple[int, int, int], cause: ResetCause) -> Frame:
    """Return the message of a start (fPort 3)."""
    return Frame(3, bytes([*firmware, cause, occupied]))
