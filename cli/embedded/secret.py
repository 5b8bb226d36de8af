"""A password of ours: made once, kept in a file that only its owner may read."""

import os
import secrets
from pathlib import Path


def kept_in(file: Path) -> str:
    """Return the password in `file`, made by chance when there is none."""
    if not file.exists():
        unfinished = file.with_name(f"{file.name}.{os.getpid()}")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(24))
        unfinished.rename(file)
    return file.read_text().strip()
