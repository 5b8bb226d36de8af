"""What can be wrong with a recording: every problem names file, line, column, value and remedy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

PROBLEMS_SHOWN_MAX: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One place in one file that cannot be read."""

    file: str
    line: int | None = None  #: counted from 1, as an editor shows it; None: the whole file
    column: str | None = None
    value: str | None = None
    reason: str
    remedy: str

    def __str__(self) -> str:
        """Return the sentence a person reads."""
        place = self.file
        if self.line is not None:
            place += f", line {self.line}"
        if self.column is not None:
            place += f", column {self.column!r}"
        said = "" if self.value is None else f"{self.value[:60]!r} "
        return f"{place}: {said}{self.reason}; {self.remedy}"


class RecordingError(Exception):
    """A file is refused as a whole; the message shows its first problems.

    Attributes
    ----------
    problems
        All of them, in order of lines.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        shown = [str(problem) for problem in self.problems[:PROBLEMS_SHOWN_MAX]]
        more = len(self.problems) - len(shown)
        if more:
            shown.append(f"… and {more} more in this file")
        super().__init__("\n".join(shown))


class MappingError(Exception):
    """A mapping cannot be used; the message names its file, the key and the remedy."""
