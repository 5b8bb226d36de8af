"""`wegwarte history`: who changed what of a site or device, when, and why."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

import typer

from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import Reader, moment_of, now
from cli.registry.whereabouts import ZONE
from store.inventory import authorship

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d[^ ]*[+Z-]")
#: As PostgreSQL writes it.
_SPAN: Final = re.compile(r"""[\[(]"?(\d{4}-[^",]*|)"?,"?(\d{4}-[^",]*|)"?[\])]""")


@with_options
def command(
    named: Annotated[
        str,
        typer.Argument(help="Id or alias of a site, group or device, or a datastream's number."),
    ],
    since: Annotated[str | None, typer.Option(help="Only changes from then on.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 200,
    *,
    reader: Reader,
) -> None:
    """Show every change of a site, group, device or datastream, and of what hangs on it."""
    first = None if since is None else moment_of(since, ZONE, present=now())
    found = reader.ask(
        lambda c: authorship.history(c, named, since=first, limit=limit),
    )
    if reader.as_json:
        typer.echo(shown.as_text(found))
        return
    for one in found:
        why = f" ({one['why']})" if one["why"] else ""
        typer.echo(f"{shown.cell(one['at'])}  {one['who']}  {one['what']} {one['key']}{why}")
        for line in differences(one["before"], one["after"]):
            typer.echo(f"    {line}")


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[str]:
    """Return what a change changed: `field: old -> new`."""
    if before is None or after is None:
        word, said = ("added", after) if before is None else ("removed", before)
        fields = {
            name: value for name, value in (said or {}).items() if value not in (None, "", [])
        }
        shown_fields = ", ".join(f"{name} {_said(value)}" for name, value in fields.items())
        return [f"{word}: {shown_fields}"]
    return [
        f"{name}: {_said(before.get(name))} -> {_said(value)}"
        for name, value in after.items()
        if before.get(name) != value
    ]


def _said(value: object) -> str:
    """Return a value as it was written down, moments and spans of time as tables show them."""
    if not isinstance(value, str):
        return shown.cell(value)
    if _MOMENT.match(value):
        return shown.cell(datetime.fromisoformat(value))
    if (span := _SPAN.fullmatch(value)) is None:
        return shown.cell(value)
    since, until = (_said(text) if text else "" for text in span.groups())
    words = f"{f'from {since}' if since else ''} {f'until {until}' if until else 'on'}"
    return words.strip() if since or until else "always"
