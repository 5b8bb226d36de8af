"""What a site expects of a measured property, in place of what is expected anywhere (E1, E3)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.expected import EXPECTED
from analytics.quality.track import Track
from analytics.quarters import Float
from analytics.said import Bound
from analytics.spans import Span, common
from devices.properties import Property

METHOD_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is expected of a property at a site.

    Parameters
    ----------
    least, greatest
        Beyond them a value is doubted; infinite: none is said. [unit of the property]
    fail_least, fail_greatest
        Beyond them it is refused. What a site expects is never refused.
    rate_per_h
        Faster changes are doubted; infinite: none is. [unit of the property/h]
    rate_said
        Whether a person has said so: then it holds whatever the days before showed.
    said
        Whether any of these is a person's word.
    """

    least: float = -np.inf
    greatest: float = np.inf
    fail_least: float = -np.inf
    fail_greatest: float = np.inf
    rate_per_h: float = np.inf
    rate_said: bool = False
    said: bool = False

    def with_word(self, bound: Bound) -> "Limits":
        """Return with a person's word in place of what is expected anywhere."""
        if bound.kind == "expected_least":
            low = min(self.fail_least, bound.value)
            return replace(self, least=bound.value, fail_least=low, said=True)
        if bound.kind == "expected_greatest":
            high = max(self.fail_greatest, bound.value)
            return replace(self, greatest=bound.value, fail_greatest=high, said=True)
        return replace(self, rate_per_h=bound.value, rate_said=True, said=True)


def anywhere(observed: Property) -> Limits:
    """Return what is expected of a property wherever it is measured.

    Examples
    --------
    >>> anywhere(Property.AIR_TEMPERATURE).greatest, anywhere(Property.WATER_LEVEL).greatest
    (45, inf)
    """
    expected = EXPECTED.get(observed)
    if expected is None:
        return Limits()
    return Limits(
        least=expected.suspect[0],
        greatest=expected.suspect[1],
        fail_least=expected.fail[0],
        fail_greatest=expected.fail[1],
        rate_per_h=np.inf if expected.rate_per_h is None else expected.rate_per_h,
    )


def of_property(observed: Property, bounds: Iterable[Bound]) -> list[Bound]:
    """Return what is said of a property.

    Examples
    --------
    >>> low = Bound(observed=Property.NO2, kind="expected_least", span=Span(0, 9), value=1)
    >>> of_property(Property.NO2, [low]) == [low], of_property(Property.O3, [low])
    (True, [])
    """
    return [one for one in bounds if one.observed is observed]


def finite(limit: float) -> float | None:
    """Return a limit as answers say it: None where there is none.

    Examples
    --------
    >>> finite(45), finite(np.inf)
    (45.0, None)
    """
    return float(limit) if np.isfinite(limit) else None


def tested(bounds: Iterable[Bound]) -> frozenset[Property]:
    """Return the properties that are tested by themselves: of which anything is expected.

    Examples
    --------
    >>> low = Bound(observed=Property.WATER_LEVEL, kind="expected_least", span=Span(0, 9), value=1)
    >>> [Property.WATER_LEVEL in tested(bounds) for bounds in ([], [low])]
    [False, True]
    """
    return frozenset(EXPECTED) | {one.observed for one in bounds}


def holding(
    observed: Property, bounds: Sequence[Bound], window: Span
) -> Iterator[tuple[Span, Limits]]:
    """Yield what is expected of a property in a window, by the time in which it holds.

    Examples
    --------
    >>> low = Bound(observed=Property.WATER_LEVEL, kind="expected_least", span=Span(5, 99), value=1)
    >>> [(span, one.least) for span, one in holding(Property.WATER_LEVEL, [low], Span(0, 9))]
    [(Span(from_ms=0, to_ms=5), -inf), (Span(from_ms=5, to_ms=9), 1)]
    """
    mine = [one for one in of_property(observed, bounds) if common([one.span], [window])]
    edges = {window.from_ms, window.to_ms}
    for one in mine:
        edges |= {max(one.span.from_ms, window.from_ms), min(one.span.to_ms, window.to_ms)}
    times = sorted(edges)
    for begin, end in pairwise(times):
        limits = anywhere(observed)
        for one in mine:
            if one.span.from_ms <= begin and end <= one.span.to_ms:
                limits = limits.with_word(one)
        yield Span(begin, end), limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Limits at each step of a track; see `Limits`."""

    least: Float
    greatest: Float
    fail_least: Float
    fail_greatest: Float
    rate_per_h: Float
    rate_said: NDArray[np.bool_]


def course(observed: Property, track: Track, bounds: Sequence[Bound]) -> Course:
    """Return what is expected of a property at each step of a track; a step by its beginning.

    Parameters
    ----------
    bounds
        What the site says of the property.

    References
    ----------
    indicators.md E1, E3.

    Examples
    --------
    >>> quarter = Span(0, 900_000)
    >>> high = Bound(observed=Property.NO2, kind="expected_greatest", span=quarter, value=50)
    >>> track = Track(name="x", first=0, step_ms=900_000, value=np.zeros(2))
    >>> course(Property.NO2, track, [high]).greatest.tolist()
    [50.0, 400.0]
    """
    at_ms = (track.first + np.arange(len(track))) * track.step_ms
    whole = Span(track.at_ms(0), max(track.end_ms, track.at_ms(0) + 1))
    parts = list(holding(observed, bounds, whole))
    place = np.searchsorted([span.from_ms for span, _ in parts], at_ms, side="right") - 1
    limits = [one for _, one in parts]

    def each(name: str) -> Float:
        return np.array([float(getattr(one, name)) for one in limits])[place]

    return Course(
        least=each("least"),
        greatest=each("greatest"),
        fail_least=each("fail_least"),
        fail_greatest=each("fail_greatest"),
        rate_per_h=each("rate_per_h"),
        rate_said=each("rate_said") > 0,
    )
