"""The JavaScript engine: one context per codec, within limits. The only module that knows it.

A context is a runtime of its own: a codec shares nothing with another. What it may reach is the
language, what `prelude.js` and `buffer.js` give it, and nothing of the host.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import quickjs  # type: ignore[import-untyped]

from ingest.javascript.wire import NOT_LOADED

_HERE: Final = Path(__file__).parent
_BUFFER: Final = (_HERE / "buffer.js").read_text()
_PRELUDE: Final = f"{(_HERE / 'prelude.js').read_text()}({_BUFFER})"
_ENTRY: Final = (_HERE / "entry.js").read_text()
_NO_ENTRY: Final = (
    f"{NOT_LOADED}: it has no function to decode with; looked for driver.decodeUplink, "
    "exports.decodeUplink, decodeUplink, Decoder(bytes, port) and Decode(port, bytes)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one codec may use.

    Parameters
    ----------
    call_max_s, load_max_s
        Processor time of one frame, and of loading the file. [s]
    text_max
        Length of what a frame may become, as JSON. [characters]
    """

    memory_max_bytes: int = 32 * 1024 * 1024
    stack_max_bytes: int = 256 * 1024
    call_max_s: float = 0.1
    load_max_s: float = 0.25
    text_max: int = 65_536


class CodecError(Exception):
    """The codec could not decode the frame; the text says why, for people."""


class SpentError(CodecError):
    """The same, and its context must not be used again."""


class OutOfMemoryError(SpentError):
    """The context is full, perhaps of what earlier frames left there."""


class Sandbox:
    """One codec, loaded.

    Raises
    ------
    SpentError
        The file cannot be loaded, or has nothing to decode with.
    """

    def __init__(self, source: str, limits: Limits) -> None:
        self._limits = limits
        context = quickjs.Context()
        context.set_memory_limit(limits.memory_max_bytes)
        context.set_max_stack_size(limits.stack_max_bytes)
        bind = context.eval(_PRELUDE)
        context.set_time_limit(limits.load_max_s)
        try:
            load = context.eval(f"(function () {{{source}\n;return ({_ENTRY})}})")
            self._run = bind(load, "recvTime" in source, limits.text_max)
        except (quickjs.JSException, MemoryError, TypeError, ValueError) as why:
            told = self._told(why, limits.load_max_s)
            raise SpentError(f"{NOT_LOADED}: {told}") from why
        if self._run is None:
            raise SpentError(_NO_ENTRY)
        context.set_time_limit(limits.call_max_s)
        self._context = context
        self.clean = True  #: False: a frame left JavaScript's own objects changed

    def decode(self, port: int, payload: bytes, time_ms: int) -> str:
        """Decode one frame into the JSON text `{"data": {…}, "warnings": […]}`.

        Raises
        ------
        CodecError
            It threw, named errors, or returned no data.
        """
        frame = (
            f'{{"bytes":{list(payload)},"fPort":{port},"recvTime":{time_ms},'
            '"variables":{},"context":[]}'
        )
        try:
            answer = self._run(frame)
        except (quickjs.JSException, MemoryError, TypeError, ValueError) as why:
            raise self._told(why, self._limits.call_max_s) from why
        if not isinstance(answer, str) or answer[:2] not in {"=+", "=-", "!+", "!-"}:
            raise SpentError("it changed the language around it, and answered nonsense")
        self.clean = answer[0] == "="
        if answer[1] == "+":
            return answer[2:]
        if "out of memory" in answer:
            raise self._full()
        raise CodecError(answer[2:])

    def _told(self, why: Exception, time_max_s: float) -> SpentError:
        said = str(why)
        if "interrupted" in said:
            return SpentError(
                f"it ran longer than {time_max_s:g} s of processor time, and was stopped"
            )
        if isinstance(why, MemoryError) or "out of memory" in said or said == "null":
            return self._full()
        lines = [line.strip() for line in said.strip().splitlines()]
        where = lines[1:2] if lines and lines[0].startswith("SyntaxError") else []
        return SpentError(" ".join(lines[:1] + where)[:500] or type(why).__name__)

    def _full(self) -> OutOfMemoryError:
        most = self._limits.memory_max_bytes >> 20
        return OutOfMemoryError(f"it used more than {most} MB, and was stopped")
