"""Which datastreams of a site must agree: classes and total, part and whole, counts and speeds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from analytics.quality.finding import Test
from analytics.quality.looked import COUNTED
from analytics.site import Source
from devices.properties import Mode, Property

METHOD_VERSION: Final = 1

CLASSES: Final = (Mode.CAR, Mode.HEAVY)  #: what motor vehicles are told apart into


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A comparison of a datastream with others of its site.

    Parameters
    ----------
    test
        What is asked.
    own
        Of whom it is said if it fails: the total, the part, the speeds.
    others
        The classes, the whole, the counts.
    """

    test: Test
    own: Source
    others: tuple[Source, ...]


def checks(sources: Sequence[Source]) -> list[Check]:
    """Return what can be asked of the datastreams of a site.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from analytics.example import source
    >>> motor = source(Property.COUNT, mode="motor")
    >>> car, heavy = (replace(motor, id=2, mode="car"), replace(motor, id=3, mode="heavy"))
    >>> [(one.test.value, one.own.mode) for one in checks([motor, car, heavy])]
    [('class_sum', 'motor'), ('part_of', 'car'), ('part_of', 'heavy')]
    """
    counts = [one for one in sources if one.observed in COUNTED and not one.speed_class]
    speeds = [one for one in sources if one.observed is Property.MEAN_SPEED]
    return [*_of_classes(counts), *_of_directions(counts), *_of_speeds(counts, speeds)]


def agreeing(sources: Sequence[Source]) -> dict[int, tuple[Test, ...]]:
    """Return what is asked of each datastream that is compared with others of its site.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from analytics.example import source
    >>> total = source(Property.COUNT, mode="bicycle")
    >>> ways = [replace(total, id=2, direction="a"), replace(total, id=3, direction="b")]
    >>> agreeing([replace(total, role="check"), *ways])
    {1: (<Test.CLASS_SUM: 'class_sum'>,)}
    """
    told: dict[int, list[Test]] = {}
    for check in checks(sources):
        told.setdefault(check.own.id, []).append(check.test)
    return {number: tuple(dict.fromkeys(tests)) for number, tests in told.items()}


def compared_sources(sources: Iterable[Source]) -> list[Source]:
    """Return the datastreams of a site that have to be read for these comparisons.

    Examples
    --------
    >>> from analytics.example import source
    >>> compared_sources([source(Property.COUNT, mode="bicycle")])
    []
    """
    found_here = [(check.own, *check.others) for check in checks(list(sources))]
    return list({one.id: one for group in found_here for one in group}.values())


def _of_classes(counts: Sequence[Source]) -> Iterator[Check]:
    parts = [one for one in counts if one.role == "part"]
    for whole in parts:
        if whole.mode != Mode.MOTOR:
            continue
        classes = tuple(one for one in parts if one.mode in CLASSES and _together(one, whole))
        if {one.mode for one in classes} == set(CLASSES) and len(classes) == len(CLASSES):
            yield Check(test=Test.CLASS_SUM, own=whole, others=classes)
        for one in classes:
            yield Check(test=Test.PART_OF, own=one, others=(whole,))


def _of_directions(counts: Sequence[Source]) -> Iterator[Check]:
    """Yield a publisher's total against the directions that it says it is the sum of."""
    for total in counts:
        if total.role != "check" or total.direction in {"a", "b"}:
            continue
        ways = tuple(
            one
            for one in counts
            if one.role == "part" and one.mode == total.mode and one.direction in {"a", "b"}
        )
        if {one.direction for one in ways} == {"a", "b"} and len(ways) == 2:
            yield Check(test=Test.CLASS_SUM, own=total, others=ways)


def _of_speeds(counts: Sequence[Source], speeds: Sequence[Source]) -> Iterator[Check]:
    for speed in speeds:
        mine = tuple(
            one
            for one in counts
            if one.role == "part" and one.mode == speed.mode and _together(one, speed)
        )
        if len(mine) == 1:
            yield Check(test=Test.SPEED_MISSING, own=speed, others=mine)


def _together(one: Source, other: Source) -> bool:
    """Whether both are of one direction and one device."""
    devices = ({each.device for each in source.deployments} for source in (one, other))
    mine, theirs = devices
    return one.direction == other.direction and (mine == theirs or not mine.isdisjoint(theirs))
