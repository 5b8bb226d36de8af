"""The process that runs codecs: frames of calls on standard input, answers on standard output.

Started by `ingest.javascript.process` as `python -m ingest.javascript.worker PARENT`.
"""

import os
import sys
import time
from collections import OrderedDict
from typing import Final

import msgspec

from ingest.javascript.budget import Fairness
from ingest.javascript.confine import allow_processor_time, confine
from ingest.javascript.engine import (
    CodecError,
    Limits,
    OutOfMemoryError,
    Sandbox,
    SpentError,
)
from ingest.javascript.wire import LENGTH, Answer, Call, Work, framed

CONTEXTS_MAX: Final = 256
_RESIDENT_MAX_BYTES: Final = 384 * 1024 * 1024
_SLOW_S: Final = 0.01  # processor time beyond it is charged; a frame takes 0.1 ms
_FLUSH_AFTER_S: Final = 0.05
_WORK_MAX_S: Final = 3.0  # without an answer; the parent is quicker unless it sleeps
_PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")


class Codecs:
    """The codecs this process was given, those in use loaded.

    Parameters
    ----------
    resident
        A descriptor of `/proc/self/statm`, -1 where there is none.
    """

    def __init__(self, limits: Limits, resident: int = -1) -> None:
        self._limits = limits
        self._resident = resident
        self._sources: dict[str, str] = {}
        self._loaded: OrderedDict[str, Sandbox] = OrderedDict()
        self._unloadable: dict[str, str] = {}
        self._fairness = Fairness()

    def take(self, work: Work) -> None:
        """Take over sources, forget others, and stay small."""
        for codec in work.forget:
            self._sources.pop(codec, None)
            self._loaded.pop(codec, None)
            self._unloadable.pop(codec, None)
        self._sources.update(work.sources)
        if self._resident_bytes() > _RESIDENT_MAX_BYTES:
            self._loaded.clear()

    def answer(self, call: Call) -> Answer:
        """Decode one frame."""
        now_s = time.monotonic()
        refusal = self._fairness.refusal(call.codec, call.sender, now_s=now_s)
        if refusal is not None:
            return Answer(good=False, text=refusal)
        began_s = time.process_time()
        try:
            answer = Answer(good=True, text=self._decode(call))
        except CodecError as why:
            answer = Answer(good=False, text=str(why))
        wasted_s = time.process_time() - began_s - _SLOW_S
        if wasted_s > 0:
            self._fairness.charge(call.codec, call.sender, wasted_s, now_s=time.monotonic())
        return answer

    def _decode(self, call: Call) -> str:
        used_before = call.codec in self._loaded
        try:
            return self._once(call)
        except OutOfMemoryError:
            if not used_before:
                raise
            return self._once(call)  # what earlier frames had left behind is gone

    def _once(self, call: Call) -> str:
        sandbox = self._sandbox(call.codec)
        try:
            text = sandbox.decode(call.port, call.payload, call.time_ms)
        except SpentError:
            del self._loaded[call.codec]
            raise
        finally:
            if not sandbox.clean:
                self._loaded.pop(call.codec, None)
        return text

    def _sandbox(self, codec: str) -> Sandbox:
        sandbox = self._loaded.get(codec)
        if sandbox is not None:
            self._loaded.move_to_end(codec)
            return sandbox
        known = self._unloadable.get(codec)
        if known is not None:
            raise CodecError(known)
        try:
            sandbox = Sandbox(self._sources[codec], self._limits)
        except SpentError as why:
            self._unloadable[codec] = str(why)
            raise CodecError(str(why)) from why
        self._loaded[codec] = sandbox
        if len(self._loaded) > CONTEXTS_MAX:
            self._loaded.popitem(last=False)
        return sandbox

    def _resident_bytes(self) -> int:
        if self._resident < 0:
            return 0
        return int(os.pread(self._resident, 64, 0).split()[1]) * _PAGE_BYTES


def serve(codecs: Codecs) -> None:
    """Answer until the parent closes the pipe; every slow frame's answer goes out at once."""
    decode = msgspec.json.Decoder(Work).decode
    _write(framed([]))  # ready
    while head := _read(LENGTH.size):
        work = decode(_read(LENGTH.unpack(head)[0]))
        allow_processor_time(_WORK_MAX_S)
        codecs.take(work)
        answers: list[Answer] = []
        flushed_s = time.monotonic()
        for call in work.calls:
            answers.append(codecs.answer(call))
            if time.monotonic() - flushed_s > _FLUSH_AFTER_S:
                _write(framed(answers))
                allow_processor_time(_WORK_MAX_S)
                answers, flushed_s = [], time.monotonic()
        if answers:
            _write(framed(answers))


def _read(length: int) -> bytes:
    """Read so many bytes; b'' when the parent has closed the pipe."""
    parts = []
    while length:
        part = os.read(0, length)
        if not part:
            return b""
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _write(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(1, view) :]


def main() -> None:
    """Confine this process, then serve."""
    resident = -1
    if os.path.exists("/proc/self/statm"):  # noqa: PTH110 - a descriptor is wanted, no path
        resident = os.open("/proc/self/statm", os.O_RDONLY)
    confine(parent=int(sys.argv[1]))
    serve(Codecs(Limits(), resident))


if __name__ == "__main__":
    main()
