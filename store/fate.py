"""What became of a row that was to be stored."""

from typing import Final


class Fate:
    """Values in the arrays that the inserts return."""

    STORED: Final = 0
    DUPLICATE: Final = 1
    CONFLICT: Final = 2
    REFUSED: Final = 3  #: of an import: its month is sealed
