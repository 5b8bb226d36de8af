"""Ports on this machine: is one free, which one is."""

import errno
import random
import socket

LOOPBACK = "127.0.0.1"
# Below the range the kernel takes outgoing ports from: while a server is down, a client that
# keeps trying must not be given the server's own port and connect to itself.
_OWN_RANGE = range(20_000, 32_000)
_TRIES_MAX = 200


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen on `port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as why:
            if why.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def any_free(rng: random.Random) -> int:
    """Return a port nobody listens on, by chance, so that two callers seldom pick the same."""
    for port in rng.sample(_OWN_RANGE, _TRIES_MAX):
        if is_free(port):
            return port
    raise OSError(errno.EADDRINUSE, f"none of {_TRIES_MAX} ports tried is free")
