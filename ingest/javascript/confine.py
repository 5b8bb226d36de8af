"""What a decoding process gives up before it sees the first codec.

The engine keeps codecs in; this is for the day on which it does not. What the system does not
grant is left out: each step alone is worth taking.
"""

import ctypes
import os
import resource
import signal
from contextlib import suppress
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_NOBODY: Final = 65_534
ADDRESS_SPACE_MAX_BYTES: Final = 1024 * 1024 * 1024


def confine(parent: int) -> None:
    """Give up privileges, descriptors, memory and life after the parent; call it after all imports.

    Afterwards no file, socket or program can be opened: there is no descriptor left for it.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() == 0:
        with suppress(OSError):
            os.setgroups([])
            os.setresgid(_NOBODY, _NOBODY, _NOBODY)
            os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)  # a change of user clears it
    if os.getppid() != parent:
        raise SystemExit(0)  # it died before we asked
    for what, most in (
        (resource.RLIMIT_AS, ADDRESS_SPACE_MAX_BYTES),
        (resource.RLIMIT_NOFILE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


def allow_processor_time(more_s: float) -> None:
    """Let the kernel end this process after some more seconds of work, should the parent sleep.

    A timer and no limit on processor time: that one counts from the start of the process, by
    another clock than the process can read, and the two drift apart.
    """
    signal.setitimer(signal.ITIMER_PROF, more_s)
