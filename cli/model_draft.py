"""`wegwarte model draft`: a first model file from what a vendor's decoder says of some frames."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli.failure import FailedError
from cli.model_files import codec_file
from cli.model_trial import payload_of
from cli.registry.acting import now
from devices.errors import ModelError, RejectedError
from devices.model import JAVASCRIPT
from devices.model_draft import draft
from devices.topics import is_identifier
from devices.uplink import Fields
from ingest.javascript.decoders import Decoders
from ingest.javascript.job import Codec, Job


def write_draft(
    model: Annotated[str, typer.Argument(help="The id it is to have.")],
    codec: Annotated[
        Path, typer.Option("--codec", help="The vendor's decoder, a .js file.", dir_okay=False)
    ],
    port: Annotated[int, typer.Option("--fport", min=0, max=255, help="The frames' fPort.")],
    frames: Annotated[
        list[str], typer.Option("--hex", help="A frame's bytes; repeat for frames of other kinds.")
    ],
) -> None:
    """Print a model file to begin with, guessed from what the decoder calls its fields."""
    if not is_identifier(model):
        raise FailedError(f"{model!r} is no id: use at most 64 of a-z, 0-9 and hyphens")
    script = codec_file(codec)
    payloads = [payload_of(frame, None) for frame in frames]
    samples = [(port, fields) for fields in asyncio.run(_decoded(script, port, payloads))]
    try:
        text = draft(model, f"{JAVASCRIPT}{codec.name}", samples)
    except ModelError as why:
        raise FailedError(str(why)) from why
    typer.echo(text, nl=False)


async def _decoded(script: Codec, port: int, payloads: list[bytes]) -> list[Fields]:
    jobs = [Job(codec=script, port=port, payload=payload, received=now()) for payload in payloads]
    async with Decoders(processes=1) as decoders:
        outcomes = await decoders.decode(jobs)
    found: list[Fields] = []
    for payload, outcome in zip(payloads, outcomes, strict=True):
        if isinstance(outcome, RejectedError):
            raise FailedError(f"frame {payload.hex()}: {outcome.detail}")
        found.append(outcome.fields)
    return found
