"""Paths into decoded fields: `battery_voltage.value`, `history[].in`, `lines[1].total`.

Names are separated by dots; `[2]` is the third element of an array, `[]` every one. A name with
other characters stands in single quotes: `'Pd (P1-PBaro)'.value`.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

_NAME: Final = r"(?:'[^']+'|[^\s.\[\]'*]+)"
_INDICES: Final = r"(?:\[\d*\])*"
_SEGMENT: Final = re.compile(rf"({_NAME})({_INDICES})")
_WHOLE: Final = re.compile(rf"{_NAME}{_INDICES}(?:\.{_NAME}{_INDICES})*")
#: Step of a path: a name, an index, or None: every element.
Step = str | int | None
#: Which elements were taken where a path says `[]`.
Indices = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """A path as it was written, and its steps."""

    text: str
    steps: tuple[Step, ...] = field(compare=False)

    @property
    def is_many(self) -> bool:
        """Whether it may find several values."""
        return None in self.steps

    @property
    def name(self) -> str:
        """The path with every index written `[]`, as `leaves` names fields."""
        return re.sub(r"\[\d+\]", "[]", self.text).replace("'", "")


@lru_cache(maxsize=4_096)
def path(text: str) -> Path:
    """Read a path.

    Raises
    ------
    ValueError
        It does not follow the grammar.

    Examples
    --------
    >>> path("lines[1].total").steps
    ('lines', 1, 'total')
    """
    if not _WHOLE.fullmatch(text):
        raise ValueError(
            f"{text!r} is no path: names separated by dots, [2] for an element, [] for every one, "
            "and 'single quotes' about a name with other characters"
        )
    steps: list[Step] = []
    for name, indices in _SEGMENT.findall(text):
        steps.append(name.strip("'"))
        steps += [int(at) if at else None for at in re.findall(r"\[(\d*)\]", indices)]
    return Path(text, tuple(steps))


def found(fields: object, at: Path) -> list[tuple[Indices, Any]]:
    """Return what stands at a path, with the elements taken; nothing where it is absent."""
    if len(at.steps) == 1 and isinstance(fields, dict):  # the usual case
        return [((), fields[at.steps[0]])] if at.steps[0] in fields else []
    held: list[tuple[Indices, Any]] = [((), fields)]
    for step in at.steps:
        if isinstance(step, str):
            held = [(i, v[step]) for i, v in held if isinstance(v, dict) and step in v]
        elif step is None:
            held = [((*i, k), e) for i, v in held if isinstance(v, list) for k, e in enumerate(v)]
        else:
            held = [(i, e[step]) for i, v in held if step < len(e := _elements(v))]
    return held


def _elements(value: object) -> list[Any]:
    """Return an array; many decoders write an array of one as its element."""
    if isinstance(value, list):
        return value
    return [] if isinstance(value, dict) or value is None else [value]


def one(fields: object, at: Path, indices: Indices) -> Any:  # noqa: ANN401 - as JSON has it
    """Return the value beside another: in the same array elements, else the only one; or None."""
    if len(at.steps) == 1 and isinstance(fields, dict):  # the usual case
        return fields.get(at.steps[0])
    for taken, value in found(fields, at):
        if taken == indices[: len(taken)]:
            return value
    return None


def word(value: object) -> str:
    """Return a value as enumerations and sentinels are compared: `true`, `43`, `free`.

    Numbers that went through JSON of another program may come as 43.0 for 43.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        return str(int(value))
    return str(value).strip().casefold()


def leaves(fields: object, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value that is neither an object nor an array, with its name."""
    if isinstance(fields, dict):
        for key, value in fields.items():
            yield from leaves(value, f"{name}.{key}" if name else str(key))
    elif isinstance(fields, list):
        for value in fields:
            yield from leaves(value, f"{name}[]")
    else:
        yield name, fields
