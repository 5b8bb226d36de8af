"""Several processes that derive at once: each claims the sites that no other has.

Numpy and PostgreSQL each keep a core busy, so a year of a city is done in half the time. A claim
is a lock of the database, so it does not matter how many take part, or on how many machines.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from analytics.derive.work import Work

#: Below so many marks starting processes costs more than it saves. [marks]
MARKS_MIN = 2_000


class WorkerError(Exception):
    """A process that derived beside this one has failed; what it said is in the message."""


async def start(count: int) -> list[asyncio.subprocess.Process]:
    """Start processes that work off every mark there is, each with the settings of this one."""
    return [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "analytics.derive", "--beside"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        for _ in range(count)
    ]


async def done(processes: Sequence[asyncio.subprocess.Process]) -> list[Work]:
    """Return what processes did, when all have ended.

    Raises
    ------
    WorkerError
        One of them failed; its sites are derived by the next pass.
    """
    said = await asyncio.gather(*(process.communicate() for process in processes))
    for process, (_, err) in zip(processes, said, strict=True):
        if process.returncode != 0:
            raise WorkerError(err.decode(errors="replace").strip()[-2_000:])
    return [_read(out) for out, _ in said]


def written(work: Work) -> str:
    """Return what this process did, for the one that started it."""
    return json.dumps(asdict(work) | {"claimed": sorted(work.claimed)})


def _read(out: bytes) -> Work:
    said = json.loads(out)
    return Work(**said | {"claimed": set(said["claimed"])})
