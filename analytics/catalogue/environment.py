"""What is said of the indicators of the environment (section D)."""

from typing import Final

from analytics.catalogue.entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = ()
