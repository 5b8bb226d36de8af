"""A figure: a measured value, what it is compared with, and what it should be."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.engines import versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a figure is compared with.

    Parameters
    ----------
    values
        One a round, in the unit of the figure, each measured right after or before the figure's.
    """

    name: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the result.

    Parameters
    ----------
    values
        One a round; the median is the figure.
    at_least
        The target of the ratio.
    at_most
        The target of the value.
    note
        How it was measured, where that is not plain from the name.
    """

    name: str
    values: Sequence[float]
    unit: str
    reference: Reference | None = None
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.values)

    @property
    def ratio(self) -> float | None:
        """The median of the rounds' own ratios, so that a slow minute weighs on both sides."""
        if self.reference is None:
            return None
        pairs = zip(self.values, self.reference.values, strict=True)
        return statistics.median(own / other for own, other in pairs)

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; None where there is none."""
        if self.at_least is not None:
            return self.ratio is not None and self.ratio >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most

    def line(self) -> str:
        """Return it as one line of JSON."""
        target = None
        if self.at_least is not None:
            target = f"ratio >= {self.at_least:g}"
        elif self.at_most is not None:
            target = f"value <= {self.at_most:g}"
        said = {
            "name": self.name,
            "value": _short(self.value),
            "unit": self.unit,
            "rounds": [_short(value) for value in self.values],
            "reference": None if self.reference is None else self.reference.name,
            "reference_value": None
            if self.reference is None
            else _short(statistics.median(self.reference.values)),
            "ratio": None if self.ratio is None else _short(self.ratio),
            "target": target,
            "reached": self.reached,
            "note": self.note,
            "engines": versions(),
        }
        return json.dumps(said, ensure_ascii=False)


def _short(value: float) -> float:
    """Cut digits that no benchmark knows."""
    return float(f"{value:.4g}")
