"""What `wegwarte import` says: progress with rate and time left, and what became of it all."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from cli.amounts import amount

if TYPE_CHECKING:
    from ingest.recordings.preview import DayTotal, Row
    from ingest.recordings.summary import Summary
    from store.imports import ImportRun

LINES_EVERY_S: Final = 5.0
DIFFERENCES_SHOWN_MAX: Final = 30
REFUSED_SHOWN_MAX: Final = 20


class Told:
    """Hears how far an import is and tells it, as a bar on a terminal, else as plain lines."""

    def __init__(self, bar: Progress | None, task: TaskID, size_bytes: int) -> None:
        self._bar, self._task = bar, task
        self._size = max(size_bytes, 1)
        self._done = 0
        self._began = self._last = time.monotonic()

    def advance(self, summary: "Summary", size_bytes: int) -> None:
        """Say that files of so many bytes are stored."""
        self._done += size_bytes
        elapsed = max(time.monotonic() - self._began, 1e-3)
        rate = summary.readings / elapsed
        if self._bar is not None:
            self._bar.update(self._task, completed=self._done, said=f"{rate:,.0f} readings/s")
            return
        if time.monotonic() - self._last < LINES_EVERY_S:
            return
        self._last = time.monotonic()
        left = elapsed * (self._size - self._done) / max(self._done, 1)
        typer.echo(
            f"{100 * self._done / self._size:3.0f} %  {amount(summary.files, 'file')}  "
            f"{amount(summary.readings, 'reading')}  {rate:,.0f}/s  {left:.0f} s left",
            err=True,
        )


@contextmanager
def telling(console: Console, size_bytes: int) -> Iterator[Told]:
    """Show progress while the block runs."""
    if not console.is_terminal:
        yield Told(None, TaskID(0), size_bytes)
        return
    columns = (
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[said]}"),
    )
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        yield Told(bar, bar.add_task("import", total=size_bytes, said=""), size_bytes)


def for_programs(summary: "Summary") -> dict[str, Any]:
    """Return the outcome as JSON takes it."""
    names = ("files", "readings", "stored", "duplicate", "conflict", "corrected", "skipped")
    return {
        "run": summary.run,
        **{name: getattr(summary, name) for name in names},
        "refused": {str(one.path): [str(p) for p in one.why.problems] for one in summary.refused},
        "notes": summary.notes,
        "unread": dict(summary.unread),
        "differences": [
            {
                "site": day.site,
                "channel": day.channel,
                "day": day.day.isoformat(),
                "readings": day.readings,
                "old": day.old,
                "new": day.new,
                "is_sum": day.is_sum,
            }
            for day in summary.differences.days.values()
        ],
    }


def tell(summary: "Summary", *, corrected: bool) -> None:
    """Tell a person what became of an import."""
    for note in summary.notes:
        typer.echo(f"note: {note}")
    for refused in summary.refused[:REFUSED_SHOWN_MAX]:
        typer.echo(f"refused: {refused.path}\n{refused.why}", err=True)
    more = len(summary.refused) - REFUSED_SHOWN_MAX
    if more > 0:
        said = amount(more, "more file was", "more files were")
        typer.echo(f"… and {said} refused", err=True)
    typer.echo(
        f"run {summary.run}: {amount(summary.files, 'file')}, "
        f"{amount(summary.readings, 'reading')}: "
        f"{summary.stored:,} new, {summary.duplicate:,} known already, "
        f"{summary.corrected:,} corrected, {summary.conflict:,} in conflict"
    )
    if summary.skipped:
        left_out = amount(summary.skipped, "row or cell", "rows or cells")
        typer.echo(f"left out because they could not be read: {left_out}")
    if summary.unread:
        said = ", ".join(
            f"{column} ({amount(files, 'file')})" for column, files in summary.unread.most_common()
        )
        typer.echo(f"columns that the mapping does not read: {said}")
    if summary.hands_off:
        stay = amount(summary.hands_off, "channel or site stays", "channels or sites stay")
        typer.echo(f"{stay} as a person has set them")
    if summary.differences.days:
        _differences(summary)
    if summary.conflict and not corrected:
        typer.echo(
            "The stored values stay. If these files are the publisher's revised ones, replace them "
            "by the same command with --correct"
        )


def _differences(summary: "Summary") -> None:
    typer.echo("Where the files say something else than what was stored:")
    days = sorted(summary.differences.days.values(), key=lambda d: (d.site, d.channel, d.day))
    lines = [("site", "channel", "day", "readings", "", "old", "new")]
    lines += [
        (
            day.site,
            day.channel,
            day.day.isoformat(),
            str(day.readings),
            "sum" if day.is_sum else "mean",
            _number(day.old),
            _number(day.new),
        )
        for day in days[:DIFFERENCES_SHOWN_MAX]
    ]
    _table(lines, right={3, 5, 6})
    if len(days) > DIFFERENCES_SHOWN_MAX:
        typer.echo(f"… and {amount(len(days) - DIFFERENCES_SHOWN_MAX, 'more day')}")


def show_runs(runs: "list[ImportRun]") -> None:
    """Show imports, newest first."""
    lines = [("run", "mapping", "begun (UTC)", "files", "readings", "from", "to", "state")]
    lines += [
        (
            str(run.id),
            str(run.detail.get("mapping", "")),
            f"{run.started_at:%Y-%m-%d %H:%M}",
            str(run.files),
            f"{run.readings:,}",
            "" if run.first is None else f"{run.first:%Y-%m-%d}",
            "" if run.last is None else f"{run.last:%Y-%m-%d}",
            state(run),
        )
        for run in runs
    ]
    _table(lines, right={0, 3, 4})


def state(run: "ImportRun") -> str:
    """Say how a run stands."""
    if run.undone_at is not None:
        return "undone"
    if run.finished_at is None:
        return "interrupted or running"
    refused = int(run.detail.get("files_refused", 0))
    return "refused" if refused and not run.detail.get("files_read") else "finished"


def show_preview(rows: "list[Row]", totals: "list[DayTotal]", *, lines_max: int) -> None:
    """Show the first readings as they would be stored, and day totals."""
    typer.echo("\nFirst readings as they would be stored:")
    lines = [("UTC", "local", "length", "value", "device", "channel", "column")]
    lines += [
        (
            f"{row.utc:%Y-%m-%dT%H:%M:%SZ}",
            row.local.isoformat(),
            "" if row.duration_s is None else f"{row.duration_s:g} s",
            "unknown" if row.value is None else f"{row.value:g}",
            row.device,
            row.channel,
            row.label,
        )
        for row in rows
    ]
    _table(lines, right={2, 3})
    typer.echo("\nTotals of local days:")
    days = [("day", "site", "property", "readings", "", "total", "column")]
    days += [
        (
            day.day.isoformat(),
            day.site,
            day.property,
            str(day.readings),
            "sum" if day.is_sum else "mean",
            "unknown" if day.total is None else _number(day.total),
            day.label,
        )
        for day in totals[:lines_max]
    ]
    _table(days, right={3, 5})
    if len(totals) > lines_max:
        typer.echo(f"… and {amount(len(totals) - lines_max, 'more line')}")


def _number(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.2f}"


def _table(lines: Sequence[tuple[str, ...]], *, right: set[int]) -> None:
    """Write aligned columns, however wide: a time that is cut off helps nobody."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        cells = (
            cell.rjust(width) if i in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        typer.echo("  ".join(cells).rstrip())
