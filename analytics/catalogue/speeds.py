"""What is said of the indicators of speeds and flow (section C)."""

from typing import Final

from analytics.catalogue.entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = ()
