"""Logins: one password (argon2), sessions that end, and a bound on failed attempts."""

import asyncio
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_network
from typing import Final

import argon2

from api.errors import TooManyError
from api.settings import as_address

COOKIE: Final = "wegwarte_session"
SESSIONS_MAX: Final = 1_000
ADDRESSES_MAX: Final = 10_000
WAITING_MAX: Final = 8  #: logins that wait for the hash at once; it costs 64 MiB and one core


@dataclass(slots=True)
class Attempts:
    """Failed logins by address; the oldest addresses are forgotten first."""

    failures_max: int
    window: timedelta
    _failed: OrderedDict[str, list[datetime]] = field(default_factory=OrderedDict)

    def check(self, address: str, now: datetime) -> None:
        """Raise `TooManyError` when this address has failed too often."""
        recent = [at for at in self._failed.get(address, []) if now - at < self.window]
        if len(recent) >= self.failures_max:
            wait_s = int((recent[0] + self.window - now).total_seconds()) + 1
            raise TooManyError(
                f"{len(recent)} failed logins from this address",
                f"wait {wait_s} s, then try again",
                retry_after_s=wait_s,
            )

    def failed(self, address: str, now: datetime) -> None:
        """Note a failed login."""
        recent = [at for at in self._failed.pop(address, []) if now - at < self.window]
        self._failed[address] = [*recent, now][-self.failures_max :]
        while len(self._failed) > ADDRESSES_MAX:
            self._failed.popitem(last=False)


class Sessions:
    """Who is logged in. Kept in memory: a restart ends every session."""

    def __init__(
        self,
        *,
        password_hash: str | None,
        age_max: timedelta,
        attempts: Attempts,
        clock: Callable[[], datetime],
    ) -> None:
        self._hash = password_hash
        self._age_max = age_max
        self._attempts = attempts
        self._clock = clock
        self._ends: OrderedDict[bytes, datetime] = OrderedDict()
        self._one_at_a_time = asyncio.Semaphore(1)
        self._waiting = 0

    async def login(self, password: str, client: str | None) -> str | None:
        """Return the token of a new session; None when the password is wrong.

        Raises
        ------
        TooManyError
            This address has failed too often, or too many logins wait.
        """
        address = network_of(client)
        self._attempts.check(address, self._clock())
        if not await self._right(password):
            self._attempts.failed(address, self._clock())
            return None
        token = secrets.token_urlsafe(32)
        self._ends[_digest(token)] = self._clock() + self._age_max
        while len(self._ends) > SESSIONS_MAX:
            self._ends.popitem(last=False)
        return token

    def valid(self, token: str | None) -> bool:
        """Whether a token belongs to a session that has not ended."""
        if token is None:
            return False
        end = self._ends.get(_digest(token))
        return end is not None and self._clock() < end

    def logout(self, token: str | None) -> None:
        """End a session."""
        if token is not None:
            self._ends.pop(_digest(token), None)

    async def _right(self, password: str) -> bool:
        if self._hash is None:
            return False
        if self._waiting >= WAITING_MAX:
            raise TooManyError("too many logins at once", "try again", retry_after_s=5)
        self._waiting += 1
        try:
            async with self._one_at_a_time:
                return await asyncio.to_thread(_verified, self._hash, password)
        finally:
            self._waiting -= 1


def _verified(password_hash: str, password: str) -> bool:
    try:
        return argon2.PasswordHasher().verify(password_hash, password)
    except argon2.exceptions.VerifyMismatchError:
        return False


def hashed(password: str) -> str:
    """Return the argon2 hash of a password, for `WEGWARTE_PASSWORD_HASH`."""
    return argon2.PasswordHasher().hash(password)


def network_of(client: str | None) -> str:
    """Return what attempts are counted by: an IPv4 address, or the /64 of an IPv6 address."""
    address = None if client is None else as_address(client)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address or client)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
