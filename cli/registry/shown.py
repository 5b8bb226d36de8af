"""How the registry is shown: aligned tables on the terminal, JSON for programs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Any, Final

import typer

from cli.amounts import amount
from cli.registry.compared import Compared
from cli.registry.preview import Effect, Sum

_EMPTY: Final = "-"
_WIDTH_MAX: Final = 48


def show(rows: Sequence[Mapping[str, Any]], columns: str, *, as_json: bool, none: str) -> None:
    """Print rows: all of them as JSON, or chosen columns as a table; `none` where there is none.

    Parameters
    ----------
    columns
        Names of the columns of the table, separated by spaces.
    """
    if as_json:
        typer.echo(as_text(list(rows)))
    elif not rows:
        typer.echo(none)
    else:
        typer.echo("\n".join(table(rows, columns.split())))


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> list[str]:
    """Return the lines of a table with a head; columns that are empty throughout are left out."""
    cells = {name: [cell(row.get(name)) for row in rows] for name in columns}
    kept = [name for name in columns if any(text != _EMPTY for text in cells[name])]
    widths = {name: max(len(name), *(len(text) for text in cells[name])) for name in kept}
    head = "  ".join(name.ljust(widths[name]) for name in kept).rstrip()
    lines = [
        "  ".join(cells[name][at].ljust(widths[name]) for name in kept).rstrip()
        for at in range(len(rows))
    ]
    return [head, *lines]


def with_meaning(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row without a direction where directions have no meaning."""
    return {**row, "direction": None if row.get("direction") == "none" else row.get("direction")}


def card(row: Mapping[str, Any], *, as_json: bool) -> None:
    """Print one thing with everything that is known of it."""
    if as_json:
        typer.echo(as_text(row))
        return
    width = max(len(name) for name in row)
    for name, value in row.items():
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            typer.echo(f"{name}:")
            for line in table(value, list(value[0])):
                typer.echo(f"  {line}")
        else:
            typer.echo(f"{name.ljust(width)}  {cell(value, width_max=400)}")


def cell(value: object, *, width_max: int = _WIDTH_MAX) -> str:
    """Return a value as one cell of a table."""
    match value:
        case None | "" | []:
            return _EMPTY
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}Z"
        case float():
            return f"{value:g}"
        case list():
            text = ", ".join(cell(one) for one in value)
        case dict():
            text = json.dumps(value, default=_plain, ensure_ascii=False)
        case _:
            text = " ".join(str(value).split())
    return text if len(text) <= width_max else text[: width_max - 1] + "…"


def as_text(said: object) -> str:
    """Return anything of ours as JSON."""
    return json.dumps(said, default=_plain, ensure_ascii=False, indent=2)


def told(
    said: Mapping[str, Any], lines: Sequence[str], effect: Effect | None, *, as_json: bool
) -> None:
    """Print what a command has done, or (`effect`) what it would do."""
    if as_json:
        whole = dict(said) | ({} if effect is None else {"dry_run": True, **asdict(effect)})
        typer.echo(as_text(whole))
        return
    for line in lines:
        typer.echo(line)
    rehearsed(effect, as_json=False)


def left(
    rows: Sequence[Mapping[str, Any]],
    columns: str,
    effect: Effect | None,
    *,
    as_json: bool,
    none: str,
) -> None:
    """Print what there is after a change, and (`effect`) what a rehearsed one would do."""
    if as_json and effect is not None:
        typer.echo(as_text({"items": list(rows), "dry_run": True, **asdict(effect)}))
        return
    show(rows, columns, as_json=as_json, none=none)
    rehearsed(effect, as_json=as_json)


def rehearsed(effect: Effect | None, *, as_json: bool) -> None:
    """Print what a command would do, where it was rehearsed."""
    if effect is not None and not as_json:
        typer.echo("nothing was changed (--dry-run)")
        typer.echo("\n".join(effect_lines(effect)))


def effect_lines(effect: Effect) -> list[str]:
    """Return in lines which numbers would change."""
    differing = [
        one
        for one in effect.touched
        if one.by_rule or one.before is None or one.before != one.after
    ]
    said = _answer_lines(effect.answers)
    if not differing:
        return said or ["no number would change"]
    rows = [
        {
            "site": one.site,
            "datastream": one.datastream,
            "property": one.observed,
            "days": one.days,
            "from": one.first,
            "to": one.last,
            "before": _sum(one.before),
            "after": _sum(one.after),
        }
        for one in differing
    ]
    lines = ["these days would be computed again:", *table(rows, list(rows[0]))]
    if any(one.by_rule for one in differing):
        lines.append(
            "what was observed stays; shares, free spaces, speeds and means are made of it anew"
        )
    return [*lines, *(said or ["no answer would be another one"])]


def _answer_lines(found: Compared) -> list[str]:
    """Return in lines which answers would be others."""
    lines = []
    for one in found.day_types:
        which = f"on {one.first}" if one.days == 1 else f"from {one.first} to {one.last}"
        lines.append(
            f"{one.site}: {amount(one.days, 'day')} of another type, {which}; estimates, "
            "forecasts and comparisons follow them"
        )
    for kind, those in (("", found.sites), ("group ", found.groups)):
        lines += [
            f"{kind}{one.of}: answers of {_years(one.years)} would be others: "
            f"{', '.join(one.indicators)}"
            for one in those
        ]
    if found.not_compared:
        lines.append(f"not asked, because it takes long: {', '.join(found.not_compared)}")
    return lines


def _years(years: Sequence[int]) -> str:
    return f"{years[0]}" if len(years) == 1 else f"{years[0]} to {years[-1]}"


def _sum(said: Sum | None) -> str | None:
    if said is None:
        return None
    known = f"{said.known_h:g} h known"
    if said.counted is not None:
        return f"{said.counted:g} in {known}"
    return known if said.mean is None else f"mean {said.mean:g} in {known}"


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON takes
    if isinstance(value, datetime | date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"no JSON for {type(value).__name__}")
