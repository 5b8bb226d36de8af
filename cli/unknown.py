"""Senders that speak and are not registered: how much they said, and what they look like."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cli.amounts import amount
from cli.model_library import Library
from devices.model import JAVASCRIPT
from ingest.javascript.decoders import Decoders
from ingest.javascript.job import Codec
from ingest.likeness import alike
from store import models, rejected
from store.pool import Connection
from store.rejected import Unknown

_DEV_EUI: Final = re.compile("[0-9a-f]{16}")
_SAMPLES: Final = 12
_LIKELY_MAX: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """A sender that is not registered, and the models that read everything it said."""

    seen: Unknown
    looks_like: list[str]

    def line(self) -> str:
        """Return it in one line."""
        seen = self.seen
        like = " or ".join(self.looks_like[:_LIKELY_MAX])
        return (
            f"{seen.sender}: seen, not registered: {amount(seen.messages, 'message')} since "
            f"{seen.first_at:%Y-%m-%d %H:%M}Z, the last {seen.last_at:%Y-%m-%d %H:%M}Z, by "
            f"{', '.join(seen.sources)}"
            + (f", looks like model {like}" if like else "")
            + f"\n    {self.remedy()}"
        )

    def remedy(self) -> str:
        """Name the command that registers it; a DevEUI is not yet a name people use."""
        model = self.looks_like[0] if len(self.looks_like) == 1 else "MODEL"
        called = self.seen.sender
        named = f"NAME --dev-eui {called}" if _DEV_EUI.fullmatch(called) else called
        return f"`wegwarte device add {named} --model {model}`"

    def for_programs(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        seen = self.seen
        return {
            "sender": seen.sender,
            "sources": seen.sources,
            "messages": seen.messages,
            "first_at": _iso(seen.first_at),
            "last_at": _iso(seen.last_at),
            "looks_like": self.looks_like,
        }


async def strangers(conn: Connection, *, limit: int, scripts: bool = True) -> list[Stranger]:
    """Return who speaks and is not registered, the last to speak first.

    Parameters
    ----------
    scripts
        Whether to try vendors' JavaScript as well, which takes a process of its own.
    """
    seen = await rejected.unknown(conn, limit=limit)
    if not seen:
        return []
    library = Library(conn)
    known = await library.all()
    codecs = await _scripts(conn) if scripts else {}
    async with Decoders(processes=1) as decoders:
        return [
            Stranger(
                seen=one,
                looks_like=await alike(
                    await rejected.samples(conn, one.sender, limit=_SAMPLES),
                    [model.read for model in known],
                    codecs,
                    decoders if codecs else None,
                ),
            )
            for one in seen
        ]


async def _scripts(conn: Connection) -> dict[str, Codec]:
    """Return vendors' decoders by what a model calls them."""
    found = {}
    for row in await models.codecs(conn):
        stored = await models.codec(conn, row["sha256"])
        if stored is not None:
            codec = Codec(sha256=stored["sha256"], name=stored["name"], source=stored["source"])
            for name in (codec.name, codec.sha256):
                found[f"{JAVASCRIPT}{name}"] = codec
    return found


def _iso(at: datetime) -> str:
    return at.isoformat()
