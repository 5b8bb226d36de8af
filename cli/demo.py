"""What `wegwarte up --demo` shows: recordings of Münster, and simulated sensors in Telgte."""

from pathlib import Path
from typing import Final

FLEET: Final = "telgte-demo"
#: The same readings at every start: what is known already is a duplicate, what was missed is not.
FLEET_HISTORY: Final = "24h"
MAPPINGS: Final = ("muenster-bikes", "muenster-parking")  #: each has a folder of its name


def recordings() -> Path:
    """Return the folder of recordings that come with the program."""
    installed = Path(__file__).parent / "demo_data"
    return installed if installed.is_dir() else Path(__file__).parents[1] / "demo"
