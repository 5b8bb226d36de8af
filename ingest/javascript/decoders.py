"""The decoders as ingest calls them: many frames in, what became of each out, in their order."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import msgspec
import structlog

from devices.errors import Cause, RejectedError
from ingest.javascript.budget import Fairness
from ingest.javascript.job import Decoded, Job
from ingest.javascript.process import Process
from ingest.javascript.wire import Answer

log = structlog.get_logger(__name__)

PART_MAX_JOBS: Final = 256
_WAITING_PARTS_MAX: Final = 8  # for each process; who brings more waits


class _Said(msgspec.Struct):
    data: dict[str, Any]
    warnings: list[str] = []


_SAID = msgspec.json.Decoder(_Said)

#: Of each job what its codec made of it, or why it could not.
Outcome = Decoded | RejectedError


@dataclass(frozen=True, slots=True)
class _Part:
    jobs: Sequence[Job]
    done: asyncio.Future[list[Outcome]]


class Decoders:
    """Processes that run codecs; none is started before the first frame.

    Parameters
    ----------
    processes
        How many work at once; one decodes about 15,000 frames a second.
    silence_max_s
        How long a process may say nothing while it has work. [s]
    """

    SILENCE_MAX_S: Final = 1.0

    def __init__(self, *, processes: int = 1, silence_max_s: float = SILENCE_MAX_S) -> None:
        self._silence_max_s = silence_max_s
        self._processes = [Process(silence_max_s=silence_max_s) for _ in range(processes)]
        self._parts: asyncio.Queue[_Part] = asyncio.Queue(_WAITING_PARTS_MAX * processes)
        self._lanes: list[asyncio.Task[None]] = []
        self._fairness = Fairness()

    @property
    def pids(self) -> list[int]:
        """The processes that run."""
        return [process.pid for process in self._processes if process.pid is not None]

    async def decode(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Decode frames; a rejection is returned and not raised, for the others go on.

        Raises
        ------
        NotStartedError
            No process can be started on this machine.
        """
        if not self._lanes:
            self._lanes = [asyncio.create_task(self._lane(p)) for p in self._processes]
            for lane in self._lanes:
                lane.add_done_callback(_ended)
        loop = asyncio.get_running_loop()
        waiting = []
        for start in range(0, len(jobs), PART_MAX_JOBS):
            part = _Part(jobs[start : start + PART_MAX_JOBS], loop.create_future())
            await self._parts.put(part)
            waiting.append(part.done)
        return [outcome for outcomes in await asyncio.gather(*waiting) for outcome in outcomes]

    async def close(self) -> None:
        """End the processes."""
        for lane in self._lanes:
            lane.cancel()
        if self._lanes:
            await asyncio.wait(self._lanes)  # what one fails of is told by `_ended`
        self._lanes = []
        while not self._parts.empty():
            self._parts.get_nowait().done.cancel()
        await asyncio.gather(*(process.close() for process in self._processes))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def _lane(self, process: Process) -> None:
        while True:
            part = await self._parts.get()
            work = asyncio.ensure_future(self._decode(process, part.jobs))
            try:
                await asyncio.wait({work})
            except asyncio.CancelledError:
                work.cancel()
                await asyncio.wait({work})
                part.done.cancel()
                raise
            if part.done.done():
                continue  # nobody waits for it any more
            if work.cancelled():  # not by us: whoever waits must not wait for ever
                part.done.cancel()
            elif (why := work.exception()) is not None:
                part.done.set_exception(why)
            else:
                part.done.set_result(work.result())

    async def _decode(self, process: Process, jobs: Sequence[Job]) -> list[Outcome]:
        """Decode a part; when the process ends, go on one by one to see whose frame ended it."""
        outcomes: list[Outcome] = []
        alone = False
        while len(outcomes) < len(jobs):
            todo = jobs[len(outcomes) :]
            refused = self._refusal(todo[0])
            if refused is not None:
                outcomes.append(refused)
                continue
            asked = await process.ask(todo[:1] if alone else self._willing(todo))
            outcomes += map(_outcome, todo, asked.answers)
            if not asked.ended:
                continue
            if alone and not asked.answers:
                outcomes.append(self._culprit(todo[0], asked.ended))
            alone = not alone
        return outcomes

    def _willing(self, jobs: Sequence[Job]) -> Sequence[Job]:
        """Return the jobs before the first that is to wait."""
        for at, job in enumerate(jobs):
            if self._refusal(job) is not None:
                return jobs[:at]
        return jobs

    def _refusal(self, job: Job) -> RejectedError | None:
        why = self._fairness.refusal(job.codec.sha256, job.sender, now_s=time.monotonic())
        return None if why is None else _rejected(job, why)

    def _culprit(self, job: Job, how: str) -> RejectedError:
        wasted_s = 2 * self._silence_max_s  # once in company, once alone
        self._fairness.charge(job.codec.sha256, job.sender, wasted_s, now_s=time.monotonic())
        return _rejected(job, f"this frame ended the process that decodes ({how})")


def _ended(lane: asyncio.Task[None]) -> None:
    """Tell why a lane has ended that should have gone on: others wait for it."""
    if not lane.cancelled() and (why := lane.exception()) is not None:
        log.error("decoding_lane_failed", exc_info=why)


def _outcome(job: Job, answer: Answer) -> Outcome:
    if not answer.good:
        return _rejected(job, answer.text)
    try:
        said = _SAID.decode(answer.text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as why:
        return _rejected(job, f"its data are no JSON object that can be read: {why}")
    return Decoded(fields=said.data, warnings=tuple(said.warnings))


def _rejected(job: Job, why: str) -> RejectedError:
    return RejectedError(
        Cause.CODEC_FAILED,
        f"codec {job.codec.name} on {len(job.payload)} bytes of port {job.port}: {why}",
    )
