"""Which port to listen on: the one given or an error, else the usual one or the next free."""

from cli.embedded.ports import is_free
from cli.failure import FailedError
from cli.processes import port_holder

_NEXT_PORTS = 100


def choose_port(given: int | None, usual: int, option: str) -> int:
    """Return the port given, if it is free, else the usual one or the next after it."""
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
    raise FailedError(
        f"port {given} is {held}: end that, or take another: `wegwarte up {option} {free}`"
    )
