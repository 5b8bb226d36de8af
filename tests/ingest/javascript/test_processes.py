"""The process in which codecs run: what it gave up, how it ends, and how its death is survived."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.javascript.budget import Allowance, Budget, Fairness
from ingest.javascript.decoders import Decoders
from ingest.javascript.engine import Limits
from ingest.javascript.job import Decoded
from ingest.javascript.process import Asked, NotStartedError, Process, _processor_s
from ingest.javascript.wire import Call, Work
from ingest.javascript.worker import CONTEXTS_MAX, Codecs
from tests.ingest.javascript.asked import GOOD, decode_body, fields, job
from tests.ingest.running import until

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc — Linux")


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def test_no_process_runs_before_the_first_frame(decoders: Decoders) -> None:
    assert decoders.pids == []
    assert await decoders.decode([]) == []


@LINUX
async def test_the_process_has_given_up_what_it_does_not_need(decoders: Decoders) -> None:
    await fields(decoders, GOOD)
    proc = Path(f"/proc/{decoders.pids[0]}")

    limits = {
        line[:26].strip(): line[26:].split()[:2]
        for line in (proc / "limits").read_text().splitlines()[1:]
    }
    status = dict(
        line.split(":\t", 1) for line in (proc / "status").read_text().splitlines() if ":\t" in line
    )
    environment = (proc / "environ").read_bytes()

    assert limits["Max open files"] == ["0", "0"]  # no file, no socket, no program
    assert limits["Max processes"] == ["0", "0"]
    assert limits["Max file size"] == ["0", "0"]
    assert limits["Max address space"] == [str(1024**3)] * 2
    assert status["NoNewPrivs"] == "1"
    assert b"WEGWARTE" not in environment
    assert b"HOME" not in environment
    if os.geteuid() == 0:
        assert status["Uid"].split() == ["65534"] * 4
        assert status["CapEff"] == "0" * 16


@LINUX
async def test_a_killed_process_is_replaced_and_its_frames_are_decoded(decoders: Decoders) -> None:
    await fields(decoders, GOOD)
    (pid,) = decoders.pids

    os.kill(pid, signal.SIGKILL)
    outcomes = await decoders.decode([job(GOOD)] * 300)

    assert outcomes == [Decoded(fields={"first": 1})] * 300
    assert decoders.pids != [pid]


async def test_that_no_process_can_be_started_is_told_and_passes(
    decoders: Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without:
        without.setattr(sys, "executable", "/nowhere/python")
        with pytest.raises(NotStartedError, match="cannot be started"):
            await decoders.decode([job(GOOD)])
        without.setattr(sys, "executable", "/bin/true")
        with pytest.raises(NotStartedError, match="does not start"):
            await decoders.decode([job(GOOD)])

    assert await fields(decoders, GOOD) == {"first": 1}


@LINUX
async def test_closing_ends_the_process_and_it_can_be_used_again() -> None:
    decoders = Decoders()
    await fields(decoders, GOOD)
    (pid,) = decoders.pids

    await decoders.close()

    assert not alive(pid)
    assert await fields(decoders, GOOD) == {"first": 1}
    await decoders.close()


async def test_closing_lets_go_of_who_waits() -> None:
    decoders = Decoders()
    silent = decode_body("Array(1 << 28).join(''); return { data: {} };")
    await fields(decoders, GOOD)
    waiting = asyncio.create_task(decoders.decode([job(silent)] + [job(GOOD)] * 2_000))
    await asyncio.wait({waiting}, timeout=0.2)

    await decoders.close()

    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_nobody_waits_for_ever_for_a_part_that_was_given_up(
    decoders: Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def give_up(*_: object) -> Asked:
        raise asyncio.CancelledError

    with monkeypatch.context() as broken:
        broken.setattr(Process, "ask", give_up)
        async with asyncio.timeout(10):
            with pytest.raises(asyncio.CancelledError):
                await decoders.decode([job(GOOD)])

    async with asyncio.timeout(30):
        assert await fields(decoders, GOOD) == {"first": 1}


PARENT = f"""
import asyncio, os, signal
from ingest.javascript.decoders import Decoders
from tests.ingest.javascript.asked import job
async def main():
    decoders = Decoders(processes=1, silence_max_s=600)
    await decoders.decode([job({GOOD!r})])
    print(decoders.pids[0], flush=True)
    await decoders.decode([job({decode_body("Array(1 << 28).join(''); return { data: {} };")!r})])
asyncio.run(main())
"""


def start_parent() -> tuple[subprocess.Popen[bytes], int]:
    """Start a parent whose decoding process is busy for ever; return both."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    with parent.stdout as said:
        return parent, int(said.readline())


@LINUX
async def test_a_busy_process_dies_with_its_parent() -> None:
    parent, pid = await asyncio.to_thread(start_parent)
    parent.kill()
    parent.wait()

    await until(lambda: not alive(pid), "the process dies", within_s=1.5)


@LINUX
async def test_a_process_whose_parent_sleeps_ends_itself() -> None:
    parent, pid = await asyncio.to_thread(start_parent)

    before_s = _processor_s(pid)
    await until(lambda: _processor_s(pid) > before_s + 0.3, "it is busy")
    parent.send_signal(signal.SIGSTOP)
    try:
        await until(lambda: not alive(pid), "the kernel ends it", within_s=60)
    finally:
        parent.kill()
        parent.wait()


def test_many_codecs_share_one_process_and_the_oldest_is_loaded_again() -> None:
    codecs = Codecs(Limits())
    many = CONTEXTS_MAX + 20
    sources = {str(n): decode_body(f"return {{ data: {{ n: {n} }} }};") for n in range(many)}
    codecs.take(Work(calls=[], sources=sources))

    for n in [*range(many), 0, 1]:
        answer = codecs.answer(Call(str(n), "", 1, b"", 0))

        assert answer.text == f'{{"data":{{"n":{n}}},"warnings":[]}}'
    assert len(codecs._loaded) == CONTEXTS_MAX


def test_a_budget_comes_back_with_time() -> None:
    budget = Budget(Allowance(burst_s=1.0, share=0.1))

    budget.charge("a", 1.5, now_s=0)

    assert budget.waits_s("a", now_s=0) == pytest.approx(5)
    assert budget.waits_s("a", now_s=4) == pytest.approx(1)
    assert budget.waits_s("a", now_s=5) == 0
    assert budget.waits_s("b", now_s=0) == 0
    budget.charge("a", 0.5, now_s=1_000)
    assert budget.waits_s("a", now_s=1_000) == 0


def test_a_codec_whose_devices_all_waste_time_rests_as_a_whole() -> None:
    fairness = Fairness()
    for n in range(12):
        fairness.charge("codec", f"device-{n}", 0.1, now_s=0)

    assert "the codec has wasted" in str(fairness.refusal("codec", "another", now_s=0))
    assert fairness.refusal("other codec", "device-1", now_s=0) is None


async def test_a_batch_beyond_what_may_wait_is_decoded_whole(decoders: Decoders) -> None:
    began_s = time.monotonic()

    outcomes = await decoders.decode([job(GOOD)] * 20_000)

    assert len(outcomes) == 20_000
    assert all(isinstance(o, Decoded) for o in outcomes)
    assert time.monotonic() - began_s < 60
