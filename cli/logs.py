"""Logs of the parts: each is bounded, whatever its writer does."""

import os
import shutil
from pathlib import Path

BYTES_MAX = 20_000_000


def bound(log: Path, *, bytes_max: int = BYTES_MAX) -> None:
    """Move what a log holds to `<log>.1` when it has grown past `bytes_max`.

    Its writer keeps the file open for appending, so it is copied and cut, not renamed; lines
    written between the two are lost, which is the price of needing nothing from the writer.
    """
    if log.exists() and log.stat().st_size > bytes_max:
        shutil.copyfile(log, log.with_name(f"{log.name}.1"))
        os.truncate(log, 0)
