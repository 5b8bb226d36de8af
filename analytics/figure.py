"""One number, or why there is none."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a number is not given; the value is the word in answers."""

    INSUFFICIENT_DATA = "insufficient_data"  #: fewer observations than the method needs
    NOT_REACHED = "not_reached"  #: a curve ends before the asked share
    CAPACITY_ZERO = "capacity_zero"  #: nothing could be used: closed, or no capacity known
    ABOVE_TOP_CLASS = "above_top_class"  #: it lies in the open last class of a histogram
    UNCLASSIFIED = "unclassified"  #: too much is not told apart
    NO_CONTROL = "no_control"  #: nothing to compare with
    UNDEFINED = "undefined"  #: the formula has no value there
    MIXED_CLASSES = "mixed_classes"  #: devices with other speed classes: ask for each time apart
    TOO_FINE = "too_fine"  #: the source sums over more time than was asked for
    FEW_STAYS = "few_stays"  #: so few vehicles that the number would tell of single ones


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, or the reason why it is withheld; exactly one of the two is there.

    Parameters
    ----------
    value
        None: withheld. [as the function says that returns it]
    reason
        Why it is withheld; None where there is a number.

    Raises
    ------
    ValueError
        Both are given, or neither.

    Examples
    --------
    >>> Figure(12.5).value
    12.5
    >>> Figure(None, Reason.INSUFFICIENT_DATA).reason.value
    'insufficient_data'
    """

    value: float | None
    reason: Reason | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.reason is None):
            raise ValueError("a figure is either a number or the reason why there is none")
