"""What can be asked of a site: an indicator, of whom, in which direction, over which hours."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

REGULATED: Final = "regulated"
WHOLE_DAY: Final = "24h"


class Indicator(StrEnum):
    """The indicators that can be asked for; the value is the key in URLs and tables."""

    VOLUME = "volume"
    OCCUPANCY = "occupancy"
    FREE_SPACES = "free_spaces"


@dataclass(frozen=True, slots=True, order=True)
class Topic:
    """One question about a site.

    Parameters
    ----------
    mode, direction
        '' where they have no meaning; direction '': all together.
    variant
        Of a mean its window: `REGULATED` or `WHOLE_DAY`.
    """

    indicator: Indicator
    mode: str = ""
    direction: str = ""
    variant: str = ""
