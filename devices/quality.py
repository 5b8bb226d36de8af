"""How far a value can be trusted, on the scale of the QARTOD manuals."""

from enum import IntEnum


class Flag(IntEnum):
    """QARTOD flags, ordered by severity, so that the worst of several is their maximum.

    Source: IOOS, Manual for Real-Time Oceanographic Data Quality Control Flags (2020).
    """

    GOOD = 1  #: passed every test that ran
    NOT_EVALUATED = 2  #: no test ran
    SUSPECT = 3  #: a test doubts it: conflict, overlap, incomplete coverage
    FAIL = 4  #: a test refuses it; it enters no number
    MISSING = 9  #: not observed
