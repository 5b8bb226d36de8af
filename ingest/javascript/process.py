"""One decoding process as its parent sees it: started, asked, killed when it is silent."""

import asyncio
import os
import signal
import sys
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import structlog

from ingest.javascript.job import Job
from ingest.javascript.wire import FRAME_MAX_BYTES, LENGTH, Answer, Call, Work, framed
from store.instants import to_us

log = structlog.get_logger(__name__)

_START_MAX_S: Final = 30.0
_STOP_MAX_S: Final = 1.0
_STARVED_MAX_S: Final = 10.0  # how long a silent process may wait for the processor
_SOURCES_MAX_BYTES: Final = 64 * 1024 * 1024
_ENVIRONMENT: Final = {"LANG": "C.UTF-8", "TZ": "UTC", "PATH": os.defpath}
_ANSWERS = msgspec.json.Decoder(list[Answer])


class NotStartedError(Exception):
    """The process did not come up; its own words are on standard error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of asking.

    Parameters
    ----------
    answers
        Of the first jobs, in their order.
    ended
        Why there are no more of them; '' when every job is answered.
    """

    answers: list[Answer]
    ended: str = ""


@dataclass(frozen=True, slots=True)
class _Child:
    process: asyncio.subprocess.Process
    stdin: asyncio.StreamWriter
    stdout: asyncio.StreamReader


class Process:
    """A decoding process; started when first asked, and again after it ended.

    Parameters
    ----------
    silence_max_s
        How long it may say nothing while it has work. [s]
    """

    def __init__(self, *, silence_max_s: float) -> None:
        self._silence_max_s = silence_max_s
        self._silent = f"silent for {silence_max_s:g} s, killed"
        self._child: _Child | None = None
        self._known: OrderedDict[str, int] = OrderedDict()  # codecs it has -> bytes of source

    @property
    def pid(self) -> int | None:
        """Its number while it runs."""
        return None if self._child is None else self._child.process.pid

    async def ask(self, jobs: Sequence[Job]) -> Asked:
        """Have it decode; a process that is silent too long is killed.

        Raises
        ------
        NotStartedError
            There is none, and none can be started.
        """
        child = self._child or await self._start()
        answers: list[Answer] = []
        try:
            self._hand_over(child, jobs)
            while len(answers) < len(jobs):
                answers += await self._hear(child)
        except TimeoutError:
            return await self._ended(answers, self._silent)
        except (asyncio.IncompleteReadError, ConnectionError):
            return await self._ended(answers, "it ended")
        except BaseException:
            # Cancelled, or whatever else, in the middle of an answer: what it says next would be
            # taken for the answer to another frame. So nothing may be left out here.
            await self.kill()
            raise
        return Asked(answers=answers)

    async def kill(self) -> int | None:
        """End it at once; return its exit status."""
        child, self._child = self._child, None
        self._known.clear()
        if child is None:
            return None
        with suppress(ProcessLookupError):
            child.process.send_signal(signal.SIGKILL)
        return await child.process.wait()

    async def close(self) -> None:
        """Let it end by itself, for it is idle; kill it when it does not."""
        if self._child is not None:
            self._child.stdin.close()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._child.process.wait(), _STOP_MAX_S)
        await self.kill()

    async def _start(self) -> _Child:
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                "-m",
                "ingest.javascript.worker",
                str(os.getpid()),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=_ENVIRONMENT,
            )
        except OSError as why:
            raise NotStartedError(
                f"the process that runs JavaScript codecs cannot be started: {why}"
            ) from why
        if process.stdin is None or process.stdout is None:
            raise NotStartedError("the process that runs JavaScript codecs has no pipes")
        self._child = child = _Child(process, process.stdin, process.stdout)
        try:
            async with asyncio.timeout(_START_MAX_S):
                await _frame(child)
        except (TimeoutError, asyncio.IncompleteReadError) as why:
            status = await self.kill()
            raise NotStartedError(
                f"the process that runs JavaScript codecs does not start (status {status})"
            ) from why
        return child

    def _hand_over(self, child: _Child, jobs: Sequence[Job]) -> None:
        """Write the jobs, and before them the sources it does not have, each in a frame."""
        codecs = {job.codec.sha256: job.codec for job in jobs}
        for codec in codecs.values():
            if codec.sha256 in self._known:
                self._known.move_to_end(codec.sha256)
                continue
            self._known[codec.sha256] = len(codec.source)
            child.stdin.write(framed(Work([], {codec.sha256: codec.source})))
        forget = []
        while sum(self._known.values()) > _SOURCES_MAX_BYTES and len(self._known) > len(codecs):
            forget.append(self._known.popitem(last=False)[0])
        child.stdin.write(framed(Work([_call(job) for job in jobs], {}, forget)))

    async def _hear(self, child: _Child) -> list[Answer]:
        """Wait for answers.

        Raises
        ------
        TimeoutError
            It was silent, and not because it got no processor.
        """
        hearing = asyncio.ensure_future(_frame(child))
        waited_s, used_s = 0.0, _processor_s(child.process.pid)
        try:
            while True:
                done, _ = await asyncio.wait({hearing}, timeout=self._silence_max_s)
                if done:
                    return hearing.result()
                waited_s += self._silence_max_s
                now_used_s = _processor_s(child.process.pid)
                starved = now_used_s - used_s < waited_s / 2
                if not starved or waited_s >= _STARVED_MAX_S:
                    raise TimeoutError
        finally:
            hearing.cancel()

    async def _ended(self, answers: list[Answer], how: str) -> Asked:
        pid = self.pid
        status = await self.kill()
        if status == -signal.SIGPROF:  # its own timer was quicker than we, on a busy machine
            how = self._silent
        log.warning("codec_process_ended", pid=pid, how=how, status=status, answered=len(answers))
        return Asked(answers=answers, ended=how)


async def _frame(child: _Child) -> list[Answer]:
    length = LENGTH.unpack(await child.stdout.readexactly(LENGTH.size))[0]
    if length > FRAME_MAX_BYTES:
        raise ConnectionError(f"a frame of {length} bytes")
    try:
        return _ANSWERS.decode(await child.stdout.readexactly(length))
    except msgspec.DecodeError as why:
        raise ConnectionError("a frame that is none") from why


def _call(job: Job) -> Call:
    return Call(job.codec.sha256, job.sender, job.port, job.payload, to_us(job.received) // 1_000)


def _processor_s(pid: int) -> float:
    """Return the seconds of processor time a process has used; infinite where nobody says."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return float("inf")
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
