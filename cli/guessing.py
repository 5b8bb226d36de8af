"""The talk about an unknown file: what was found in it, what is unclear, and the mapping."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.failure import FailedError

if TYPE_CHECKING:
    from ingest.recordings.guess import Proposal


def guess_mapping(path: Path, folder: Path, *, yes: bool) -> None:
    """Propose a mapping for a file; keep it once a person has confirmed it."""
    from ingest.recordings import shelf
    from ingest.recordings.guess import guess
    from ingest.recordings.mapping_text import to_toml
    from ingest.recordings.problems import MappingError, RecordingError

    try:
        known = shelf.recognise_file(path, folder)
        if known is not None:
            typer.echo(f"note: mapping {known.id} fits this header already", err=True)
            if yes:
                typer.echo(f"nothing to keep; now: wegwarte import --mapping {known.id} {path}")
                return
        proposal = guess(path)
        interactive = sys.stdin.isatty() and sys.stdout.isatty() and not yes
        text = _ask(proposal) if interactive else to_toml(proposal.mapping)
        if interactive or yes:
            kept = shelf.keep(text, folder)
            typer.echo(f"kept as {kept}; now: wegwarte import {path}")
            return
    except RecordingError as why:
        raise FailedError(str(why)) from why
    except MappingError as why:
        raise FailedError(str(why)) from why
    for line in proposal.seen:
        typer.echo(f"seen: {line}", err=True)
    for question in proposal.questions:
        typer.echo(f"unclear: {question.key}: {question.text} assumed {question.assumed}", err=True)
    typer.echo("Keep it with --yes, or save it and name it with --mapping FILE.toml", err=True)
    typer.echo(text, nl=False)


def _ask(proposal: "Proposal") -> str:
    """Ask about what is unclear, until the answers make a mapping; return it as TOML."""
    from ingest.recordings.guess import answered
    from ingest.recordings.mapping_text import to_toml
    from ingest.recordings.problems import MappingError

    for line in proposal.seen:
        typer.echo(line)
    mapping = proposal.mapping
    for question in proposal.questions:
        while True:
            said = typer.prompt(f"{question.key}: {question.text}", default=question.assumed)
            try:
                mapping = answered(mapping, question.key, said)
                break
            except MappingError as why:
                typer.echo(str(why))
    text = to_toml(mapping)
    typer.echo(f"\n{text}")
    typer.confirm("Keep this mapping?", default=True, abort=True)
    return text
