"""Which port to listen on: the one given or an error, else the usual one or the next free."""

import shlex
from collections.abc import Sequence

from cli.embedded.ports import is_free
from cli.failure import FailedError
from cli.processes import port_holder

_NEXT_PORTS = 100


def choose_port(given: int | None, usual: int, *, option: str, words: Sequence[str]) -> int:
    """Return the port given, if it is free; when none is given, the usual one or the next after it.

    Parameters
    ----------
    option, words
        The option that gives the port and the command as it was called, for the remedy.

    Raises
    ------
    FailedError
        The port given is taken; the message names its holder and the command with another port.
    """
    if given is None:
        for port in range(usual, usual + _NEXT_PORTS):
            if is_free(port):
                return port
        raise FailedError(f"no port between {usual} and {usual + _NEXT_PORTS - 1} is free")
    if is_free(given):
        return given
    free = next(port for port in range(given + 1, given + _NEXT_PORTS) if is_free(port))
    holder = port_holder(given)
    held = f"held by {holder}" if holder else "taken (by a process we may not look at)"
    again = shlex.join(["wegwarte", *_without(option, words), option, str(free)])
    raise FailedError(f"port {given} is {held}: end that, or take another: `{again}`")


def _without(option: str, words: Sequence[str]) -> list[str]:
    """Return the words without an option and its value.

    Examples
    --------
    >>> _without("--http-port", ["up", "--http-port", "80", "--demo", "--http-port=81"])
    ['up', '--demo']
    """
    kept: list[str] = []
    skip = False
    for word in words:
        if not skip and word != option and not word.startswith(f"{option}="):
            kept.append(word)
        skip = word == option
    return kept
