"""What `wegwarte up` says: a table that fills itself on a terminal, plain lines elsewhere."""

from collections.abc import Callable, Iterable

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from cli.watched import Watched

_SIGNS = {
    "waiting": ("·", "dim"),
    "starting": ("…", "yellow"),
    "ready": ("✓", "green"),
    "done": ("✓", "green"),
    "restarting": ("!", "red"),
    "stopped": ("·", "dim"),
    "failed": ("✗", "red"),
}


class Report:
    """The person's view of the parts.

    Parameters
    ----------
    console
        Where to write; a terminal gets the table.
    elapsed_s
        Seconds since the command began.
    """

    def __init__(self, console: Console, elapsed_s: Callable[[], float]) -> None:
        self._console = console
        self._elapsed_s = elapsed_s
        self._live: Live | None = None
        self._told: dict[str, tuple[str, str | None]] = {}

    def begin(self, watched: Iterable[Watched]) -> None:
        """Show the steps from the first second."""
        if self._console.is_terminal:
            self._live = Live(
                self._table(watched), console=self._console, auto_refresh=False, transient=False
            )
            self._live.start()

    def changed(self, one: Watched, everything: Iterable[Watched]) -> None:
        """Tell of a part's new state, once."""
        news = (one.state, one.last_end if one.state in {"restarting", "failed"} else None)
        if self._told.get(one.part.name) == news:
            return
        before = self._told.get(one.part.name, ("", None))[0]
        self._told[one.part.name] = news
        if self._live is not None:
            self._live.update(self._table(everything), refresh=True)
            if one.state not in {"restarting", "failed"}:
                return
        if one.state == "starting" and before == "restarting":
            return  # the line about its end has announced it
        self.say(f"{one.part.title}: {self._words(one)}")

    def finish_table(self) -> None:
        """Leave the table as it is; what happens from now on is told in lines."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def say(self, line: str) -> None:
        """Write one line."""
        stamp = f"{self._elapsed_s():6.1f} s  "
        self._console.print(Text(stamp + line), soft_wrap=True, highlight=False)

    def _words(self, one: Watched) -> str:
        if one.state == "restarting":
            return f"{one.last_end}; starting it again (its log: {one.part.log})"
        if one.state == "failed":
            return f"{one.last_end}, {one.failures} times; given up (its log: {one.part.log})"
        return one.state

    def _table(self, everything: Iterable[Watched]) -> Table:
        table = Table(box=None, show_header=False, padding=(0, 1))
        for one in everything:
            sign, style = _SIGNS[one.state]
            table.add_row(
                Text(sign, style=style), one.part.title, Text(one.state, style=style), one.part.name
            )
        return table
