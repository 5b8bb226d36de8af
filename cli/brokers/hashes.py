"""One secret, hashed as each broker reads it.

The secrets are 256 random bits, not words of people: guessing them is out of the question however
quick a hash is. So the hashes are as cheap as the brokers allow, and two thousand devices that come
back at once are let in within seconds (docs/decisions/0016).
"""

import base64
import hashlib
import secrets
from typing import Final

import bcrypt

BCRYPT_COST: Final = 4  # the least there is
PBKDF2_ROUNDS: Final = 10
_SALT_BYTES: Final = 12
_SECRET_BYTES: Final = 32


def new_secret() -> str:
    """Return a secret of 256 random bits, 43 characters long."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def for_nats(secret: str) -> str:
    """Return the bcrypt hash of a secret."""
    return bcrypt.hashpw(secret.encode(), bcrypt.gensalt(BCRYPT_COST)).decode()


def for_mosquitto(secret: str) -> str:
    """Return the PBKDF2-SHA512 hash of a secret, in the form of Mosquitto's password file."""
    salt = secrets.token_bytes(_SALT_BYTES)
    digest = hashlib.pbkdf2_hmac("sha512", secret.encode(), salt, PBKDF2_ROUNDS)
    words = (base64.b64encode(part).decode() for part in (salt, digest))
    return f"$7${PBKDF2_ROUNDS}${'$'.join(words)}"
