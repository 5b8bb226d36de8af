"""A small line of the last 24 hours, drawn as SVG paths; where nothing is known it breaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

WIDTH: Final = 240
HEIGHT: Final = 34
_POINTS_MIN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """Paths in a box of `width` times `height`, and what they show in words."""

    line: str
    area: str
    label: str
    width: int = WIDTH
    height: int = HEIGHT


def spark(values: Sequence[float | None], label: str, *, top: float | None = None) -> Spark | None:
    """Draw values that are evenly spaced; None when there are too few to be a line.

    Parameters
    ----------
    top
        What the upper edge stands for; None: the greatest value.

    Examples
    --------
    >>> spark([0, 1, None, 1, 0], "", top=1).line
    'M0.0 33.0L60.0 1.0M180.0 1.0L240.0 33.0'
    """
    known = [value for value in values if value is not None]
    if len(known) < _POINTS_MIN:
        return None
    high = max(top or 0, *known) or 1
    step = WIDTH / (len(values) - 1)
    line, area = "", ""
    numbered = enumerate(values)
    for there, run in groupby(numbered, key=lambda item: item[1] is not None):
        if not there:
            continue
        points = [
            (number * step, HEIGHT - 1 - max(value or 0, 0) / high * (HEIGHT - 2))
            for number, value in run
        ]
        drawn = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        line += f"M{drawn}" if len(points) > 1 else f"M{drawn}h0.1"
        area += f"M{points[0][0]:.1f} {HEIGHT}L{drawn}L{points[-1][0]:.1f} {HEIGHT}Z"
    return Spark(line=line, area=area, label=label)
